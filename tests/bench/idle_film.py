"""Makes a film of people who mean nothing: what is left of the val and test pictures without the gesturing hands.

    GESTURE_DATA=... python -m tests.bench.idle_film runs/idle.mp4
    gesture-app audit runs/idle.mp4 --minutes 600 --gestures rendered

Of every picture the largest part that no labelled gesture reaches into is held up for some seconds: faces, bodies,
rooms and idle hands of people whom no network was trained on. A still would be seen alike in every frame, so the
camera sways a little, the light wavers and a sensor's noise changes. What it cannot show is how idle hands move.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.types import Pixels
from training.data.yolo_folder import LabelledPicture, labelled_pictures, read_folder

SPLITS = ("val", "test")
IDLE = "no_gesture"
SIZE_PX = 640, 480
FPS = 15
STILL_S = 10.0
MARGIN = 0.15  # of a hand's own size that goes with it, so that no fingertip stays
SMALLEST = 0.25  # of the picture; what is smaller would be mostly enlarged skin
SWAY, SWAY_S = 0.02, (2.3, 3.1, 4.7)  # of the width; to the side, up and down, nearer and farther
WAVER, WAVER_S = 0.06, 3.7  # of the light
NOISE = 4.0  # grey values of a webcam's sensor in a living room

Part = tuple[int, int, int, int]  # left, top, right, bottom, in pixels


def idle_part(picture: LabelledPicture, names: Sequence[str], width_px: int, height_px: int) -> Part | None:
    """The largest part beside, above or below all gestures; None where little is left."""
    meant = picture.boxes[[names[int(number)] != IDLE for number in picture.boxes[:, 0]]]
    if not len(meant):
        return 0, 0, width_px, height_px
    centres, halves = meant[:, 1:3], meant[:, 3:5] * (0.5 + MARGIN)
    left, top = np.clip((centres - halves).min(axis=0), 0, 1)
    right, bottom = np.clip((centres + halves).max(axis=0), 0, 1)
    shares = [(0, 0, left, 1), (right, 0, 1, 1), (0, 0, 1, top), (0, bottom, 1, 1)]
    best = max(shares, key=_area)
    if _area(best) < SMALLEST:
        return None
    return int(best[0] * width_px), int(best[1] * height_px), int(best[2] * width_px), int(best[3] * height_px)


def _area(share: tuple[float, float, float, float]) -> float:
    return (share[2] - share[0]) * (share[3] - share[1])


def framed(pixels: Pixels) -> Pixels:
    """A part as large as fits into the film's frame, before a blurred copy of itself."""
    width_px, height_px = SIZE_PX
    behind = cv2.GaussianBlur(cv2.resize(pixels, SIZE_PX), (0, 0), 20)
    scale = min(width_px / pixels.shape[1], height_px / pixels.shape[0])
    fitting = cv2.resize(
        pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    rows, columns = fitting.shape[:2]
    top, left = (height_px - rows) // 2, (width_px - columns) // 2
    behind[top : top + rows, left : left + columns] = fitting
    return np.asarray(behind, np.uint8)


def moved(still: Pixels, at_s: float) -> Pixels:
    """The still as a swaying camera in wavering light sees it at a moment."""
    width_px, height_px = SIZE_PX
    aside, up, near = (np.sin(2 * np.pi * at_s / period_s) for period_s in SWAY_S)
    zoom = 1 + SWAY * (1 + near)
    turned = cv2.getRotationMatrix2D((width_px / 2, height_px / 2), float(aside), float(zoom))
    matrix = np.asarray(turned, np.float64)
    matrix[:, 2] += SWAY * width_px * np.array((aside, up))
    seen = cv2.warpAffine(still, matrix, SIZE_PX, borderMode=cv2.BORDER_REFLECT_101)
    light = 1 + WAVER * np.sin(2 * np.pi * at_s / WAVER_S)
    noise = cv2.randn(np.empty(seen.shape, np.int16), np.zeros(3), np.full(3, NOISE))
    return np.asarray(np.clip(seen * light + noise, 0, 255), np.uint8)


def stills(folder: Path) -> Iterator[Pixels]:
    """What is left of each picture that enough is left of."""
    data = read_folder(folder)
    for split in SPLITS:
        for picture in labelled_pictures(data, split):
            pixels = cv2.imread(str(picture.path))
            if pixels is None:
                continue
            part = idle_part(picture, data.names, pixels.shape[1], pixels.shape[0])
            if part is not None:
                left, top, right, bottom = part
                yield framed(np.asarray(pixels[top:bottom, left:right], np.uint8))


def write(pictures: Iterator[Pixels], path: Path, still_s: float) -> int:
    """Write the film; gives how many pictures it holds up."""
    cv2.setRNGSeed(1)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, SIZE_PX)
    frames = round(still_s * FPS)
    count = 0
    for still in pictures:
        for number in range(frames):
            writer.write(moved(still, number / FPS))
        count += 1
    writer.release()
    return count


def main() -> None:
    """Write the film that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("film", type=Path, help="an .mp4 to write; it shows real people, so keep it where data is kept")
    parser.add_argument("--data", type=Path, default=os.environ.get("GESTURE_DATA"), help="the folder of `hands`")
    parser.add_argument("--seconds", type=float, default=STILL_S, help="how long each picture is held up")
    args = parser.parse_args()
    if args.data is None:
        parser.error("say by --data or GESTURE_DATA where the pictures lie")
    args.film.parent.mkdir(parents=True, exist_ok=True)
    part = args.film.with_name(f"part_{args.film.name}")  # OpenCV chooses the format by the ending
    count = write(stills(args.data / "hands"), part, args.seconds)
    part.replace(args.film)
    sys.stdout.write(f"{args.film}: {count} pictures, {count * args.seconds / 60:.1f} minutes\n")


if __name__ == "__main__":
    main()
