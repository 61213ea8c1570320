"""Offers the first run's checks again when conditions have become much worse, quietly and at most once a day."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gesture_app.core.drift import Conditions, Drift, DriftWatch, may_offer
from gesture_app.core.first_run import Step
from gesture_app.core.first_run_file import Memory, read_memory, write_memory
from gesture_app.core.meter import Figures
from gesture_app.core.room import measure
from gesture_app.core.types import Decision
from gesture_app.ui.first_run_words import drift_words
from gesture_app.ui.message_bar import Message, MessageBar, Tone, WayOut
from gesture_app.window.first_run_helm import FirstRunHelm
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.line import LineResult

LOOK_EVERY_S = 1.0

_TOPIC = "drift"


class DriftHelm(QObject):
    """Looks at a frame now and then while the window is seen.

    Args:
        file: What is remembered of the first run; None: nothing is, and nothing noticed.
        clock: Seconds since 1970.
    """

    def __init__(
        self, messages: MessageBar, first_run: FirstRunHelm, jobs: Jobs, file: Path | None, clock: Callable[[], float]
    ) -> None:
        super().__init__(messages)
        self._messages = messages
        self._first_run = first_run
        self._jobs = jobs
        self._file = file
        self._clock = clock
        self._memory = read_memory(file) if file else Memory()
        self._watch = DriftWatch(self._memory.conditions)
        self._is_wanted = True
        self._rate: float | None = None
        self._looked_at_s = 0.0
        first_run.measured.connect(self._remember)
        messages.way_out_wished.connect(self._take_way_out)

    def set_wanted(self, *, is_wanted: bool) -> None:
        """Notice from now on, or do not."""
        self._is_wanted = is_wanted
        if not is_wanted:
            self._messages.clear(_TOPIC)

    @Slot(object)
    def look(self, result: LineResult) -> None:
        """Measure a frame, unless one was a moment ago or there is nothing to compare it with."""
        at_s = result.frame.taken_at_s
        if 0 <= at_s - self._looked_at_s < LOOK_EVERY_S or self._memory.conditions.is_empty or not self._is_wanted:
            return
        self._looked_at_s = at_s
        sample = measure(result.frame, result.detections)
        has_hand = sample.hand_share is not None  # without one a camera may be looked at rarely, on purpose
        rate = self._rate if has_hand else None
        self._note(Conditions(sample.light, sample.sharpness, rate, sample.hand_share), at_s)

    @Slot(object)
    def note_figures(self, figures: Figures) -> None:
        """How many frames are looked at."""
        self._rate = figures.detector_fps

    @Slot(object)
    def note_fired(self, decision: Decision) -> None:
        """How sure the network is of gestures that were meant."""
        if self._is_wanted:
            self._note(Conditions(recognition=decision.score), decision.at_s)

    def _note(self, now: Conditions, at_s: float) -> None:
        before = self._watch.drifted
        drifted = self._watch.step(now, at_s)
        if drifted and not before:
            self._offer(min(drifted, key=list(Drift).index))
        elif before and not drifted:
            self._messages.clear(_TOPIC)

    def _offer(self, drift: Drift) -> None:
        now_s = self._clock()
        if self._first_run.is_running or not may_offer(self._memory.offered_at_s, now_s):
            return
        self._keep(replace(self._memory, offered_at_s=now_s))
        self._messages.show_message(Message(_TOPIC, drift_words(drift), Tone.INFO, WayOut.CHECK))

    @Slot(object)
    def _remember(self, conditions: Conditions) -> None:
        """What was left out this time stays as it was."""
        old = self._memory.conditions
        values = {drift.value: value for drift in Drift if (value := conditions.of(drift)) is not None}
        self._keep(replace(self._memory, conditions=replace(old, **values)))
        self._watch = DriftWatch(self._memory.conditions)
        self._messages.clear(_TOPIC)

    def _keep(self, memory: Memory) -> None:
        self._memory = memory
        if (file := self._file) is not None:
            self._jobs.start(_TOPIC, lambda: _write(file, memory))

    @Slot(str, WayOut)
    def _take_way_out(self, topic: str, _way_out: WayOut) -> None:
        if topic == _TOPIC:
            self._first_run.begin_at(Step.ROOM)


def _write(file: Path, memory: Memory) -> None:
    """Losing it is not worth an error message."""
    with contextlib.suppress(OSError):
        write_memory(file, memory)
