"""Every page of the window and everything around it, with something to show on each, in one language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from film import SIZE_PX, film
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from gesture_app.core.bindings import default_bindings
from gesture_app.core.conflicts import find_conflicts
from gesture_app.core.gestures import Gesture, read_vocabulary
from gesture_app.core.history import Event
from gesture_app.core.kiosk_lock import Lock
from gesture_app.core.meter import Figures
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.order_changes import compare_orders
from gesture_app.core.paths import languages_folder, vocabulary_file
from gesture_app.core.profiles import bindings_for
from gesture_app.core.replay import decide
from gesture_app.core.settings import EngineSettings, Settings, binding_rows, find_row, setting_rows, with_changes
from gesture_app.core.source import SourceUse
from gesture_app.core.types import (
    Box,
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
from gesture_app.ui.icons import PageButton
from gesture_app.ui.kiosk_window import KioskWindow
from gesture_app.ui.language import Language
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, WayOut
from gesture_app.ui.overlay import Overlay
from gesture_app.ui.picker import Choice
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import Appearance, Theme
from gesture_app.ui.tray import Tray
from gesture_app.ui.words import gesture_word

Vocabulary = dict[str, Gesture]
NEXT = Order(Command.NEXT)
BOX = Box(40, 20, 100, 80)
ROUNDS = 10  # of events; a layout in a layout in an area that scrolls takes some
FILLED_S = 20.0  # more than it takes to fill the pages
# What is the same in every language: names of players, songs, files and cameras; and what a test types in.
NAMES = ("VLC", "Blue in Green", "evening", "HD Webcam C525", "Spotify", "podcast", "spotify")


@contextmanager
def speaking(app: QApplication, name: str) -> Iterator[None]:
    """Have the application speak a language for a while."""
    language = Language(app, languages_folder())
    language.choose(name)
    try:
        yield
    finally:
        language.fall_silent()
        language.deleteLater()


@contextmanager
def gallery(theme: Theme, size: tuple[int, int] | None = None) -> Iterator[Iterator[tuple[str, QWidget]]]:
    """Everything there is to see, one after the other: its name, and the widget while it is on the screen.

    Args:
        size: Of the window; as small as it can be without one.
    """
    vocabulary = read_vocabulary(vocabulary_file())
    window = MainWindow(theme, vocabulary)
    extras: list[QWidget] = []
    try:
        Tray(window)
        fill(window, vocabulary)
        window.show()
        window.resize(*(size or (0, 0)))
        yield _views(window, vocabulary, theme, extras)
    finally:
        for widget in (*extras, window):
            widget.close()
            widget.deleteLater()


def _views(
    window: MainWindow, vocabulary: Vocabulary, theme: Theme, extras: list[QWidget]
) -> Iterator[tuple[str, QWidget]]:
    for button in window.findChildren(PageButton):
        button.click()
        _wait(lambda: _is_filled(window))
        _wait(lambda: _is_settled(window))
        yield button.text(), window
    for name, make in _AROUND.items():
        widget = make(window, theme, vocabulary)
        extras.append(widget)
        QApplication.processEvents()
        yield name, widget
        widget.hide()


def _is_filled(window: MainWindow) -> bool:
    wanted = {window.gestures: len(binding_rows("")) + 1, window.settings: len(setting_rows())}
    return all(len(page.findChildren(SettingRow)) >= count for page, count in wanted.items() if page.isVisible())


def _is_settled(window: MainWindow) -> bool:
    """Whether every widget has found its place: another round of events moves none."""
    before = [widget.geometry() for widget in window.findChildren(QWidget)]
    for _ in range(ROUNDS):
        QApplication.processEvents()
    return before == [widget.geometry() for widget in window.findChildren(QWidget)]


def _wait(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + FILLED_S
    while not is_so():
        if time.monotonic() > deadline_s:
            raise TimeoutError("a page of the window is not filled in time")
        QApplication.processEvents()


def fill(window: MainWindow, vocabulary: Vocabulary) -> None:
    """Show something on every page, as long as it gets."""
    window.messages.show_message(Message("player", "No media player is running; start VLC, Spotify or another one."))
    error = "The camera HD Webcam C525 is used by another program; close that one and try again."
    window.messages.show_message(Message("source", error, way_out=WayOut.RETRY))
    for picker, title in ((window.header.source, "HD Webcam C525"), (window.header.player, "The embedded player")):
        picker.set_choices([Choice(title, title)])
        picker.set_chosen(Choice(title, title))
    window.header.model.set_choices([Choice("default", "YOLOv5s, half of its channels, int8")])
    window.header.model.set_chosen(Choice("default", "YOLOv5s, half of its channels, int8"))
    _fill_live(window)
    _fill_gestures(window, vocabulary)
    _fill_history(window)
    _fill_inspector(window, vocabulary)
    window.settings.show_settings(with_changes(Settings(), ["engine.hold_ms=5000", "engine.enter_score=0.7"]))
    window.settings.show_undo(is_possible=True)


def decision(phase: Phase = Phase.HELD, gate: Gate | None = None) -> Decision:
    """What is thought of a hand that shows two fingers; the longest title there is."""
    order = Order(Command.VOLUME_UP, 0.05) if phase is Phase.FIRED else None
    return Decision(1.0, 1, "two_up", 0.93, phase, gate, order, 0.6, BOX)


def outcome(obeyed: bool | None, text: str) -> Outcome:
    """What became of an order."""
    return Outcome(NEXT, "VLC", obeyed, text, PlayerState(), PlayerState(), 0.012)


def _fill_live(window: MainWindow) -> None:
    live = window.live
    held = decision(gate=Gate(GateName.HOLD, "hold 310 ms left", 310))
    live.show_moment(np.full((180, 320, 4), 90, np.uint8), (Detection("two_up", 0.93, BOX),), (held,))
    live.gesture.show_armed(6.0, 6.0)
    live.player.show_player("VLC", PlayerState(Playback.PLAYING, volume=0.4, title="Blue in Green"))
    live.player.show_outcome(outcome(None, "Sent 'next' to VLC, which does not say whether it obeyed."), can_undo=True)
    live.status.show_figures(Figures(60.0, 60.0, 6.5, 21.0, 3))
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
    page.profiles.show_profiles(["podcast"], "podcast")
    page.profiles.show_undo(is_possible=True)
    page.show_players(find_row("profiles.podcast.players"), ("spotify",))
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


def _overlay(_window: MainWindow, theme: Theme, vocabulary: Vocabulary) -> QWidget:
    overlay = Overlay(theme)
    screen = QApplication.primaryScreen()
    overlay.show_order(gesture_word(vocabulary["two_up"].title), Command.VOLUME_UP, screen)
    overlay.show_outcome(outcome(False, "VLC did not react to 'volume up'."), screen)
    return overlay


def _toast(window: MainWindow, _theme: Theme, _vocabulary: Vocabulary) -> QWidget:
    window.show_page(0)
    window.live.toast.show_outcome(outcome(True, "VLC is at 40% volume."))
    return window.live.toast


def _dialog(window: MainWindow, _theme: Theme, _vocabulary: Vocabulary) -> QWidget:
    window.show_page(1)
    window.gestures.profiles._ask_for_new()
    return window.findChildren(QInputDialog)[0]


def _kiosk(_window: MainWindow, theme: Theme, vocabulary: Vocabulary) -> QWidget:
    kiosk = KioskWindow(theme, Lock("", lambda: 0.0), "", "")
    kiosk.guide.set_bindings(default_bindings(vocabulary))
    kiosk.guide.show_decision(decision())
    kiosk.attract.set_ready(True)
    kiosk.resize(960, 540)
    kiosk.show()
    return kiosk


_AROUND: dict[str, Callable[[MainWindow, Theme, Vocabulary], QWidget]] = {
    "overlay": _overlay,
    "toast": _toast,
    "dialog": _dialog,
    "kiosk": _kiosk,
}


def main(folder: Path, language: str, appearance: str) -> None:
    """Take a picture of each: python -m tests.i18n.gallery FOLDER LANGUAGE light|dark."""
    app = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    with speaking(app, language), gallery(Theme(app, Appearance(appearance)), (1280, 800)) as views:
        for number, (_, widget) in enumerate(views):
            widget.grab().save(str(folder / f"{number}_{language}_{appearance}.png"))


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
