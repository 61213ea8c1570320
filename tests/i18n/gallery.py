"""Every page of the window and everything around it, with something to show on each, in one language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from gesture_app.core.bindings import default_bindings
from gesture_app.core.gestures import Gesture, read_vocabulary
from gesture_app.core.kiosk_lock import Lock
from gesture_app.core.kiosk_visit import Scene
from gesture_app.core.paths import languages_folder, vocabulary_file
from gesture_app.core.settings import binding_rows, setting_rows
from gesture_app.core.types import Command
from gesture_app.ui.first_run import FirstRunView
from gesture_app.ui.icons import PageButton
from gesture_app.ui.kiosk_window import KioskWindow
from gesture_app.ui.language import Language
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.overlay import Overlay
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import Theme
from gesture_app.ui.tray import Tray
from gesture_app.ui.words import gesture_word
from tests.i18n import ab_contents, lab_contents, own_contents
from tests.i18n.contents import decision, fill, outcome
from tests.i18n.first_run_contents import first_run
from tests.i18n.retrain_contents import retrain_steps

Vocabulary = dict[str, Gesture]
ROUNDS = 10  # of events; a layout in a layout in an area that scrolls takes some
FILLED_S = 60.0  # more than it takes to fill the pages
# What is the same in every language: names of players, songs, files and cameras; and what a person types in.
NAMES = (
    "VLC",
    "Blue in Green",
    "evening",
    "HD Webcam C525",
    "Spotify",
    "podcast",
    "spotify",
    *own_contents.NAMES,
    *lab_contents.NAMES,
    "mAP50",
)


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
        for name in _steps(window, vocabulary):
            _settle(window)
            yield name, window
    view = FirstRunView(theme, vocabulary)
    window.cover(view)
    for name in first_run(view, vocabulary):
        _settle(window)
        yield f"first_run_{name}", window
    window.uncover()
    for name, make in _AROUND.items():
        widget = make(window, theme, vocabulary)
        extras.append(widget)
        QApplication.processEvents()
        yield name, widget
        widget.hide()


def _steps(window: MainWindow, vocabulary: Vocabulary) -> Iterator[str]:
    """What there is to see on the page that is shown, one after the other, by the page's name in the code."""
    page = window._pages.currentWidget()
    (name,) = (name for name, part in vars(window).items() if part is page)
    yield name
    if page is window.own:
        for step in (own_contents.record, own_contents.ask_to_keep, own_contents.review):
            step(window.own, vocabulary)
            yield f"{name}_{step.__name__}"
    if page is window.lab:
        for number, button in enumerate(window.lab._buttons.buttons()[1:], 1):
            button.click()
            yield f"{name}_{number}"
        for show in (ab_contents.compare_two, ab_contents.judge, ab_contents.correct):
            show(window.lab, vocabulary)
            yield f"{name}_{show.__name__}"
        window.lab.turn_to(window.lab.retrain)
        for step in retrain_steps(window.lab.retrain, vocabulary):
            yield f"{name}_{step}"


def _settle(window: MainWindow) -> None:
    _wait(lambda: _is_filled(window))
    _wait(lambda: _is_settled(window))


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


def _overlay(_window: MainWindow, theme: Theme, vocabulary: Vocabulary) -> QWidget:
    overlay = Overlay(theme)
    screen = QApplication.primaryScreen()
    overlay.show_order(gesture_word(vocabulary["two_up"].title), Command.VOLUME_UP, screen)
    overlay.show_outcome(outcome(False, "VLC did not react to 'volume up'."), screen)
    return overlay


def _toast(window: MainWindow, _theme: Theme, _vocabulary: Vocabulary) -> QWidget:
    window.show_page(0)
    window.live.toast.show_outcome(outcome(True, "VLC is at 40 % volume."))
    return window.live.toast


def _dialog(window: MainWindow, _theme: Theme, _vocabulary: Vocabulary) -> QWidget:
    window.show_page(1)
    window.gestures.profiles._ask_for_new()
    return window.findChildren(QInputDialog)[0]


def _guide(window: MainWindow, theme: Theme, vocabulary: Vocabulary) -> QWidget:
    kiosk = _kiosk(window, theme, vocabulary)
    kiosk.show_scene(Scene.HAND)
    return kiosk


def _kiosk(_window: MainWindow, theme: Theme, vocabulary: Vocabulary) -> KioskWindow:
    kiosk = KioskWindow(theme, Lock("", lambda: 0.0), "", "")
    kiosk.guide.set_pictures(own_contents.gesture_images())
    kiosk.guide.set_bindings(default_bindings(vocabulary))
    kiosk.guide.show_decision(decision())
    kiosk.attract.set_hands([own_contents.gesture_images()["palm"]])
    kiosk.attract.stand_still()
    kiosk.attract.set_ready(True)
    kiosk.resize(960, 540)
    kiosk.show()
    return kiosk


_AROUND: dict[str, Callable[[MainWindow, Theme, Vocabulary], QWidget]] = {
    "overlay": _overlay,
    "toast": _toast,
    "dialog": _dialog,
    "kiosk": _kiosk,
    "kiosk_guide": _guide,
}
