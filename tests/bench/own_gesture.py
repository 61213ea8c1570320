"""Draws what it takes to measure how well an unknown gesture is learned, and what that costs the old ones.

    python -m tests.bench.own_gesture runs/own
    gesture-train extend --data runs/own/little_finger --rehearse runs/own/rehearse --judge hands --out runs/own/model

The little finger alone, which no network of this project has seen: pictures of it and of everything else, of other
people and rooms for training and for validation. The drawn hands that are rehearsed are others again.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.gesture_folder import Labelled, label_text, write_folder
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take
from gesture_app.core.stretches import Split
from gesture_app.hands.dataset import LABELS, write_yolo_folder
from gesture_app.hands.pose import CURLED, THUMB_ON_MIDDLE, jitter, pose, straight
from gesture_app.hands.scene import random_scene, render_scene

LABEL, TITLE = "little_finger", "Little finger"
NEW = pose(CURLED, CURLED, CURLED, straight(-18), THUMB_ON_MIDDLE)
SIZE_PX = (640, 360)
NAMES = (*LABELS, LABEL)
COUNTS = {Split.TRAIN: 64, Split.VAL: 40}  # of each take


def write_own(root: Path, seed: int) -> None:
    """Write a folder as the app's page does, with drawn pictures."""
    for split, count in COUNTS.items():
        for take in Take:
            rng = np.random.default_rng([seed, list(Split).index(split), list(Take).index(take)])
            pictures = [_drawn(rng, take) for _ in range(count)]
            labelled = [
                Labelled(f"{take.value}_{number:03d}", split, one.jpeg, label_text(one, NAMES))
                for number, one in enumerate(pictures)
            ]
            write_folder(root, LABEL, TITLE, NAMES, labelled)


def _drawn(rng: np.random.Generator, take: Take) -> OwnPicture:
    """A picture of the gesture, or of another one or none."""
    others = [] if rng.random() < 0.3 else [LABELS[int(rng.integers(len(LABELS)))]]
    scene = random_scene(rng, ["fist"] if take is Take.SHOWN else others, SIZE_PX)
    if take is Take.SHOWN:
        scene = replace(scene, hands=tuple(replace(one, pose=jitter(NEW, rng)) for one in scene.hands))
    pixels, found = render_scene(rng, scene)
    boxes = tuple(LabelledBox(LABEL if take is Take.SHOWN else one.gesture, one.box, 1.0) for one in found)
    _, jpeg = cv2.imencode(".jpg", pixels)
    return OwnPicture(take, 0.0, SIZE_PX, jpeg.tobytes(), boxes)


def main() -> None:
    """Write both folders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    write_own(args.out / LABEL, args.seed)
    write_yolo_folder(args.out / "rehearse", 200, args.seed + 1)


if __name__ == "__main__":
    main()
