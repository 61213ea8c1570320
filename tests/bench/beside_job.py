"""Measures how much of its rate detection keeps while the lab prunes: in short turns, alone and beside the job.

    python tests/bench/beside_job.py --turns 60

A real job of the real queue trains and prunes; for the turns alone it is stopped, so that the two turns of a pair meet
the same machine, whatever else runs on it. The shipped network looks at the demo clip as fast as it can meanwhile.
Prints one JSON object: pictures a second alone and beside the job, and their ratio, all by median over pairs.
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
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import psutil

from gesture_app.app import demo_clip, load_vocabulary, open_detector, open_source, source_request
from gesture_app.core.detector import Detector
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, LabJob
from gesture_app.core.machine import machine_name
from gesture_app.core.paths import jobs_folder
from gesture_app.core.settings import DetectorSettings, SourceSettings
from gesture_app.core.types import Frame
from gesture_app.workers.job_processes import end_tree, is_alive, let_go, start_runner
from gesture_app.workers.job_runner import LOG

JOB = ("gesture-train", "suite", "run", "gradual", "--task", "tiny_shapes", "--set", "training.epochs=5000")
FRAMES = 30  # of the clip, looked at again and again


def begin(out: Path) -> LabJob:
    """Start a job that lasts, and wait until it trains."""
    folder = JobFolder(jobs_folder(), is_alive)
    job = folder.add(JobOrder("beside", "bench", (*JOB, "--out", str(out), "--json")), datetime.now(UTC))
    let_go(start_runner(folder.place / LOG))
    while not (job.printed.exists() and '"progress"' in job.printed.read_text()):
        time.sleep(0.2)
    return folder.job(job.key)


def clip() -> list[Frame]:
    """The first pictures of the demo clip."""
    request = dataclasses.replace(source_request(SourceSettings()), spec=demo_clip(), is_paced=False)
    with contextlib.closing(open_source(request)) as source:
        read = [source.read() for _ in range(FRAMES)]
    return [frame for frame in read if frame is not None]


def rate(detector: Detector, frames: Sequence[Frame], seconds: float) -> float:
    """How many pictures a second are looked at."""
    begun_s = time.monotonic()
    for count, frame in enumerate(cycle(frames), start=1):
        detector.detect(frame)
        if (took_s := time.monotonic() - begun_s) >= seconds:
            return count / took_s
    raise ValueError("There are no frames.")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=60, help="pairs of turns")
    parser.add_argument("--seconds", type=float, default=0.5, help="of a turn")
    args = parser.parse_args()
    alone, beside = [], []
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        os.environ["XDG_DATA_HOME"] = place  # on Linux; elsewhere the queue of this user is measured
        job = begin(Path(place) / "out")
        for mark in (job.standing.process, job.standing.runner):
            assert mark is not None
            stack.callback(end_tree, mark)
        process = psutil.Process(job.standing.process.pid)
        stack.callback(process.resume)
        detector = stack.enter_context(contextlib.closing(open_detector(DetectorSettings(), load_vocabulary())))
        frames = clip()
        rate(detector, frames, 2.0)  # warms up
        for _ in range(args.turns):
            process.suspend()
            alone.append(rate(detector, frames, args.seconds))
            process.resume()
            beside.append(rate(detector, frames, args.seconds))
    ratio = statistics.median(b / a for a, b in zip(alone, beside, strict=True))
    values = {"fps_alone": statistics.median(alone), "fps_beside": statistics.median(beside)}
    rounded = {name: round(value, 1) for name, value in values.items()}
    print(json.dumps({**rounded, "ratio": round(ratio, 3), "machine": machine_name(), "turns": args.turns}))


if __name__ == "__main__":
    main()
