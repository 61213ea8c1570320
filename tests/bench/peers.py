"""Times our line side by side with stock YOLOv5s and MediaPipe Hands on the same frames, and shows it in README.

    python -m tests.bench.peers                                # measures: assets/reports/peers.json, then README
    python -m tests.bench.peers --clip film.mp4 --out my.json  # on another clip; README is left alone

Each peer is a process of its own on one core and takes its turn with a stretch of the clip; a ratio is the median of
those within one turn. What is timed begins with a decoded frame and ends with its hands; our time includes the gesture
engine. MediaPipe gets an environment of its own in the cache folder (1.1 GB, once).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from statistics import median

import numpy as np
import platformdirs

from gesture_app.app import demo_clip
from gesture_app.core.files import write_atomically
from gesture_app.core.machine import cpu_model

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REPORT = ROOT / "assets" / "reports" / "peers.json"
README = ROOT / "README.md"
MEDIAPIPE = "mediapipe==0.10.14"
TITLES = {
    "ours": "`default`, whole line",
    "stock_openvino": "stock YOLOv5s, OpenVINO",
    "stock_torch": "stock YOLOv5s, torch",
    "mediapipe": "MediaPipe Hands 0.10.14",
}
TURNS, FRAMES = 12, 45  # the whole demo clip, once; consecutive frames, because MediaPipe follows hands
MARKER = re.compile(r"(<!-- table:peers -->\n).*?(<!-- /table:peers -->)", re.DOTALL)


class Peer:
    """One process that looks at frames when it is told to."""

    def __init__(self, name: str, command: list[str]) -> None:
        self._name = name
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )

    def look(self, count: int) -> dict:
        """What came of the next so many frames."""
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        while line := self._process.stdout.readline():
            if line.startswith("{"):  # others also print what they load
                return json.loads(line)
        raise SystemExit(f"The peer {self._name} has ended; start it by hand to see why: {self._process.args}")

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def commands(clip: str, mediapipe_python: Path) -> dict[str, list[str]]:
    """How each peer is started."""
    networks = [name for name in TITLES if name != "mediapipe"]
    started = {name: [sys.executable, str(HERE / "peer_networks.py"), name, clip] for name in networks}
    return started | {"mediapipe": [str(mediapipe_python), str(HERE / "peer_mediapipe.py"), clip]}


def mediapipe_environment() -> Path:
    """The Python of an environment that holds MediaPipe and nothing of ours; made where it is missing."""
    folder = Path(platformdirs.user_cache_dir("gesture-app")) / MEDIAPIPE
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", MEDIAPIPE], check=True)
        (folder / "complete").touch()
    return python


def measure(peers: dict[str, Peer], turns: int = TURNS, frames: int = FRAMES) -> list[dict]:
    """Let all look at the same stretches, one after the other; one row for each."""
    for peer in peers.values():
        peer.look(1)  # loads and compiles; its time does not count
    answers = []
    for number in range(turns):
        sys.stderr.write(f"turn {number + 1} of {turns}\n")
        answers.append({name: peer.look(frames) for name, peer in peers.items()})
    return [row_of(name, answers) for name in peers]


def row_of(name: str, answers: list[dict[str, dict]]) -> dict:
    """The figures of one peer; the ratio is against the peer that is named first."""
    first = next(iter(answers[0]))
    times_ms = [time_ms for turn in answers for time_ms in turn[name]["times_ms"]]
    p50, p95 = np.percentile(times_ms, (50, 95)).tolist()
    ratios = [sum(turn[name]["times_ms"]) / sum(turn[first]["times_ms"]) for turn in answers]
    return {
        "peer": name,
        "frames": len(times_ms),
        "frames_with_hands": sum(turn[name]["seen"] for turn in answers),
        "fps": round(1000 * len(times_ms) / sum(times_ms), 1),
        "p50_ms": round(p50, 2),
        "p95_ms": round(p95, 2),
        "times_ours": round(median(ratios), 2),
    }


def markdown(report: dict) -> str:
    """A report as README's table."""
    rows = [
        f"| {TITLES[row['peer']]} | {row['fps']:.0f} | {row['p50_ms']:.1f} / {row['p95_ms']:.1f} ms "
        f"| {row['times_ours']:.1f} |"
        for row in report["rows"]
    ]
    head = ["| on one processor core | frames a second | p50 / p95 | time, ours = 1 |", "|---|---|---|---|"]
    frames = report["rows"][0]["frames"]
    said = f"Processor time of the same {frames} frames of {report['clip']}, in turn, on {report['machine']}."
    return "\n".join([*head, *rows, "", said]) + "\n"


def with_table(readme: str, table: str) -> str:
    """README with the table between its markers replaced."""
    if not MARKER.search(readme):
        raise SystemExit("README.md has no <!-- table:peers --> markers.")
    return MARKER.sub(lambda found: f"{found[1]}{table}{found[2]}", readme)


def main() -> None:
    """Measure, write the report, and show it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clip", default=demo_clip())
    parser.add_argument("--out", type=Path, default=REPORT)
    args = parser.parse_args()
    peers = {name: Peer(name, command) for name, command in commands(args.clip, mediapipe_environment()).items()}
    try:
        rows = measure(peers)
    finally:
        for peer in peers.values():
            peer.close()
    report = {"clip": Path(args.clip).name, "machine": f"{cpu_model()}, {os.cpu_count()} cores", "rows": rows}
    write_atomically(args.out, json.dumps(report, indent=1) + "\n")
    if args.out == REPORT:
        write_atomically(README, with_table(README.read_text(encoding="utf-8"), markdown(report)))
    sys.stdout.write(markdown(report))


if __name__ == "__main__":
    main()
