"""The first run's choice of the camera: one picture of each, and of the chosen one what it sees now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.source import SourceInfo, SourceRequest, SourceState
from gesture_app.ui.first_run_camera import CameraStep
from gesture_app.window.live import LivePresenter
from gesture_app.window.source_helm import LOOK_AGAIN_MS, RENDERED, WEBCAM, SourceHelm
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.line import LineResult
from gesture_app.workers.preview import to_bgra
from gesture_app.workers.qt_bridge import QtBridge
from gesture_app.workers.snapshots import OpenSource, Snapshot, Snapshots

_TOPIC = "first run: cameras"
Offer = Callable[[], Iterable[SourceInfo]]


class CameraGuide(QObject):
    """Opens no camera before enter(), and none that nobody listed.

    Signals:
        changed: The chosen source gives pictures, or does not any more.
    """

    changed = Signal()

    def __init__(self, step: CameraStep, source: SourceHelm, jobs: Jobs, offer: Offer, open_source: OpenSource) -> None:
        super().__init__(step)
        self._step = step
        self._source = source
        self._jobs = jobs
        self._offer = offer
        self._shots = Snapshots(open_source)
        self._spec = ""  # of the chosen source
        self._opened_at_s: float | None = None  # frames that are older are another source's
        self._is_live = False
        self._is_awaited = False  # the chosen source is missing or taken; a drawn hand stands in for it
        self._is_entered = False
        self._look_again = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self._ask)
        step.chosen.connect(self._choose)
        step.look_wished.connect(self._ask)
        self._shots.taken.connect(self._show_shot)
        jobs.done.connect(self._on_done)

    def listen(self, bridge: QtBridge, live: LivePresenter) -> None:
        """Hear what becomes of the chosen source."""
        bridge.source_opening.connect(self._on_opening)
        bridge.source_changed.connect(self._on_changed)
        bridge.source_awaited.connect(self._on_awaited)
        bridge.source_failed.connect(self._on_failed)
        live.looked.connect(self._show_live)

    @property
    def is_complete(self) -> bool:
        """Whether the chosen source gives pictures."""
        return self._is_live

    @property
    def is_drawn(self) -> bool:
        """Whether a drawn hand is looked at."""
        return self._source.has_stand_in or self._source.request.spec.partition(":")[0] == RENDERED

    @property
    def title(self) -> str:
        """What the chosen source is called; empty while there is none."""
        card = self._step.cards.get(self._spec)
        return "" if card is None else card.picture.accessibleName()

    def enter(self) -> None:
        """The step is shown."""
        self._is_entered = True
        self.changed.emit()
        self._ask()
        self._look_again.start()

    def leave(self) -> None:
        """The step is left; where there is no camera, a drawn hand takes its place until there is one."""
        if not self._is_entered:
            return
        self._is_entered = False
        self._look_again.stop()
        self._shots.close()
        if not self._spec:
            self._source.choose(WEBCAM)

    def close(self) -> None:
        """Take no more pictures."""
        self._look_again.stop()
        self._shots.close()

    @Slot()
    def _ask(self) -> None:
        self._jobs.start(_TOPIC, lambda: tuple(self._offer()))

    @Slot(str, object)
    def _on_done(self, topic: str, result: object) -> None:
        if topic == _TOPIC and isinstance(result, tuple) and self._is_entered:
            self._show_cameras(result)

    @Slot(object)
    def _on_opening(self, request: SourceRequest) -> None:
        if request.spec == self._spec:
            self._opened_at_s = request.clock.now_s()

    def _show_cameras(self, infos: Sequence[SourceInfo]) -> None:
        """Look through the likeliest camera at once, and take a picture of the others."""
        cameras = [info for info in infos if info.spec.startswith(f"{WEBCAM}:")]
        drawn = [info for info in infos if info.spec == RENDERED]
        new = self._step.show_cameras([*(replace(info, detail="") for info in cameras), *drawn])
        if not cameras:
            self._step.say(self.tr("There is no camera. Plug one in, or see with the drawn hand how it works."))
        elif len(cameras) == 1:
            self._step.say(self.tr("This camera was found."))
        else:
            self._step.say(self.tr("Choose the picture that shows you."))
        specs = [info.spec for info in cameras]
        if specs and not self._is_live and (not self._spec or self._spec not in self._step.cards):
            kept = self._source.request.spec
            self._choose(kept if kept in specs else specs[0])
        self._take([spec for spec in new if spec != self._spec])

    def _take(self, specs: Sequence[str]) -> None:
        for spec in specs:
            self._step.cards[spec].setEnabled(False)  # two programs cannot open a camera, and this is one already
            self._step.cards[spec].picture.show_nothing(self.tr("Looking"))
        if specs:
            self._shots.take([replace(self._source.request, spec=spec) for spec in specs])

    @Slot(object)
    def _show_shot(self, shot: Snapshot) -> None:
        card = self._step.cards.get(shot.spec)
        if card is None:
            return
        card.setEnabled(True)
        if shot.frame is None:
            card.show_fault(shot.sentence)
            return
        self._step.show_live(shot.spec, to_bgra(shot.frame.pixels))
        if shot.sentence:
            card.say(shot.sentence)

    @Slot(str)
    def _choose(self, spec: str) -> None:
        self._spec, self._opened_at_s, self._is_awaited = spec, None, False
        self._tell_live(is_live=False)
        self._step.set_chosen(spec)
        self._step.cards[spec].say(self.tr("Opening"))
        self._source.choose(spec)

    @Slot(object)
    def _show_live(self, result: LineResult) -> None:
        if self._opened_at_s is None or result.frame.taken_at_s < self._opened_at_s:
            return
        if not self._is_live:
            self._tell_live(is_live=True)
            if self._spec in self._step.cards:
                self._step.cards[self._spec].say(self.tr("Live"))
        if self._step.isVisible():
            self._step.show_live(self._spec, to_bgra(result.frame.pixels))

    @Slot(object, str)
    def _on_changed(self, state: SourceState, sentence: str) -> None:
        """Covered, too dark, lost: the sentence says what to do."""
        if state is SourceState.LIVE and self._is_awaited:
            self._is_awaited = False
            self._opened_at_s = self._source.request.clock.now_s()
            self._step.set_chosen(self._spec)
        card = self._step.cards.get(self._spec)
        if card is not None and self._opened_at_s is not None:
            card.say(self.tr("Live") if state is SourceState.LIVE else sentence)

    @Slot(object)
    def _on_awaited(self, error: AppError) -> None:
        """Like one that failed; it comes back by itself unless another is picked."""
        self._on_failed(error)
        self._is_awaited = True

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        """Busy, forbidden, gone: another may be picked, and this one again."""
        card = self._step.cards.get(self._spec)
        self._opened_at_s = None
        self._tell_live(is_live=False)
        if card is not None:
            card.show_fault(str(error))
            self._step.set_chosen("")

    def _tell_live(self, *, is_live: bool) -> None:
        self._is_live = is_live
        self.changed.emit()
