"""The stage: shows the desk, and sets up another one when everything shall be said in another language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from gesture_app.core.control import Status, Verb
from gesture_app.core.first_run import DUE
from gesture_app.core.history import History
from gesture_app.core.paths import languages_folder
from gesture_app.ui.language import Language
from gesture_app.ui.theme import Theme

if TYPE_CHECKING:
    from gesture_app.window.composition import Desk, WindowParts

Build = Callable[["Theme", "WindowParts", History], "Desk"]


class Stage(QObject):
    """Holds one desk at a time; close() ends the last.

    A window that is built anew has no word left of the language before, whoever wrote its widgets; what is behind it
    starts anew with it, so the picture is gone for a moment. What the user has done stays: settings, history, page,
    place and pause.
    """

    def __init__(self, app: QApplication, parts: WindowParts, build: Build) -> None:
        super().__init__(app)
        self._parts = parts
        self._build = build
        self._theme = Theme(app)
        self._language = Language(app, languages_folder())
        self._language.choose(parts.settings.ui.language)
        # Kept until the end: Python might collect a window on some other thread, and Qt would crash.
        self._former: list[Desk] = []
        self._change = QTimer(self, singleShot=True, interval=0)  # once the list that was chosen from is closed
        self._change.timeout.connect(self._set_up_anew)
        self._desk = self._set_up(parts, History())

    @property
    def desk(self) -> Desk:
        """The desk of the moment."""
        return self._desk

    def start(self) -> None:
        """Show it."""
        self._desk.start()

    def answer(self, verb: Verb) -> Status:
        """Have the desk of the moment do what another process asks; called on the server's thread.

        Raises:
            ControlError: The window hangs or is closing.
        """
        return self._desk.around.reception.answer(verb)

    def close(self) -> None:
        """End everything; may be called twice."""
        self._change.stop()
        self._desk.close()
        self._language.fall_silent()

    def _set_up(self, parts: WindowParts, history: History) -> Desk:
        desk = self._build(self._theme, parts, history)
        desk.language_wished.connect(self._wait)
        return desk

    @Slot(str)
    def _wait(self, _language: str) -> None:
        self._change.start()

    @Slot()
    def _set_up_anew(self) -> None:
        before = self._desk
        page, is_paused, is_hidden = before.window.page, before.pause.is_paused, before.window.isHidden()
        before.put_away()
        self._former.append(before)
        self._language.choose(before.settings.ui.language)
        is_first_run = self._parts.is_first_run and before.settings.ui.first_run == DUE
        parts = self._parts.with_settings(before.settings)
        parts = replace(
            parts, vocabulary=before.vocabulary, starts_hidden=is_hidden, is_first_run=is_first_run, notice=None
        )
        self._desk = self._set_up(parts, before.history)
        self._desk.window.show_page(page)
        self._desk.pause.set_paused(is_paused)
        self._desk.start()
        before.window.hide()
