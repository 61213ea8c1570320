"""Measures how much of its rate detection keeps while the lab prunes: in short turns, alone and beside the job.

    python -m tests.bench.beside_job --turns 60
    python -m tests.bench.beside_job --turns 60 --seconds 1 --fps 30

A real job of the real queue trains and prunes; for the turns alone it is stopped, so that the two turns of a pair meet
the same machine, whatever else runs on it. It stands back, as jobs do, once it trains: on a busy machine it would never
come to that. Meanwhile the shipped network looks at the demo clip: as fast as it can, or with --fps on the app's own
inference thread at the frames of a camera, of which it leaves out those that came while it looked. Prints one JSON
object: pictures a second and milliseconds a look, alone and beside the job, by median over turns; what is kept of the
rate, by median over pairs; and the share of a core that the job had beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from gesture_app.app import demo_clip, load_vocabulary, open_detector, open_source, source_request
from gesture_app.core.bindings import Bindings
from gesture_app.core.detector import Detector
from gesture_app.core.engine import Engine
from gesture_app.core.errors import AppError
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, LabJob
from gesture_app.core.machine import machine_name
from gesture_app.core.paths import jobs_folder, settings_file
from gesture_app.core.sections import EngineSettings
from gesture_app.core.settings import DetectorSettings, LabSettings, Settings, SourceSettings, save_settings
from gesture_app.core.types import Frame
from gesture_app.workers.inference import Inference, InferenceEvents
from gesture_app.workers.job_processes import end_tree, is_alive, let_go, start_runner, step_back
from gesture_app.workers.job_runner import LOG
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.mailbox import Mailbox

JOB = ("gesture-train", "suite", "run", "gradual", "--task", "tiny_shapes", "--set", "training.epochs=5000")
FRAMES = 30  # of the clip, looked at again and again
WARM_S = 2.0
FIRST_S = 60.0  # by then a first look is over, also on a busy machine


def begin(out: Path) -> LabJob:
    """Start a job that lasts, wait until it trains, and have it stand back."""
    save_settings(Settings(lab=LabSettings(job_priority="normal")), settings_file())
    folder = JobFolder(jobs_folder(), is_alive)
    job = folder.add(JobOrder("beside", "bench", (*JOB, "--out", str(out), "--json")), datetime.now(UTC))
    let_go(start_runner(folder.place / LOG))
    while not (job.printed.exists() and '"progress"' in job.printed.read_text()):
        time.sleep(0.2)
    job = folder.job(job.key)
    assert job.standing.process is not None
    step_back(job.standing.process.pid)
    return job


def clip() -> list[Frame]:
    """The first pictures of the demo clip."""
    request = dataclasses.replace(source_request(SourceSettings()), spec=demo_clip(), is_paced=False)
    with contextlib.closing(open_source(request)) as source:
        read = [source.read() for _ in range(FRAMES)]
    return [frame for frame in read if frame is not None]


@dataclasses.dataclass(frozen=True)
class Turn:
    """What came of the looks of a moment."""

    fps: float
    look_ms: float  # the median
    slow_ms: float  # one look in twenty takes longer


def turn_of(looks_s: Sequence[float], seconds: float) -> Turn:
    """What came of looks that took so long, within so many seconds."""
    in_order_ms = sorted(1000 * look_s for look_s in looks_s or [seconds])
    return Turn(len(looks_s) / seconds, statistics.median(in_order_ms), in_order_ms[int(0.95 * (len(looks_s) - 1))])


class Eager:
    """Looks at each picture at once."""

    def __init__(self, detector: Detector, frames: Sequence[Frame]) -> None:
        self._detector, self._frames = detector, frames
        self.close = detector.close
        self.look_on(WARM_S)

    def look_on(self, seconds: float) -> Turn:
        """Look for so long."""
        looks_s: list[float] = []
        begun_s = time.monotonic()
        while (passed_s := time.monotonic() - begun_s) < seconds or not looks_s:
            started_s = time.perf_counter()
            self._detector.detect(self._frames[len(looks_s) % len(self._frames)])
            looks_s.append(time.perf_counter() - started_s)
        return turn_of(looks_s, passed_s)


class Live:
    """Has the app's own inference thread look at the newest picture of a camera."""

    def __init__(self, detector: Detector, frames: Sequence[Frame], fps: float) -> None:
        self._frames, self._fps, self._shown = frames, fps, 0
        self._looks_s: list[float] = []
        self._errors: list[AppError] = []
        self._box: Mailbox[Frame] = Mailbox()
        line = Line(detector, Engine(EngineSettings(), Bindings([])))
        self._inference = Inference(line, self._box, InferenceEvents(self._note, self._errors.append))
        self.close = self._inference.stop
        self._inference.start()
        self._show(WARM_S)
        assert _within(FIRST_S, lambda: bool(self._looks_s or self._errors)), "Nothing was looked at."

    def look_on(self, seconds: float) -> Turn:
        """Show it pictures for so long; one that is still looked at when that is over is missing."""
        self._looks_s = []
        self._show(seconds)
        assert not self._errors, self._errors
        return turn_of(list(self._looks_s), seconds)

    def _show(self, seconds: float) -> None:
        begun_s = time.monotonic()
        for number in range(1, round(seconds * self._fps) + 1):
            self._shown += 1
            picture = self._frames[self._shown % len(self._frames)]
            self._box.put(Frame(picture.pixels, self._shown, time.monotonic()))
            time.sleep(max(0.0, begun_s + number / self._fps - time.monotonic()))

    def _note(self, result: LineResult) -> None:
        self._looks_s.append(result.detect_s)


def _within(seconds: float, happened: Callable[[], bool]) -> bool:
    """Wait for something; whether it came."""
    deadline_s = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline_s:
        time.sleep(0.05)
    return happened()


class Beside:
    """Turns of looking, alone and beside the process of a job that is stopped and let go on."""

    def __init__(self, process: psutil.Process, looks: Eager | Live) -> None:
        self._process = process
        self._looks = looks
        self.alone: list[Turn] = []
        self.beside: list[Turn] = []
        self.job_shares: list[float] = []

    def take_turns(self, seconds: float) -> None:
        """One turn alone, one beside the job."""
        self._process.suspend()
        self.alone.append(self._looks.look_on(seconds))
        self._process.resume()
        before_s, begun_s = self._job_s(), time.monotonic()
        self.beside.append(self._looks.look_on(seconds))
        self.job_shares.append((self._job_s() - before_s) / (time.monotonic() - begun_s))

    def kept_share(self) -> float:
        """What is kept of the rate, by median over pairs of turns."""
        return statistics.median(b.fps / a.fps for a, b in zip(self.alone, self.beside, strict=True))

    def _job_s(self) -> float:
        times = self._process.cpu_times()
        return times.user + times.system


def figures(turns: Beside) -> dict[str, float]:
    """What is printed."""
    found = {"ratio": turns.kept_share(), "job_core_share": statistics.mean(turns.job_shares)}
    for name, which in (("alone", turns.alone), ("beside", turns.beside)):
        for value in dataclasses.fields(Turn):
            found[f"{value.name}_{name}"] = statistics.median(getattr(turn, value.name) for turn in which)
    return {name: round(value, 3) for name, value in found.items()}


@contextlib.contextmanager
def turns_beside_a_job(out: Path, camera_fps: float | None = None) -> Iterator[Beside]:
    """A job that lasts, and the shipped network beside it; the job is ended after.

    Args:
        camera_fps: Pictures that a camera shows in a second; None: the network is never without one.
    """
    with contextlib.ExitStack() as stack:
        job = begin(out)
        for mark in (job.standing.process, job.standing.runner):
            assert mark is not None
            stack.callback(end_tree, mark)
        process = psutil.Process(job.standing.process.pid)
        stack.callback(process.resume)
        detector, frames = open_detector(DetectorSettings(), load_vocabulary()), clip()
        looks = Eager(detector, frames) if camera_fps is None else Live(detector, frames, camera_fps)
        yield Beside(process, stack.enter_context(contextlib.closing(looks)))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=60, help="pairs of turns")
    parser.add_argument("--seconds", type=float, default=0.5, help="of a turn")
    parser.add_argument("--fps", type=float, help="of a camera; without it, as fast as it goes")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):  # heeded on Linux; elsewhere this user's own would change
            os.environ[name] = place
        with turns_beside_a_job(Path(place) / "out", args.fps) as turns:
            for _ in range(args.turns):
                turns.take_turns(args.seconds)
    about = {"machine": machine_name(), "turns": args.turns, "camera_fps": args.fps}
    print(json.dumps(figures(turns) | about))


if __name__ == "__main__":
    main()
