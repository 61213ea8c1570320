from __future__ import annotations

import queue
import threading

import pytest
from colour_network import frame_with

from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError
from gesture_app.core.sections import EngineSettings
from gesture_app.workers.inference import Inference, InferenceEvents
from gesture_app.workers.line import Line
from gesture_app.workers.mailbox import Mailbox

SOON_S = 60.0  # ends a test that hangs


class WatchedDetector:
    """Finds nothing, counts, and fails when it is shown frame number 13."""

    title = "Watched"

    def __init__(self):
        self.is_closed = threading.Event()
        self.threads = set()

    def detect(self, frame):
        self.threads.add(threading.current_thread().name)
        if frame.index == 13:
            raise ModelError("The network does not like this number; show another.")
        return ()

    def close(self):
        self.is_closed.set()


@pytest.fixture
def kit():
    """A running thread with its mailbox, its detector, and queues of what it told."""

    class Kit:
        detector = WatchedDetector()
        frames = Mailbox()
        results = queue.SimpleQueue()
        errors = queue.SimpleQueue()

    line = Line(Kit.detector, Engine(EngineSettings(), Bindings([])))
    Kit.inference = Inference(line, Kit.frames, InferenceEvents(Kit.results.put, Kit.errors.put))
    Kit.inference.start()
    yield Kit
    Kit.inference.stop()


def test_every_frame_that_is_taken_leads_to_a_result(kit):
    for index in range(3):
        kit.frames.put(frame_with(index=index))
        assert kit.results.get(timeout=SOON_S).frame.index == index
    assert kit.detector.threads == {"inference"}


def test_a_failing_network_is_told_and_ends_the_thread(kit):
    kit.frames.put(frame_with(index=13))
    assert "does not like this number" in str(kit.errors.get(timeout=SOON_S))
    assert kit.detector.is_closed.wait(SOON_S)
    assert kit.results.empty()


def test_stopping_closes_the_detector_and_may_be_repeated(kit):
    kit.inference.stop()
    kit.inference.stop()
    assert kit.detector.is_closed.is_set()


def test_finishing_looks_at_the_frame_that_still_waits(kit):
    kit.frames.put(frame_with(index=7))
    kit.inference.finish()
    assert kit.results.get_nowait().frame.index == 7


def test_a_change_happens_on_the_thread_before_the_next_frame(kit):
    other, ran_on = WatchedDetector(), queue.SimpleQueue()

    def change(line):
        ran_on.put(threading.current_thread().name)
        line.replace_detector(other)

    kit.inference.change(change)
    assert ran_on.get(timeout=SOON_S) == "inference"
    kit.frames.put(frame_with(index=1))
    kit.results.get(timeout=SOON_S)
    assert kit.detector.is_closed.is_set()
    assert other.threads == {"inference"}
