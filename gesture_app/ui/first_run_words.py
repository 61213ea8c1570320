"""The words of the first run: what each step asks for, what was found out and what would help."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from gesture_app.core.drift import Drift
from gesture_app.core.first_run import Step
from gesture_app.core.gesture_advice import Advice, Proposal
from gesture_app.core.gestures import Gesture
from gesture_app.core.room import Check, Finding, Level, Remedy, distance_m, reach
from gesture_app.ui.words import gesture_word

_FARTHEST = 1.05  # times as far away is no advice


def step_word(step: Step) -> str:
    """What a step is called in the row of steps."""
    tr = QCoreApplication.translate
    return {
        Step.CONSENT: tr("FirstRun", "Privacy"),
        Step.CAMERA: tr("FirstRun", "Camera"),
        Step.ROOM: tr("FirstRun", "Room"),
        Step.GESTURES: tr("FirstRun", "Gestures"),
        Step.PLAYER: tr("FirstRun", "Player"),
        Step.SUMMARY: tr("FirstRun", "Ready"),
    }[step]


def step_title(step: Step) -> str:
    """What a step asks for."""
    tr = QCoreApplication.translate
    return {
        Step.CONSENT: tr("FirstRun", "May the camera be used?"),
        Step.CAMERA: tr("FirstRun", "Which camera sees you?"),
        Step.ROOM: tr("FirstRun", "Sit where you will watch, and hold up an open hand"),
        Step.GESTURES: tr("FirstRun", "Show each gesture as it is asked for"),
        Step.PLAYER: tr("FirstRun", "What shall your hand control?"),
        Step.SUMMARY: tr("FirstRun", "Ready"),
    }[step]


def check_word(check: Check) -> str:
    """What was looked at."""
    tr = QCoreApplication.translate
    return {
        Check.LIGHT: tr("FirstRun", "Light"),
        Check.SHARPNESS: tr("FirstRun", "Sharpness"),
        Check.RATE: tr("FirstRun", "Speed"),
        Check.HAND: tr("FirstRun", "Distance"),
    }[check]


def finding_words(finding: Finding) -> str:
    """What was found out, with its figure."""
    tr, locale = QCoreApplication.translate, QLocale()
    if finding.check is Check.RATE:
        words = tr("FirstRun", "{count} pictures a second").format(count=round(finding.value))
        return f"{_level_word(finding)} · {words}"
    if finding.check is Check.HAND:
        metres = locale.toString(distance_m(finding.value), "f", 1)
        return f"{_level_word(finding)} · {tr('FirstRun', 'about {metres} m').format(metres=metres)}"
    return _level_word(finding)


def advice_words(finding: Finding) -> str:
    """The one thing to do about it; where nothing needs to be done, what else is worth knowing."""
    if finding.remedy is not None:
        return remedy_word(finding.remedy)
    farther = reach(finding.value) if finding.check is Check.HAND else 0.0
    if farther < _FARTHEST:
        return ""
    metres = QLocale().toString(farther * distance_m(finding.value), "f", 1)
    return QCoreApplication.translate("FirstRun", "Works up to about {metres} m away.").format(metres=metres)


def remedy_word(remedy: Remedy) -> str:
    """What to do, in a sentence."""
    tr = QCoreApplication.translate
    return {
        Remedy.MORE_LIGHT: tr("FirstRun", "Switch on a light."),
        Remedy.LIGHT_IN_FRONT: tr("FirstRun", "The light is behind you: turn round or close the curtain."),
        Remedy.CLEAN_LENS: tr("FirstRun", "Wipe the lens and hold the hand still."),
        Remedy.LIGHT_FOR_RATE: tr("FirstRun", "Switch on a light: cameras slow down in the dark."),
        Remedy.OTHER_CAMERA: tr("FirstRun", "Close busy programs, or choose another camera."),
        Remedy.FASTER_MODEL: tr("FirstRun", "Close busy programs, or choose a faster model above the picture later."),
        Remedy.NEARER: tr("FirstRun", "Come nearer, or move the camera nearer."),
        Remedy.FARTHER: tr("FirstRun", "Move back a little."),
    }[remedy]


def _level_word(finding: Finding) -> str:
    tr = QCoreApplication.translate
    if finding.check is Check.HAND and finding.level is not Level.GOOD:
        return tr("FirstRun", "Too near") if finding.remedy is Remedy.FARTHER else tr("FirstRun", "Far")
    return {
        Level.GOOD: tr("FirstRun", "Good"),
        Level.FAIR: tr("FirstRun", "Could be better"),
        Level.BAD: tr("FirstRun", "Too little"),
    }[finding.level]


def seen_word(label: str | None, vocabulary: Mapping[str, Gesture]) -> str:
    """What a gesture is called; None is one that could not be told."""
    if label is None:
        return QCoreApplication.translate("FirstRun", "not recognised")
    gesture = vocabulary.get(label)
    return gesture_word(gesture.title) if gesture else label


def problem_words(proposal: Proposal, vocabulary: Mapping[str, Gesture]) -> str:
    """What went wrong with a gesture."""
    tr = QCoreApplication.translate
    name = seen_word(proposal.gesture, vocabulary)
    if proposal.taken_for is None:
        return tr("FirstRun", "{gesture} was not recognised {count} times.").format(gesture=name, count=proposal.times)
    other = seen_word(proposal.taken_for, vocabulary)
    return tr("FirstRun", "{gesture} was taken for {other} {count} times.").format(
        gesture=name, other=other, count=proposal.times
    )


def proposal_words(proposal: Proposal, vocabulary: Mapping[str, Gesture]) -> str:
    """What would help, as the words of a button."""
    tr = QCoreApplication.translate
    name = seen_word(proposal.gesture, vocabulary)
    if proposal.advice is Advice.LOWER_SCORE:
        return tr("FirstRun", "Accept {gesture} sooner").format(gesture=name)
    if proposal.advice is Advice.RAISE_SCORE:
        other = seen_word(proposal.taken_for, vocabulary)
        return tr("FirstRun", "Be stricter with {gesture}").format(gesture=other)
    return tr("FirstRun", "Use {gesture} instead").format(gesture=seen_word(proposal.other, vocabulary))


def drift_words(drift: Drift) -> str:
    """What has become worse, and that it can be looked at."""
    tr = QCoreApplication.translate
    return {
        Drift.LIGHT: tr("FirstRun", "It is much darker here than when you set this up."),
        Drift.SHARPNESS: tr("FirstRun", "The picture is less sharp than when you set this up."),
        Drift.RATE: tr("FirstRun", "The camera gives fewer pictures than when you set this up."),
        Drift.HAND: tr("FirstRun", "You sit farther away than when you set this up."),
        Drift.RECOGNITION: tr("FirstRun", "Gestures are recognised less surely than when you set this up."),
    }[drift]
