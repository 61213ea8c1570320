"""What the pages of the window show in the gallery, as long as it gets."""

from __future__ import annotations

from gesture_app.core.bindings import default_bindings
from gesture_app.core.conflicts import find_conflicts
from gesture_app.core.gestures import Gesture
from gesture_app.core.history import Event
from gesture_app.core.meter import Figures, SourcePace
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.order_changes import compare_orders
from gesture_app.core.profiles import bindings_for
from gesture_app.core.replay import decide
from gesture_app.core.settings import EngineSettings, Settings, find_row, with_changes
from gesture_app.core.source import SourceUse
from gesture_app.core.types import (
    Command,
    Decision,
    Detection,
    Gate,
    GateName,
    Order,
    Outcome,
    Phase,
    Playback,
    PlayerState,
)
from gesture_app.ui.gestures_page import Sheet
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, WayOut
from gesture_app.ui.picker import Choice
from tests.film import SIZE_PX, film
from tests.i18n.lab_contents import fill_lab
from tests.i18n.own_contents import HAND, bgra, drawn_picture, fill_own, gesture_images

Vocabulary = dict[str, Gesture]
NEXT = Order(Command.NEXT)


def fill(window: MainWindow, vocabulary: Vocabulary) -> None:
    """Show something on every page, as long as it gets."""
    window.messages.show_message(Message("player", "No media player is running; start VLC, Spotify or another one."))
    error = "The camera HD Webcam C525 is used by another program; close that one and try again."
    window.messages.show_message(Message("source", error, way_out=WayOut.RETRY))
    for picker, title in ((window.header.source, "HD Webcam C525"), (window.header.player, "The embedded player")):
        picker.set_choices([Choice(title, title)])
        picker.set_chosen(Choice(title, title))
    model = Choice("default", "YOLOv5s, half of its channels, int8", short="YOLOv5s 50 %, int8")
    window.header.model.set_choices([model])
    window.header.model.set_chosen(model)
    _fill_live(window)
    _fill_gestures(window, vocabulary)
    _fill_history(window)
    _fill_inspector(window, vocabulary)
    fill_own(window.own)
    window.lab.complete()
    fill_lab(window.lab)
    window.settings.show_settings(with_changes(Settings(), ["engine.hold_ms=5000", "engine.enter_score=0.7"]))
    window.settings.show_undo(is_possible=True)


def decision(phase: Phase = Phase.HELD, gate: Gate | None = None) -> Decision:
    """What is thought of a hand that shows two fingers; the longest title there is."""
    order = Order(Command.VOLUME_UP, 0.05) if phase is Phase.FIRED else None
    return Decision(1.0, 1, "two_up", 0.93, phase, gate, order, 0.6, HAND)


def outcome(obeyed: bool | None, text: str) -> Outcome:
    """What became of an order."""
    return Outcome(NEXT, "VLC", obeyed, text, PlayerState(), PlayerState(), 0.012)


def _fill_live(window: MainWindow) -> None:
    live = window.live
    live.gesture.set_pictures(gesture_images())
    held = decision(gate=Gate(GateName.HOLD, "hold 310 ms left", 310))
    live.show_moment(bgra(drawn_picture("two_up")), (Detection("two_up", 0.93, HAND),), (held,))
    live.gesture.show_armed(6.0, 6.0)
    live.player.show_player("VLC", PlayerState(Playback.PLAYING, volume=0.4, title="Blue in Green"))
    live.player.show_outcome(outcome(None, "Sent 'next' to VLC, which does not say whether it obeyed."), can_undo=True)
    live.status.show_figures(Figures(SourcePace(60.0), 60.0, 6.5, 60.0, 21.0, 3))
    live.status.show_use(SourceUse("HD Webcam C525", is_open=True))


def _fill_gestures(window: MainWindow, vocabulary: Vocabulary) -> None:
    changes = [
        "bindings.peace.mode=toggle",
        "bindings.mute.mode=repeat",
        "engine.arm_hold_ms=0",
        "bindings.ok.command=next",
    ]
    settings = with_changes(Settings(), [*changes, "profiles.podcast.players=Spotify"])
    bindings = bindings_for(vocabulary, settings)
    page = window.gestures
    page.set_pictures(gesture_images())
    page.profiles.show_profiles(["podcast"], "podcast")
    page.profiles.show_undo(is_possible=True)
    fits = {"players": ("spotify",), "tracks": ("/episode/", ":episode:")}
    page.show_fits([(find_row(f"profiles.podcast.{name}"), parts) for name, parts in fits.items()])
    conflicts = find_conflicts(bindings, settings.engine)
    page.show_sheet(Sheet(bindings, bindings, settings.bindings, settings.engine, conflicts))


def _fill_history(window: MainWindow) -> None:
    texts = {
        True: "VLC is at “Blue in Green”.",
        False: "VLC did not react to 'volume up'.",
        None: "VLC changed its volume.",
    }
    events = [
        Event(at_s, NEXT, decision(Phase.FIRED), outcome(obeyed, text))
        for at_s, (obeyed, text) in enumerate(texts.items())
    ]
    window.history.show_events((Event(9.0, NEXT, None, None), *events))


def _fill_inspector(window: MainWindow, vocabulary: Vocabulary) -> None:
    before, after = (_decided(vocabulary, hold_ms) for hold_ms in (0, 1500))
    page = window.inspector
    page.what_if.show_settings(Settings())
    page.show_recording_mode("evening", 40.0)
    page.show_moments(after, 0.6, compare_orders(before, after))


def _decided(vocabulary: Vocabulary, hold_ms: int) -> list[Moment]:
    seen = [Sighting(moment.at_s, SIZE_PX, moment.detections) for moment in film("ppppppppvvvvvv", fps=15)]
    settings = EngineSettings(hold_ms=hold_ms, arm_hold_ms=0, entry_quiet_ms=0)
    return list(decide(seen, settings, default_bindings(vocabulary)))
