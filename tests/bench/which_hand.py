"""Measures how often the app knows the hand, as it runs: its own detector's boxes, and its own average over time.

    GESTURE_DATA=... python -m tests.bench.which_hand

Pictures: HaGRID's test people; left and right told by eye (training/recipes/handedness.csv). Films: short ones of one
man who is in no training picture of this network, by the hands that keep to one hand for the whole of a track.
"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2

from gesture_app.app import load_vocabulary, open_detector, open_side_network
from gesture_app.core.detector import Detector, TellsSides
from gesture_app.core.settings import DetectorSettings
from gesture_app.core.sides import ENTER, SideVote
from gesture_app.core.tracks import Tracker, iou
from gesture_app.core.types import Box, Detection, Frame, Side

TABLE = Path(__file__).parents[2] / "training" / "recipes" / "handedness.csv"
FPS, GRACE_S = 8.0, 0.3  # of the films
# Film and track, as the tracker numbers the boxes that came with the film; told by eye.
TRACKS = {
    "subhih_16": {1: Side.LEFT, 2: Side.RIGHT},
    "subhih_35": {1: Side.LEFT, 2: Side.RIGHT, 3: Side.LEFT},
    "subhih_55": {2: Side.LEFT},
    "subhih_996": {1: Side.RIGHT, 2: Side.LEFT, 3: Side.LEFT},
}


def pictures(root: Path, detector: Detector, sides: TellsSides) -> Counter[str]:
    """What is said of the hands of the test pictures that the detector finds."""
    told: Counter[str] = Counter()
    with TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["image"].startswith("images/test/")]
    for row in rows:
        pixels = cv2.imread(str(root / row["image"]))
        wanted = _box(root / row["image"].replace("images", "labels").replace(".jpg", ".txt"), row, pixels.shape)
        frame = Frame(pixels, 0, 0.0)
        found = [one.box for one in detector.detect(frame) if iou(one.box, wanted) >= 0.5]
        if not found:
            told["not found"] += 1
            continue
        (left,) = sides.certainties(frame, found[:1])
        told[_verdict(left, Side(row["hand"]))] += 1
    return told


def _box(labels: Path, row: dict[str, str], shape: tuple[int, ...]) -> Box:
    line = labels.read_text(encoding="utf-8").splitlines()[int(row["line"])]
    x, y, wide, high = (float(word) for word in line.split()[1:])
    height, width = shape[:2]
    return Box((x - wide / 2) * width, (y - high / 2) * height, (x + wide / 2) * width, (y + high / 2) * height)


def _verdict(left: float, hand: Side) -> str:
    """Of a single look, by the certainty that the average over time must reach."""
    likelier = Side.LEFT if left > 0.5 else Side.RIGHT
    if max(left, 1 - left) < ENTER:
        return "not known, but likelier right" if likelier is hand else "not known, and likelier wrong"
    return "right" if likelier is hand else "wrong"


def films(root: Path, sides: TellsSides) -> Iterator[tuple[str, Counter[str], float | None]]:
    """Of every track: its name, what is known in each of its frames, and after how many seconds for the first time."""
    for film, hands in TRACKS.items():
        tracker, capture, told = Tracker(), cv2.VideoCapture(str(root / f"{film}.mp4")), {}
        votes = {number: SideVote() for number in hands}
        boxes = _boxes(root / f"{film}.csv")
        born_s: dict[int, float] = {}
        known_s: dict[int, float] = {}
        for index in range(max(boxes) + 1):
            _, pixels = capture.read()
            for track in tracker.step(boxes.get(index, []), index / FPS, GRACE_S):
                if track.hand not in hands or track.detection is None:
                    continue
                born_s.setdefault(track.hand, index / FPS)
                vote = votes[track.hand]
                vote.hear(sides.certainties(Frame(pixels, index, index / FPS), [track.box])[0], index / FPS)
                verdict = "not known" if vote.side is None else "right" if vote.side is hands[track.hand] else "wrong"
                told.setdefault(track.hand, Counter())[verdict] += 1
                if vote.side is not None:
                    known_s.setdefault(track.hand, index / FPS - born_s[track.hand])
        for number in hands:
            yield f"{film}, track {number}", told[number], known_s.get(number)


def _boxes(table: Path) -> dict[int, list[Detection]]:
    found: dict[int, list[Detection]] = {}
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            box = Box(*(float(row[side]) for side in ("x0", "y0", "x1", "y1")))
            found.setdefault(int(row["frame"]), []).append(Detection(row["label"], 1.0, box))
    return found


def look_ms(sides: TellsSides, looks: int = 300) -> float:
    """How long one look at a hand takes, in milliseconds of processor time."""
    frame = Frame(cv2.UMat(720, 1280, cv2.CV_8UC3).get(), 0, 0.0)
    box = Box(500, 250, 650, 450)
    for _ in range(20):
        sides.certainties(frame, [box])
    began_s = time.process_time()
    for _ in range(looks):
        sides.certainties(frame, [box])
    return (time.process_time() - began_s) * 1000 / looks


def main() -> None:
    """Print all of it."""
    data, sides = Path(os.environ["GESTURE_DATA"]), open_side_network()
    print(f"one look: {look_ms(sides):.2f} ms")
    for track, told, known_s in films(data / "clips", sides):
        print(f"{track}: {dict(told)}, known after {known_s} s")
    detector = open_detector(DetectorSettings(), load_vocabulary())
    print(f"test pictures: {dict(pictures(data / 'hands', detector, sides))}")


if __name__ == "__main__":
    main()
