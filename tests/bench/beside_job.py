"""Measures how many pictures a second the line still takes while the lab prunes: in turns, alone and beside the job.

    python tests/bench/beside_job.py --rounds 5 --seconds 4

A real job of the real queue trains and prunes; for the turns alone it is stopped, so that both turns of a round meet
the same machine. Prints one JSON object: frames a second of both, and their ratio, by median over rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, LabJob
from gesture_app.core.machine import machine_name
from gesture_app.core.paths import jobs_folder
from gesture_app.workers.job_processes import end_tree, is_alive, let_go, start_runner
from gesture_app.workers.job_runner import LOG

JOB = ("gesture-train", "suite", "run", "gradual", "--task", "tiny_shapes", "--set", "training.epochs=5000")


def begin(out: Path) -> LabJob:
    """Start a job that lasts, and wait until it trains."""
    folder = JobFolder(jobs_folder(), is_alive)
    key = folder.add(JobOrder("beside", "bench", (*JOB, "--out", str(out), "--json")), datetime.now(UTC)).key
    let_go(start_runner(folder.place / LOG))
    while '"progress"' not in (folder.job(key).printed.read_text() if folder.job(key).printed.exists() else ""):
        time.sleep(0.2)
    return folder.job(key)


def frames_a_second(seconds: float) -> float:
    """What `gesture-app bench` says."""
    words = [sys.executable, "-m", "gesture_app", "bench", "--seconds", f"{seconds:g}", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["fps"])


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_DATA_HOME"] = place  # on Linux; elsewhere the queue of this user is measured
        job = begin(Path(place) / "out")
        mark = job.standing.process
        assert mark is not None
        process = psutil.Process(mark.pid)
        alone, beside = [], []
        try:
            for _ in range(args.rounds):
                process.suspend()
                alone.append(frames_a_second(args.seconds))
                process.resume()
                beside.append(frames_a_second(args.seconds))
        finally:
            process.resume()
            end_tree(job.standing.runner or mark)
            end_tree(mark)
    ratios = [b / a for a, b in zip(alone, beside, strict=True)]
    values = {"fps_alone": alone, "fps_beside": beside, "ratio": round(statistics.median(ratios), 3)}
    print(json.dumps({**values, "machine": machine_name(), "rounds": args.rounds, "seconds": args.seconds}))


if __name__ == "__main__":
    main()
