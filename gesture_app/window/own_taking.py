"""Takes one recording of an own gesture: countdown, 20 seconds, and the question whether to keep it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gesture_app.core.own_pictures import Shot, Take
from gesture_app.core.sampling import TAKE_S
from gesture_app.core.stretches import LEAST_PICTURES
from gesture_app.ui.own_recording import OwnRecording
from gesture_app.workers.gesture_recorder import GestureRecorder

COUNTDOWN = 3  # seconds to put the mouse away
SECOND_MS = 1000
REFRESH_MS = 100


class OwnTaking(QObject):
    """Everything between "Record" and "Keep"; the pictures are in memory only.

    Signals:
        recording_changed: Hands are recorded from now on, so they shall order nothing; or not any more.
        kept(Take, tuple): These Shot shall be kept.
    """

    recording_changed = Signal()
    kept = Signal(Take, object)

    def __init__(self, recording: OwnRecording, recorder: GestureRecorder) -> None:
        super().__init__(recording)
        self._recording = recording
        self._recorder = recorder
        self._take, self._title = Take.SHOWN, ""
        self._shots: tuple[Shot, ...] = ()
        self._seconds_left = 0
        self._countdown = QTimer(self, interval=SECOND_MS)
        self._countdown.timeout.connect(self._count_down)
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self._look)
        recording.record_wished.connect(self._record)
        recording.stop_wished.connect(self.stop)
        recording.keep_wished.connect(self._keep)

    @property
    def is_recording(self) -> bool:
        """Whether hands are recorded, or are about to be."""
        return self._countdown.isActive() or self._clock.isActive()

    def get_ready(self, take: Take, title: str) -> None:
        """Say what to show, and wait until the person is ready."""
        self._take, self._title, self._shots = take, title, ()
        self._recording.show_ready(take, title)

    @Slot()
    def stop(self) -> None:
        """Forget what is being recorded, and be ready again."""
        if self.is_recording:
            self._end()
            self.get_ready(self._take, self._title)

    def forget(self) -> None:
        """Forget what was recorded and not kept."""
        self.stop()
        self._shots = ()

    @Slot()
    def _record(self) -> None:
        self._shots = ()
        self._seconds_left = COUNTDOWN
        self._recording.show_countdown(COUNTDOWN)
        self._countdown.start()
        self.recording_changed.emit()

    @Slot()
    def _count_down(self) -> None:
        self._seconds_left -= 1
        if self._seconds_left > 0:
            self._recording.show_countdown(self._seconds_left)
            return
        self._countdown.stop()
        self._recorder.begin()
        self._clock.start()
        self._recording.show_progress(0.0, 0)

    @Slot()
    def _look(self) -> None:
        """See how far the recording is."""
        seconds, pictures = self._recorder.progress
        self._recording.show_progress(seconds, pictures)
        if seconds >= TAKE_S:
            self._shots = self._end()
            self._recording.show_recorded(len(self._shots), LEAST_PICTURES)

    def _end(self) -> tuple[Shot, ...]:
        self._countdown.stop()
        self._clock.stop()
        self.recording_changed.emit()
        return self._recorder.take()

    @Slot()
    def _keep(self) -> None:
        shots, self._shots = self._shots, ()
        self.kept.emit(self._take, shots)
