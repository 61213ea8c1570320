"""Steers the source: what the user picks is opened, and without a camera there is a rendered hand to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gesture_app.core.errors import AppError, fault_state
from gesture_app.core.source import SourceInfo, SourceRequest, SourceState
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone, WayOut
from gesture_app.ui.picker import Choice, unlisted
from gesture_app.ui.words import said
from gesture_app.workers.engine_room import STAND_IN, EngineRoom
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge

KEY = "source.spec"  # of the setting
RENDERED = "rendered"  # the source that works everywhere
WEBCAM = "webcam"
LOOK_AGAIN_MS = 3000  # how soon a camera that is plugged in late is found

_TOPIC = "source"
_LIST = "sources"
_WITHOUT_PICTURE = frozenset({SourceState.NOT_FOUND, SourceState.DENIED, SourceState.BUSY, SourceState.LOST})


class SourceHelm(QObject):
    """Turns wishes about the source into orders for the engine room, and what comes of them into messages.

    Args:
        request: How the source of the settings is opened; others are opened the same way.
        offer: Gives the sources there are; runs off the window's thread.
        remember: Keeps a setting for the next start.

    Signals:
        stand_in_changed(bool): A drawn hand that nobody chose is shown from now on, or not any more.
    """

    stand_in_changed = Signal(bool)

    def __init__(
        self,
        window: MainWindow,
        room: EngineRoom,
        jobs: Jobs,
        request: SourceRequest,
        offer: Callable[[], Iterable[SourceInfo]],
        remember: Callable[[str, str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._picker = window.header.source
        self._room = room
        self._jobs = jobs
        self._offer = offer
        self._remember = remember
        self._request = replace(request, is_looping=True)
        self._is_heard = False  # what is told is of the source at hand, not of the one before
        self._has_stand_in = False
        self._is_chosen = True  # the source at hand, by the user
        self._cameras: frozenset[str] | None = None  # that were plugged in when last asked
        self._look_again = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self.ask)
        self._picker.chosen.connect(self.choose)
        self._picker.list_wished.connect(self.ask)
        window.header.file_wished.connect(self._ask_file)
        window.messages.way_out_wished.connect(self._take_way_out)
        jobs.done.connect(self._on_done)
        for picture in (window.live.picture, window.own.recording.picture):
            picture.shown.connect(self.note_onlooker)

    def listen(self, bridge: QtBridge) -> None:
        """Hear what becomes of the sources."""
        bridge.source_opening.connect(self._on_opening)
        bridge.source_changed.connect(self._on_changed)
        bridge.source_awaited.connect(self._on_failed)
        bridge.source_failed.connect(self._on_failed)
        bridge.source_ended.connect(self._on_ended)

    def start(self, *, is_chosen: bool = True) -> None:
        """Open the source of the settings.

        Args:
            is_chosen: Whether a drawn hand there is the user's choice, not what was left when no camera was wanted.
        """
        spec = self._request.spec
        self._is_chosen = is_chosen or spec != RENDERED
        self._picker.set_chosen(unlisted(spec))
        self._watch(spec)

    def adopt(self, request: SourceRequest) -> None:
        """Open the source that the settings name now."""
        self._window.messages.clear(_TOPIC)
        self._request = replace(request, is_looping=True)
        self.start()

    @Slot()
    def ask(self) -> None:
        """Ask which sources there are."""
        self._jobs.start(_LIST, lambda: tuple(self._offer()))

    @Slot()
    def note_onlooker(self) -> None:
        """A live picture is shown from now on: the source is looked at as if somebody were before it."""
        self._room.note_onlooker()

    def stop(self) -> None:
        """Look for cameras no more."""
        self._look_again.stop()

    def _watch(self, spec: str) -> None:
        self._look_again.stop()
        self._window.live.picture.show_nothing(self.tr("The source is being opened."))
        self._request = replace(self._request, spec=spec)
        self._is_heard = self._has_stand_in = False
        self._room.watch(self._request)

    @property
    def request(self) -> SourceRequest:
        """How the source at hand was asked for."""
        return self._request

    @property
    def has_stand_in(self) -> bool:
        """Whether a drawn hand is shown that nobody chose."""
        return self._has_stand_in or not self._is_chosen

    @Slot(str)
    def choose(self, spec: str) -> None:
        """Look at another source from now on, and keep that."""
        self._is_chosen = True
        self._open(spec)

    def do_without_camera(self) -> None:
        """Look at the drawn hand from now on, and keep that, though nobody chose it."""
        self._is_chosen = False
        self._tell_stand_in()
        self._open(RENDERED)

    def _open(self, spec: str) -> None:
        self._picker.set_chosen(unlisted(spec))
        self._window.messages.clear(_TOPIC)
        self._watch(spec)
        self._remember(KEY, spec)

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Open a video as source"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._choose_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _choose_file(self, path: str) -> None:
        self.choose(path)

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == STAND_IN and result is None:
            self._tell_stand_in()
        if topic == _LIST and isinstance(result, tuple):
            self._picker.set_choices(Choice(info.spec, info.title, info.detail) for info in result)
            self._note_cameras(frozenset(info.spec for info in result if info.spec.startswith(f"{WEBCAM}:")))

    def _note_cameras(self, specs: frozenset[str]) -> None:
        """Try again when a camera was plugged in; one that was there all the time and could not be opened is left."""
        is_new = self._cameras is not None and not specs <= self._cameras
        self._cameras = specs
        if is_new and self._look_again.isActive():
            self._window.messages.clear(_TOPIC)
            self._watch(self._request.spec)

    @Slot(object)
    def _on_opening(self, request: SourceRequest) -> None:
        self._is_heard = request is self._request
        self._tell_stand_in()

    def _tell_stand_in(self) -> None:
        self.stand_in_changed.emit(self.has_stand_in)

    @Slot(object, str)
    def _on_changed(self, state: SourceState, sentence: str) -> None:
        """Too dark, covered, lost: worth a word as long as it lasts; where the picture was, if there is none."""
        if state is SourceState.LIVE:
            self._window.messages.clear(_TOPIC)
            self._end_stand_in()
        elif state is SourceState.RESTING:
            self._window.messages.clear(_TOPIC)
            self._window.live.picture.show_nothing(said(sentence))
        else:
            tone = Tone.ERROR if state in _WITHOUT_PICTURE else Tone.INFO
            self._window.messages.show_message(Message(_TOPIC, sentence, tone, WayOut.CHOOSE))

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        """Without a camera, a rendered hand shows what the app can do; another source is for the user to pick."""
        if not self._is_heard:
            return
        if self._request.spec.partition(":")[0] == WEBCAM:
            note = self.tr("Until then a drawn hand is shown.")
            other = WayOut.CHOOSE if fault_state(error) is SourceState.NOT_FOUND else None
            text = f"{said(error)} {note}"
            self._window.messages.show_message(Message(_TOPIC, text, Tone.ERROR, WayOut.RETRY, other))
            self._show_stand_in()
            self._look_again.start()
            return
        self._window.messages.show_message(Message(_TOPIC, str(error), Tone.ERROR, WayOut.CHOOSE))
        self._window.live.picture.show_nothing(self.tr("There is no picture."))

    def _show_stand_in(self) -> None:
        """Show the drawn hand; before it gives its first order, it is told that nobody chose it."""
        if not self._has_stand_in:
            self._has_stand_in = True
            self._tell_stand_in()
            self._room.stand_in(replace(self._request, spec=RENDERED))

    def _end_stand_in(self) -> None:
        """The camera that was waited for works; the player is given back once the drawn hand is gone for good."""
        if self._has_stand_in:
            self._has_stand_in = False
            self._look_again.stop()
            self._room.stand_in(None)

    @Slot()
    def _on_ended(self) -> None:
        text = self.tr("The source has no more pictures; play it again or choose another.")
        self._window.messages.show_message(Message(_TOPIC, text, Tone.INFO, WayOut.RETRY))

    @Slot(str, WayOut)
    def _take_way_out(self, topic: str, way_out: WayOut) -> None:
        if topic != _TOPIC:
            return
        if way_out is WayOut.RETRY:
            self._watch(self._request.spec)
        else:
            self._picker.showPopup()
