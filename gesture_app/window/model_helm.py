"""Steers the model: what the user picks is opened, and while none works there is at least the picture.

What is kept for the next start is what runs: a model is remembered once it looks at frames, and one that cannot be
opened, or was put back, leaves the settings of the one that looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.sections import DetectorSettings, Settings
from gesture_app.core.settings import differences
from gesture_app.core.trial import ModelChange
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone, WayOut
from gesture_app.ui.picker import Choice, unlisted
from gesture_app.workers.engine_room import MODEL, EngineRoom
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge

_LIST = "models"


class ModelHelm(QObject):
    """Turns wishes about the model into orders for the engine room, and what comes of them into messages.

    Args:
        offer: Gives the models there are; runs off the window's thread.
        remember: Keeps a setting for the next start.

    Signals:
        in_use_changed(str): The remote control looks with this model now, by name or path.
    """

    in_use_changed = Signal(str)

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
        self._settings = DetectorSettings()  # what is kept for the next start
        self._in_use: DetectorSettings | None = None  # what is looked with
        self._opening = 0  # models that were asked for and neither look nor have failed
        self._picker.chosen.connect(self.choose)
        self._picker.list_wished.connect(self.ask)
        window.messages.way_out_wished.connect(self._take_way_out)
        jobs.done.connect(self._on_done)
        jobs.failed.connect(self._on_failed)

    def listen(self, bridge: QtBridge) -> None:
        """Hear which model is in use, and when it fails."""
        bridge.model_changed.connect(self._on_changed)
        bridge.line_failed.connect(self._on_line_failed)

    @property
    def in_use(self) -> str:
        """The model that the remote control looks with, by name or path; empty while it is blind."""
        return "" if self._in_use is None else self._in_use.model

    def start(self, settings: DetectorSettings) -> None:
        """Open the model of the settings, in the way they say."""
        self._settings = settings
        self._picker.set_chosen(unlisted(settings.model))
        self._open(settings)

    def adopt(self, settings: DetectorSettings) -> None:
        """Open the model once more, because the settings name another or want it opened otherwise."""
        self._window.messages.clear(MODEL)
        self.start(settings)

    def heed(self, settings: DetectorSettings) -> None:
        """Watch the next model as these say."""
        self._settings = settings

    @Slot()
    def ask(self) -> None:
        """Ask which models there are."""
        self._jobs.start(_LIST, lambda: tuple(self._offer()))

    @Slot(str)
    def choose(self, model: str) -> None:
        """Look with another model from now on, also after the next start."""
        self._picker.set_chosen(unlisted(model))
        self._window.messages.clear(MODEL)
        self._open(replace(self._settings, model=model))

    def _open(self, settings: DetectorSettings) -> None:
        if self._in_use is None:
            self._window.live.gesture.set_idle_words(self.tr("One moment"), self.tr("The model is being opened."))
        self._opening += 1
        self._room.look_with(settings)

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == _LIST and isinstance(result, tuple):
            self._picker.set_choices(result)

    @Slot(object)
    def _on_changed(self, change: ModelChange) -> None:
        """Another model looks: as it was wished, or because the one before was put back."""
        self._in_use = change.settings
        self._window.messages.clear(MODEL)
        self._window.live.status.show_engine(change.title)
        self._window.live.gesture.set_idle_words(self.tr("No hand"), self.tr("Show a hand to the camera."))
        if change.why:
            self._window.messages.show_message(Message(MODEL, change.why, Tone.ERROR, WayOut.CHOOSE))
        else:
            self._opening -= 1
        self._keep_what_runs()
        self.in_use_changed.emit(change.settings.model)

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        """A model that cannot be opened changes nothing: the one before stays in use."""
        if topic != MODEL:
            return
        self._opening -= 1
        self._window.messages.show_message(Message(MODEL, str(error), Tone.ERROR, WayOut.CHOOSE))
        if self._in_use is None:
            self._show_blind()
            return
        self._keep_what_runs()
        self.in_use_changed.emit(self._in_use.model)

    @Slot(object)
    def _on_line_failed(self, error: AppError) -> None:
        """The model in use failed: the picture goes on without it."""
        self._in_use = None
        self._room.restart_blind()
        self._window.messages.show_message(Message(MODEL, str(error), Tone.ERROR, WayOut.RETRY))
        self._show_blind()

    def _keep_what_runs(self) -> None:
        """Show and remember the model that looks, unless another one is on its way."""
        if self._opening or self._in_use is None:
            return
        kept = _watched_as(self._in_use, self._settings)
        changes = differences(Settings(detector=self._settings), Settings(detector=kept))
        self._settings = kept
        self._picker.set_chosen(unlisted(kept.model))
        for key, text in changes.items():
            self._remember(key, text)

    def _show_blind(self) -> None:
        self._window.live.status.show_engine("")
        self._window.live.gesture.set_idle_words(self.tr("No model"), self.tr("Without one no hand can be found."))

    @Slot(str, WayOut)
    def _take_way_out(self, topic: str, way_out: WayOut) -> None:
        if topic != MODEL:
            return
        if way_out is WayOut.RETRY:
            self._open(replace(self._settings, model=self._picker.spec))
        else:
            self._picker.showPopup()


def _watched_as(settings: DetectorSettings, other: DetectorSettings) -> DetectorSettings:
    """The same model, watched as another one is: that is not a matter of the model."""
    return replace(
        settings,
        watch_s=other.watch_s,
        watch_limit_ms=other.watch_limit_ms,
        watch_limit_factor=other.watch_limit_factor,
    )
