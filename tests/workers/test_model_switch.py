"""Changing the network while a hand is up: with the shipped networks, a live camera and the real engine room."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.bindings import Bindings
from gesture_app.core.detector import Detector
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError
from gesture_app.core.sections import DetectorSettings, EngineSettings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.trial import ModelChange
from gesture_app.core.types import Detection, Frame
from gesture_app.hands.film import Act, HandFilm
from gesture_app.players import dry_run
from gesture_app.workers.care import Care
from gesture_app.workers.engine_room import EngineRoom, Openers
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.line import LineResult
from gesture_app.workers.qt_bridge import QtBridge

FPS = 8  # slow enough for a busy machine, so that what is lost is lost by the change
CAMERA_FPS = 30
CHANGES = 8  # a busy machine takes a frame from some of them, a change that stops the looking from all
SLOW_S, LIMIT_MS = 0.08, 40.0  # of a look; nobody else takes so long
WAIT_MS = 60_000
ARMED_S = 100.0

pytestmark = pytest.mark.alone  # what is lost in real time is lost


class LivePalm:
    """A camera before which a palm is held up; like a driver, it keeps the frames that are fetched late."""

    title, is_live = "Palm", True

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._palm = HandFilm((640, 360), (Act("palm", 600.0),), seed=1).draw(1.0)
        self.index = 0
        self._began_s = time.monotonic()

    def read(self) -> Frame | None:
        due_s = self._began_s + self.index / self._fps
        time.sleep(max(due_s - time.monotonic(), 0.0))
        self.index += 1
        return Frame(self._palm, self.index, due_s)

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Recorder(Care):
    """Keeps every result, on the thread that looks."""

    results: list[LineResult] = field(default_factory=list)

    def note(self, result: LineResult) -> None:
        self.results.append(result)


class BreaksLater:
    """A real network that fails at its fifth frame."""

    def __init__(self, inner: Detector) -> None:
        self._inner, self._looks = inner, 0
        self.title, self.close = inner.title, inner.close

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        self._looks += 1
        if self._looks == 5:
            raise ModelError("The network broke; export it again.")
        return self._inner.detect(frame)


class SeesAtOnce:
    """A real network, opened and compiled as it is, that knows what it will see: how quick it is is not the matter.

    Args:
        slow_s: How long a look takes.
    """

    def __init__(self, inner: Detector, slow_s: float = 0.0) -> None:
        self._inner, self._slow_s = inner, slow_s
        self._seen: tuple[Detection, ...] | None = None
        self.title, self.close = inner.title, inner.close

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        if self._seen is None:
            self._seen = self._inner.detect(frame)
        time.sleep(self._slow_s)
        return self._seen


class LingersAtTheEnd:
    """A network that takes several frames of the camera to be closed, as real ones do."""

    def __init__(self, inner: Detector, cameras: list[LivePalm]) -> None:
        self._inner, self._cameras = inner, cameras
        self.title, self.detect = inner.title, inner.detect

    def close(self) -> None:
        began_s, camera = time.monotonic(), self._cameras[0]
        shown = camera.index
        while camera.index < shown + 5 and time.monotonic() - began_s < WAIT_MS / 1000:
            time.sleep(0.001)
        self._inner.close()


@dataclass
class Kit:
    room: EngineRoom
    care: Recorder
    changes: list[ModelChange]
    cameras: list[LivePalm]


Wrap = Callable[[Detector], Detector]


def unchanged(detector: Detector) -> Detector:
    """As it is."""
    return detector


@pytest.fixture
def open_kit(qapp: object) -> Iterator[Callable[..., Kit]]:
    kits: list[Kit] = []

    def opened(wrap: Wrap = unchanged, first: Wrap = unchanged, fps: int = FPS) -> Kit:
        """A room; `first` is laid around the first network, and `wrap` around all others."""
        vocabulary, wraps = load_vocabulary(), itertools.chain([first], itertools.repeat(wrap))

        def open_model(settings: DetectorSettings) -> Detector:
            return next(wraps)(open_detector(settings, vocabulary))

        def open_source(_request: SourceRequest) -> Source:
            kit.cameras.append(LivePalm(fps))
            return kit.cameras[-1]

        care, bridge = Recorder(), QtBridge()
        openers = Openers(open_source, open_model, {"dry_run": dry_run.KIND}, lambda _on_input: lambda: None)
        engine = Engine(EngineSettings(armed_window_ms=int(1000 * ARMED_S), entry_quiet_ms=0), Bindings([]))
        kit = Kit(EngineRoom(openers, engine, bridge, Jobs(), care), care, [], [])
        bridge.model_changed.connect(kit.changes.append)
        kits.append(kit)
        kit.room.watch(SourceRequest("palm"))
        kit.room.look_with(DetectorSettings("default", threads=1))
        return kit

    yield opened
    for kit in kits:
        kit.room.close()


def assert_nothing_lost(results: list[LineResult]) -> None:
    """Every frame was looked at, and the hand that was armed at first is armed to the end and still the same."""
    numbers = [result.frame.index for result in results]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    armed = next(index for index, result in enumerate(results) if result.armed_left_s is not None)
    assert all(result.armed_left_s is not None for result in results[armed:])
    assert len({decision.hand for result in results[armed:] for decision in result.decisions}) == 1


def armed_in(kit: Kit, qtbot: QtBot) -> None:
    """Wait until the hand is armed, and forget what was before."""
    qtbot.waitUntil(lambda: bool(kit.care.results) and kit.care.results[-1].armed_left_s is not None, timeout=WAIT_MS)
    del kit.care.results[:-1]


def test_no_frame_is_lost_and_the_hand_stays_armed_when_the_network_is_changed(
    open_kit: Callable[..., Kit], qtbot: QtBot
) -> None:
    kit = open_kit()
    armed_in(kit, qtbot)
    kit.room.look_with(DetectorSettings("float", threads=1, watch_limit_ms=0.0))
    qtbot.waitUntil(lambda: len(kit.changes) == 2, timeout=WAIT_MS)
    count = len(kit.care.results)
    qtbot.waitUntil(lambda: len(kit.care.results) > count + 5, timeout=WAIT_MS)
    assert_nothing_lost(list(kit.care.results))
    assert [change.settings.model for change in kit.changes] == ["default", "float"]
    assert kit.changes[-1].why == ""


def test_no_frame_is_lost_while_the_network_before_is_closed(open_kit: Callable[..., Kit], qtbot: QtBot) -> None:
    cameras: list[LivePalm] = []
    kit = open_kit(wrap=SeesAtOnce, first=lambda detector: LingersAtTheEnd(SeesAtOnce(detector), cameras))
    armed_in(kit, qtbot)
    cameras += kit.cameras
    kit.room.look_with(DetectorSettings("float", threads=1, watch_s=0.0))  # closed at once, without a trial
    qtbot.waitUntil(lambda: len(kit.changes) == 2, timeout=WAIT_MS)
    count = len(kit.care.results)
    qtbot.waitUntil(lambda: len(kit.care.results) > count + 7, timeout=WAIT_MS)
    assert_nothing_lost(list(kit.care.results))


def test_a_camera_of_30_frames_a_second_loses_none_by_a_change(open_kit: Callable[..., Kit], qtbot: QtBot) -> None:
    kit = open_kit(wrap=SeesAtOnce, first=SeesAtOnce, fps=CAMERA_FPS)
    armed_in(kit, qtbot)
    lost = []
    for number, model in zip(range(CHANGES), itertools.cycle(("float", "default"))):
        del kit.care.results[:-5]
        kit.room.look_with(DetectorSettings(model, threads=1, watch_limit_ms=0.0))
        qtbot.waitUntil(lambda changes=number + 2: len(kit.changes) == changes, timeout=WAIT_MS)
        count = len(kit.care.results)
        qtbot.waitUntil(lambda count=count: len(kit.care.results) > count + 5, timeout=WAIT_MS)
        lost.append(count_lost(list(kit.care.results)))
        if not lost[-1]:
            return
    pytest.fail(f"Every change lost frames: {lost}")


def count_lost(results: list[LineResult]) -> int:
    """How many frames between the first and the last were not looked at."""
    return results[-1].frame.index - results[0].frame.index + 1 - len(results)


def test_a_network_that_is_too_slow_is_put_back_and_no_frame_is_lost_from_then_on(
    open_kit: Callable[..., Kit], qtbot: QtBot
) -> None:
    kit = open_kit(wrap=lambda detector: SeesAtOnce(detector, SLOW_S), first=SeesAtOnce, fps=CAMERA_FPS)
    armed_in(kit, qtbot)
    kit.room.look_with(DetectorSettings("float", threads=1, watch_limit_ms=LIMIT_MS, watch_limit_factor=0.0))
    qtbot.waitUntil(lambda: len(kit.changes) == 3, timeout=WAIT_MS)
    assert [change.settings.model for change in kit.changes] == ["default", "float", "default"]
    assert re.fullmatch(
        r"The model float is too slow here: one look in twenty takes \d+ ms or more, and the limit is \d+ ms; "
        r"the model default looks again\.",
        kit.changes[-1].why,
    )
    slow = len(kit.care.results)
    qtbot.waitUntil(
        lambda: len(kit.care.results) > slow + 15 and not count_lost(kit.care.results[-15:]), timeout=WAIT_MS
    )
    assert kit.care.results[-1].armed_left_s is not None


def test_no_frame_is_lost_when_a_network_fails_on_trial_and_the_one_before_is_put_back(
    open_kit: Callable[..., Kit], qtbot: QtBot
) -> None:
    kit = open_kit(wrap=lambda detector: BreaksLater(SeesAtOnce(detector)), first=SeesAtOnce)
    armed_in(kit, qtbot)
    kit.room.look_with(DetectorSettings("float", threads=1, watch_limit_ms=0.0))
    qtbot.waitUntil(lambda: len(kit.changes) == 3, timeout=WAIT_MS)
    count = len(kit.care.results)
    qtbot.waitUntil(lambda: len(kit.care.results) > count + 5, timeout=WAIT_MS)
    assert_nothing_lost(list(kit.care.results))
    assert [change.settings.model for change in kit.changes] == ["default", "float", "default"]
    assert kit.changes[-1].why.startswith("The network broke; export it again. The model default")
