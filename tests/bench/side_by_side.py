"""Measures what it costs the detector in use that another one is compared with it on the same frames.

    python -m tests.bench.side_by_side --second accurate

Two cameras of drawn hands, 1280 x 720: one that gives a frame as soon as the last one is taken, and one with 30 frames
a second. Before each, rounds without and with the second detector take turns, so that what else the machine does meets
both alike; the medians of the rounds are printed as one JSON object. Nothing is painted.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.errors import AppError
from gesture_app.core.machine import machine_name
from gesture_app.core.sections import DetectorSettings, EngineSettings
from gesture_app.core.types import Frame, Pixels
from gesture_app.hands.film import HandFilm, acts
from gesture_app.workers.inference import Inference, InferenceEvents
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.mailbox import Mailbox
from gesture_app.workers.second_look import THREADS, SecondLook

SIZE_PX = (1280, 720)
GESTURES = ("palm", "fist", "peace", "no_gesture")
DRAWN = 48  # frames, shown again and again: drawing shall cost nothing while it is measured
CAMERA_FPS = 30.0
SETTLE_S = 1.5  # after each change, and after the second one is open
OPEN_S = 120.0


@dataclass
class Bench:
    """A line, a second detector beside it, and what came of every frame."""

    frames: Mailbox[Frame] = field(default_factory=Mailbox)
    results: list[LineResult] = field(default_factory=list)
    failures: list[AppError] = field(default_factory=list)


def draw() -> list[Pixels]:
    """What the cameras show."""
    film = HandFilm(SIZE_PX, acts(GESTURES, 1.0, 0.2), seed=1)
    return [film.draw(number * 0.12) for number in range(DRAWN)]


@contextlib.contextmanager
def camera(frames: Mailbox[Frame], pictures: list[Pixels], fps: float | None) -> Iterator[None]:
    """Give frames at this rate; None: each as soon as the last one is taken."""
    should_stop = threading.Event()

    def give() -> None:
        index = 0
        due_s = time.monotonic()
        while not should_stop.is_set():
            frame = Frame(pictures[index % len(pictures)], index, time.monotonic())
            if fps is None:
                index += frames.put_when_empty(frame, 0.1)
                continue
            frames.put(frame)
            index += 1
            due_s += 1 / fps
            time.sleep(max(due_s - time.monotonic(), 0.0))

    thread = threading.Thread(target=give)
    thread.start()
    try:
        yield
    finally:
        should_stop.set()
        thread.join()


def watch(bench: Bench, seconds: float) -> dict[str, float]:
    """What came of the frames of so many seconds."""
    time.sleep(SETTLE_S)
    bench.results.clear()
    began_s, dropped = time.monotonic(), bench.frames.dropped
    time.sleep(seconds)
    took_s, results = time.monotonic() - began_s, list(bench.results)
    looks = sorted(result.detect_s for result in results)
    return {
        "fps": len(results) / took_s,
        "detect_ms_p50": 1000 * statistics.median(looks),
        "detect_ms_p95": 1000 * looks[int(0.95 * (len(looks) - 1))],
        "latency_ms_p50": 1000 * statistics.median(result.latency_s for result in results),
        "dropped_share": (bench.frames.dropped - dropped) / max(len(results) + bench.frames.dropped - dropped, 1),
    }


def measure(first: str, second: str, seconds: float, rounds: int) -> dict[str, object]:
    """The figures of both cameras, alone and side by side."""
    vocabulary, bench, pictures = load_vocabulary(), Bench(), draw()
    settings = DetectorSettings(first)
    beside = SecondLook(lambda wanted: open_detector(wanted, vocabulary), bench.failures.append)
    beside.note_model(first)

    def on_result(result: LineResult) -> None:
        bench.results.append(result)
        beside.note(result)

    line = Line(open_detector(settings, vocabulary), Engine(EngineSettings(), Bindings(())))
    inference = Inference(line, bench.frames, InferenceEvents(on_result, bench.failures.append))
    inference.start()
    try:
        found: dict[str, object] = {}
        for name, fps in (("as_fast_as_taken", None), (f"camera_of_{CAMERA_FPS:g}_fps", CAMERA_FPS)):
            with camera(bench.frames, pictures, fps):
                found[name] = _take_turns(bench, beside, DetectorSettings(second, threads=THREADS), seconds, rounds)
        return {
            "machine": machine_name(),
            "first": first,
            "first_threads": settings.threads,
            "second": second,
            "second_threads": THREADS,
            **found,
        }
    finally:
        inference.stop()
        beside.close()


def _take_turns(
    bench: Bench, beside: SecondLook, second: DetectorSettings, seconds: float, rounds: int
) -> dict[str, dict[str, float]]:
    """Medians over rounds without and with the second detector."""
    _await(bench, lambda: bool(bench.results))
    alone, together = [], []
    for _ in range(rounds):
        alone.append(watch(bench, seconds))
        beside.start(second)
        before = beside.standings().counts
        _await(bench, lambda before=before: beside.standings().counts.compared > before.compared)
        before = beside.standings().counts
        figures = watch(bench, seconds)
        after = beside.standings().counts
        looked = max(after.looked - before.looked, 1)
        figures["compared_share"] = (after.compared - before.compared) / looked
        together.append(figures)
        beside.stop()
        beside.close()
    return {"alone": _medians(alone), "side_by_side": _medians(together)}


def _await(bench: Bench, is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + OPEN_S
    while not is_so():
        if bench.failures or time.monotonic() > deadline_s:
            raise SystemExit(f"A detector does not look: {bench.failures}.")
        time.sleep(0.05)


def _medians(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(row[name] for row in rows), 3) for name in rows[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", default="default")
    parser.add_argument("--second", default="accurate")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    sys.stdout.write(json.dumps(measure(args.first, args.second, args.seconds, args.rounds), indent=1) + "\n")


if __name__ == "__main__":
    main()
