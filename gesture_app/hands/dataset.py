"""Writes rendered pictures as a training set in YOLO's layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.types import Detection
from gesture_app.hands.pose import POSES
from gesture_app.hands.scene import random_scene, render_scene

LABELS: tuple[str, ...] = tuple(POSES)  # the order of assets/gestures.toml; a test holds the two together
JPEG_QUALITY = 85
# How many hands a picture shows. Empty ones teach a network that people without raised hands mean nothing.
HAND_COUNTS: tuple[int, ...] = (0, 1, 2, 3)
HAND_SHARES: tuple[float, ...] = (0.08, 0.57, 0.28, 0.07)


def write_yolo_folder(
    out: Path,
    count: int,
    seed: int,
    sizes_px: Sequence[tuple[int, int]] = ((640, 360), (640, 480), (384, 512)),
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Render count pictures into images/train and labels/train, with a data.yaml beside them.

    The same seed gives the same pictures. Every picture depends on the seed and its own number only.

    Args:
        sizes_px: Width and height of the pictures, taken in turn.
        progress: Told how many pictures are done and how many there will be.
    """
    images, labels = out / "images" / "train", out / "labels" / "train"
    for folder in (images, labels):
        folder.mkdir(parents=True, exist_ok=True)
    (out / "data.yaml").write_text(_data_yaml(), encoding="utf-8")
    turns = _gestures_in_turn(np.random.default_rng([seed, 0]))
    for number in range(count):
        rng = np.random.default_rng([seed, 1, number])
        hands = int(rng.choice(HAND_COUNTS, p=HAND_SHARES))
        size_px = sizes_px[number % len(sizes_px)]
        pixels, found = render_scene(rng, random_scene(rng, [next(turns) for _ in range(hands)], size_px))
        name = f"rendered_{seed}_{number:06d}"
        cv2.imwrite(str(images / f"{name}.jpg"), pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        (labels / f"{name}.txt").write_text("".join(_line(hand, size_px) for hand in found), encoding="utf-8")
        if progress is not None:
            progress(number + 1, count)


def _gestures_in_turn(rng: np.random.Generator) -> Iterator[str]:
    """All gestures equally often, in ever new order."""
    while True:
        for index in rng.permutation(len(LABELS)):
            yield LABELS[index]


def _line(hand: Detection, size_px: tuple[int, int]) -> str:
    """One line of a label file: class, then centre and size as shares of the picture."""
    width, height = size_px
    x, y = hand.box.centre
    shares = (x / width, y / height, hand.box.width / width, hand.box.height / height)
    return f"{LABELS.index(hand.gesture)} " + " ".join(f"{share:.6f}" for share in shares) + "\n"


def _data_yaml() -> str:
    """What a trainer needs to know about the folder."""
    names = ", ".join(LABELS)
    head = "# Rendered hands; written by `gesture-app render`.\npath: .\ntrain: images/train\n"
    return f"{head}nc: {len(LABELS)}\nnames: [{names}]\n"
