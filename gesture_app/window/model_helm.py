"""Steers the model: what the user picks is opened, and while none works there is at least the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.sections import DetectorSettings
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone, WayOut
from gesture_app.ui.picker import Choice, unlisted
from gesture_app.workers.engine_room import MODEL, EngineRoom
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge

KEY = "detector.model"  # of the setting

_LIST = "models"


class ModelHelm(QObject):
    """Turns wishes about the model into orders for the engine room, and what comes of them into messages.

    Args:
        offer: Gives the models there are; runs off the window's thread.
        remember: Keeps a setting for the next start.
    """

    def __init__(
        self,
        window: MainWindow,
        room: EngineRoom,
        jobs: Jobs,
        offer: Callable[[], Iterable[Choice]],
        remember: Callable[[str, str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._picker = window.header.model
        self._room = room
        self._jobs = jobs
        self._offer = offer
        self._remember = remember
        self._settings = DetectorSettings()
        self._has_model = False
        self._picker.chosen.connect(self.choose)
        self._picker.list_wished.connect(self.ask)
        window.messages.way_out_wished.connect(self._take_way_out)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)

    def listen(self, bridge: QtBridge) -> None:
        """Hear when the model in use fails."""
        bridge.line_failed.connect(self._on_line_failed)

    def start(self, settings: DetectorSettings) -> None:
        """Open the model of the settings, in the way they say."""
        self._settings = settings
        self._picker.set_chosen(unlisted(settings.model))
        self._open(settings.model)

    def adopt(self, settings: DetectorSettings) -> None:
        """Open the model once more, because the settings name another or want it opened otherwise."""
        self._window.messages.clear(MODEL)
        self.start(settings)

    @Slot()
    def ask(self) -> None:
        """Ask which models there are."""
        self._jobs.start(_LIST, lambda: tuple(self._offer()))

    def _open(self, model: str) -> None:
        if not self._has_model:
            self._window.live.gesture.set_idle_words(self.tr("One moment"), self.tr("The model is being opened."))
        self._settings = replace(self._settings, model=model)
        self._room.look_with(self._settings)

    @Slot(str)
    def choose(self, model: str) -> None:
        """Look with another model from now on, also after the next start."""
        self._picker.set_chosen(unlisted(model))
        self._window.messages.clear(MODEL)
        self._open(model)
        self._remember(KEY, model)

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == _LIST and isinstance(result, tuple):
            self._picker.set_choices(result)
        if topic == MODEL:
            self._has_model = True
            self._window.messages.clear(MODEL)
            self._window.live.status.show_engine(str(result))
            self._window.live.gesture.set_idle_words(self.tr("No hand"), self.tr("Show a hand to the camera."))

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        """A model that cannot be opened changes nothing: the one before stays in use."""
        if topic != MODEL:
            return
        self._window.messages.show_message(Message(MODEL, str(error), Tone.ERROR, WayOut.CHOOSE))
        if not self._has_model:
            self._show_blind()

    @Slot(object)
    def _on_line_failed(self, error: AppError) -> None:
        """The model in use failed: the picture goes on without it."""
        self._has_model = False
        self._room.restart_blind()
        self._window.messages.show_message(Message(MODEL, str(error), Tone.ERROR, WayOut.RETRY))
        self._show_blind()

    def _show_blind(self) -> None:
        self._window.live.status.show_engine("")
        self._window.live.gesture.set_idle_words(self.tr("No model"), self.tr("Without one no hand can be found."))

    @Slot(str, WayOut)
    def _take_way_out(self, topic: str, way_out: WayOut) -> None:
        if topic != MODEL:
            return
        if way_out is WayOut.RETRY:
            self._open(self._picker.spec)
        else:
            self._picker.showPopup()
