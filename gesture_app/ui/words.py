"""What commands, gestures and gates are called in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from gesture_app.core.bindings import HandChoice
from gesture_app.core.control import Standing
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.rest import Rest
from gesture_app.core.schema import Row
from gesture_app.core.source import SourceUse
from gesture_app.core.types import Command, Decision, GateName, Phase, Playback, Side

_NO_BREAK = "\N{NO-BREAK SPACE}"
# Each in its own words, so that whoever reads no other finds it.
LANGUAGES = {"en": "English", "de": "Deutsch"}


def command_word(command: Command) -> str:
    """What a command does: "Play or pause"."""
    tr = QCoreApplication.translate
    return {
        Command.PLAY_PAUSE: tr("Words", "Play or pause"),
        Command.PLAY: tr("Words", "Play"),
        Command.PAUSE: tr("Words", "Pause"),
        Command.STOP: tr("Words", "Stop"),
        Command.NEXT: tr("Words", "Next track"),
        Command.PREVIOUS: tr("Words", "Previous track"),
        Command.VOLUME_UP: tr("Words", "Louder"),
        Command.VOLUME_DOWN: tr("Words", "Quieter"),
        Command.SET_VOLUME: tr("Words", "Set the volume"),
        Command.MUTE: tr("Words", "Mute"),
        Command.SEEK_FORWARD: tr("Words", "Skip forward"),
        Command.SEEK_BACK: tr("Words", "Skip back"),
        Command.FULLSCREEN: tr("Words", "Full screen"),
    }[command]


def gesture_word(title: str) -> str:
    """A title of the vocabulary; the translations list them by their English words."""
    return QCoreApplication.translate("Gestures", title)


def mode_word(mode: TriggerMode) -> str:
    """How a held gesture turns into orders."""
    tr = QCoreApplication.translate
    return {
        TriggerMode.ONCE: tr("Words", "Once"),
        TriggerMode.REPEAT: tr("Words", "Repeat while held"),
        TriggerMode.HOLD: tr("Words", "Until let go"),
        TriggerMode.TOGGLE: tr("Words", "On and off in turn"),
        TriggerMode.CONTINUOUS: tr("Words", "By hand height"),
    }[mode]


def side_word(side: Side) -> str:
    """Which of the user's hands it is."""
    tr = QCoreApplication.translate
    return {Side.LEFT: tr("Words", "left hand"), Side.RIGHT: tr("Words", "right hand")}[side]


def latency_word(seconds: float) -> str:
    """How soon a player obeyed: "12 ms"; one that only pretends takes no time worth naming."""
    milliseconds = round(seconds * 1000)
    words = QCoreApplication.translate("Words", "{milliseconds} ms")
    return words.format(milliseconds=QLocale().toString(milliseconds) if milliseconds else "< 1")


def said(sentence: object) -> str:
    """A sentence or a title that comes from elsewhere in English: an error, an outcome, a gate's words."""
    return QCoreApplication.translate("Sentences", str(sentence))


def unbroken(words: str) -> str:
    """The words, which stay on one line where others break: a figure is not parted from what it counts."""
    return words.replace(" ", _NO_BREAK)


def setting_word(text: str) -> str:
    """A title, an explanation or a choice of a setting; the translations list them by their English words."""
    return QCoreApplication.translate("Settings", text)


def hand_choice_word(choice: HandChoice) -> str:
    """Which hand a gesture is wanted from."""
    tr = QCoreApplication.translate
    return {
        HandChoice.EITHER: tr("Words", "Either hand"),
        HandChoice.LEFT: tr("Words", "Your left hand"),
        HandChoice.RIGHT: tr("Words", "Your right hand"),
    }[choice]


def choice_word(row: Row, text: str) -> str:
    """What one of the choices of a setting is called."""
    if text in LANGUAGES:
        return LANGUAGES[text]
    if row.enum is Command:
        return command_word(Command(text))
    if row.enum is TriggerMode:
        return mode_word(TriggerMode(text))
    if row.enum is HandChoice:
        return hand_choice_word(HandChoice(text))
    return setting_word(text.capitalize())


def section_word(section: str) -> str:
    """What a section of the settings is about."""
    tr = QCoreApplication.translate
    words = {
        "engine": tr("Words", "When a gesture counts"),
        "source": tr("Words", "Source of the picture"),
        "detector": tr("Words", "Finding hands"),
        "player": tr("Words", "Player"),
        "privacy": tr("Words", "Privacy"),
        "lab": tr("Words", "Lab"),
        "ui": tr("Words", "Window"),
    }
    return words.get(section) or setting_word(section.capitalize())


def playback_word(playback: Playback) -> str:
    """What a player is doing."""
    tr = QCoreApplication.translate
    return {
        Playback.PLAYING: tr("Words", "Playing"),
        Playback.PAUSED: tr("Words", "Paused"),
        Playback.STOPPED: tr("Words", "Stopped"),
        Playback.UNKNOWN: tr("Words", "Connected"),
    }[playback]


def gate_word(decision: Decision) -> str:
    """What the hand has to do, or what stands in its way, in a few words."""
    if decision.phase is Phase.FIRED:
        return QCoreApplication.translate("Words", "Sent")
    if decision.gate is None:
        return QCoreApplication.translate("Words", "Ready")
    is_held = decision.phase is Phase.HELD
    return (_held_gate_words() if is_held else {}).get(decision.gate.name) or _gate_words()[decision.gate.name]


def reason_words(decision: Decision) -> str:
    """The advice, then the gate's own words with its figures, if it has any."""
    advice = gate_word(decision)
    return f"{advice} · {said(decision.gate.text)}" if decision.gate is not None and decision.gate.shortfall else advice


def _held_gate_words() -> dict[GateName, str]:
    """What some gates ask of a hand that is already doing the right thing."""
    tr = QCoreApplication.translate
    return {
        GateName.ARMING: tr("Words", "Keep holding"),
        GateName.MOTION: tr("Words", "Go on, then rest"),
        GateName.RELEASE: tr("Words", "Goes on while you hold it"),
        GateName.SIDE: tr("Words", "Looking which hand it is"),
    }


def _gate_words() -> dict[GateName, str]:
    tr = QCoreApplication.translate
    return {
        GateName.SCORE: tr("Words", "Show it more clearly"),
        GateName.VOTE: tr("Words", "Looking"),
        GateName.ARMING: tr("Words", "Not armed"),
        GateName.HOLD: tr("Words", "Keep holding"),
        GateName.MOTION: tr("Words", "Not quite a swipe"),
        GateName.COOLDOWN: tr("Words", "Wait a moment"),
        GateName.RELEASE: tr("Words", "Lower the hand to go again"),
        GateName.SIDE: tr("Words", "Show it with the other hand"),
        GateName.ZONE: tr("Words", "Move into the zone"),
        GateName.SIZE: tr("Words", "Come nearer"),
        GateName.OTHER_HAND: tr("Words", "Another hand has the control"),
        GateName.SUPPRESSED: tr("Words", "One moment"),
        GateName.UNBOUND: tr("Words", "Does nothing"),
        GateName.PAUSED: tr("Words", "Gestures are paused"),
    }


def standing_word(standing: Standing) -> str:
    """How things stand, in a word or two."""
    tr = QCoreApplication.translate
    return {
        Standing.PAUSED: tr("Words", "Paused"),
        Standing.PROBLEM: tr("Words", "Something does not work"),
        Standing.ARMED: tr("Words", "Armed"),
        Standing.WATCHING: tr("Words", "Not armed"),
    }[standing]


def use_word(use: SourceUse) -> str:
    """Whether a camera watches, and why it does not."""
    tr = QCoreApplication.translate
    if use.is_open:
        return tr("Words", "Camera on")
    return {
        None: tr("Words", "Camera off"),
        Rest.PAUSED: tr("Words", "Camera off: gestures are paused"),
        Rest.LOCKED: tr("Words", "Camera off: the screen is locked"),
        Rest.ASLEEP: tr("Words", "Camera off: the computer sleeps"),
    }[use.rest]
