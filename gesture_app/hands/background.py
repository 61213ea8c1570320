"""Rooms to hold hands up in: walls, windows, shelves, lamps, curtains and plain clutter, all drawn."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from gesture_app.core.types import Floats
from gesture_app.hands.skin import Colour, skin_tone

Painter = Callable[[Floats, np.random.Generator], None]


def draw_room(rng: np.random.Generator, size_px: tuple[int, int]) -> Floats:
    """A random room, slightly out of focus or not.

    Shapes:
        returns: (height, width, 3), BGR, 0 to 1
    """
    width, height = size_px
    picture = _wall(rng, width, height)
    for index in rng.permutation(len(PAINTERS))[: int(rng.integers(1, 6))]:
        PAINTERS[index](picture, rng)
    picture += _grain(rng, width, height)[..., None]
    blur = float(rng.choice([0.0, 0.8, 2.0, 4.0, 7.0])) * width / 640
    if blur > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), blur).astype(np.float32)
    return np.clip(picture, 0, 1)


def random_colour(rng: np.random.Generator, saturation: float = 0.6) -> Colour:
    """Any colour; the saturation is an upper limit."""
    grey = rng.uniform(0.05, 0.95)
    blue, green, red = np.clip(grey + rng.uniform(-0.5, 0.5, 3) * rng.uniform(0, saturation), 0.02, 1.0)
    return float(blue), float(green), float(red)


def _wall(rng: np.random.Generator, width: int, height: int) -> Floats:
    """Two colours that run into each other, and sometimes a floor."""
    first, second = (np.asarray(random_colour(rng, 0.5), np.float32) for _ in range(2))
    second = first + (second - first) * np.float32(rng.uniform(0.1, 0.9))
    angle = rng.uniform(0, 2 * np.pi)
    x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    place = np.clip(0.5 + 0.5 * (x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))), 0, 1)  # (h, w)
    wall: Floats = (first + (second - first) * place[..., None]).astype(np.float32)  # (h, w, 3)
    if rng.random() < 0.3:
        edge = int(height * rng.uniform(0.6, 0.9))
        wall[edge:] = wall[edge:] * np.float32(0.4) + np.asarray(random_colour(rng), np.float32) * np.float32(0.6)
    return wall


def _grain(rng: np.random.Generator, width: int, height: int) -> Floats:
    """Uneven paint: noise of several sizes added up."""
    total = np.zeros((height, width), np.float32)
    for cells in (4, 16, 64):
        coarse = rng.normal(size=(cells, cells)).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR) * np.float32(rng.uniform(0, 0.03))
    return total


def _box(rng: np.random.Generator, picture: Floats, smallest: float, largest: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a random rectangle that may stick out of the picture."""
    height, width = picture.shape[:2]
    w, h = (rng.uniform(smallest, largest, 2) * (width, height)).astype(int)
    left, top = int(rng.uniform(-0.2, 1.0) * width), int(rng.uniform(-0.2, 0.9) * height)
    return left, top, left + max(4, int(w)), top + max(4, int(h))


def _window(picture: Floats, rng: np.random.Generator) -> None:
    """A bright window with its bars; also passes for a screen or a door."""
    left, top, right, bottom = _box(rng, picture, 0.2, 0.6)
    light = tuple(float(c) for c in np.clip(rng.normal(0.9, 0.15, 3), 0.2, 1.3))
    bar = random_colour(rng, 0.2)
    cv2.rectangle(picture, (left, top), (right, bottom), light, -1)
    thick = max(2, (right - left) // 25)
    cv2.rectangle(picture, (left, top), (right, bottom), bar, thick)
    for share in np.linspace(0, 1, int(rng.integers(2, 5)))[1:-1]:
        x = int(left + share * (right - left))
        cv2.line(picture, (x, top), (x, bottom), bar, max(1, thick // 2))
    if rng.random() < 0.5:
        middle = (top + bottom) // 2
        cv2.line(picture, (left, middle), (right, middle), bar, max(1, thick // 2))


def _shelf(picture: Floats, rng: np.random.Generator) -> None:
    """Boards with books: many upright rectangles, which is what fingers look like from afar."""
    left, top, right, bottom = _box(rng, picture, 0.3, 0.8)
    cv2.rectangle(picture, (left, top), (right, bottom), random_colour(rng, 0.3), -1)
    rows = int(rng.integers(2, 5))
    step = max(6, (bottom - top) // rows)
    for row in range(rows):
        base, x = top + (row + 1) * step, left + 3
        while x < right - 6:
            thick, tall = int(rng.uniform(0.04, 0.14) * step * 2) + 2, int(rng.uniform(0.5, 0.92) * step)
            if rng.random() < 0.85:
                cv2.rectangle(picture, (x, base - tall), (min(x + thick, right), base), random_colour(rng, 0.9), -1)
            x += thick + 1
        cv2.line(picture, (left, base), (right, base), random_colour(rng, 0.2), max(2, step // 14))


def _lamp(picture: Floats, rng: np.random.Generator) -> None:
    """A glowing spot."""
    height, width = picture.shape[:2]
    x, y = float(rng.uniform(0, width)), float(rng.uniform(0, height * 0.7))
    radius = width * rng.uniform(0.03, 0.3)
    columns, rows = np.arange(width, dtype=np.float32) - x, np.arange(height, dtype=np.float32)[:, None] - y
    glow = np.exp(-(columns**2 + rows**2) / np.float32(radius * radius))
    picture += (glow * np.float32(rng.uniform(0.2, 0.9)))[..., None] * np.array([0.75, 0.9, 1.0], np.float32)


def _curtain(picture: Floats, rng: np.random.Generator) -> None:
    """Vertical folds over a part of the wall."""
    width = picture.shape[1]
    left = int(rng.uniform(-0.1, 0.8) * width)
    right = min(width, left + int(rng.uniform(0.15, 0.5) * width))
    left = max(0, left)
    x = np.arange(left, right, dtype=np.float32)
    folds = 0.75 + 0.25 * np.sin(x / width * np.float32(rng.uniform(60, 220)) + np.float32(rng.uniform(0, 6)))
    picture[:, left:right] = np.asarray(random_colour(rng, 0.8), np.float32) * folds[None, :, None]


def _pattern(picture: Floats, rng: np.random.Generator) -> None:
    """Tiles or wallpaper dots."""
    height, width = picture.shape[:2]
    step, colour = max(6, int(width * rng.uniform(0.03, 0.12))), random_colour(rng, 0.5)
    if rng.random() < 0.5:
        for x in range(0, width, step):
            cv2.line(picture, (x, 0), (x, height), colour, 1, cv2.LINE_AA)
        for y in range(0, height, step):
            cv2.line(picture, (0, y), (width, y), colour, 1, cv2.LINE_AA)
        return
    for y in range(0, height, step):
        for x in range(0, width, step):
            cv2.circle(picture, (x + (y // step % 2) * step // 2, y), max(1, step // 6), colour, -1, cv2.LINE_AA)


def _pictures(picture: Floats, rng: np.random.Generator) -> None:
    """Frames and posters on the wall."""
    for _ in range(int(rng.integers(1, 5))):
        left, top, right, bottom = _box(rng, picture, 0.06, 0.3)
        cv2.rectangle(picture, (left, top), (right, bottom), random_colour(rng, 0.9), -1)
        cv2.rectangle(picture, (left, top), (right, bottom), random_colour(rng, 0.3), max(2, (right - left) // 14))


def _clutter(picture: Floats, rng: np.random.Generator) -> None:
    """Ellipses, lines and blobs of any colour, skin among them, so that colour alone does not make a hand."""
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(4, 22))):
        colour = skin_tone(rng) if rng.random() < 0.3 else random_colour(rng, 0.9)
        at = int(rng.uniform(0, width)), int(rng.uniform(0, height))
        axes = int(rng.uniform(0.01, 0.1) * width) + 1, int(rng.uniform(0.01, 0.1) * height) + 1
        if rng.random() < 0.6:
            cv2.ellipse(picture, at, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            end = int(rng.uniform(0, width)), int(rng.uniform(0, height))
            cv2.line(picture, at, end, colour, int(rng.integers(1, 9)), cv2.LINE_AA)


def _plant(picture: Floats, rng: np.random.Generator) -> None:
    """Leaves that fan out of one point, much as fingers do."""
    height, width = picture.shape[:2]
    root = int(rng.uniform(0, width)), int(rng.uniform(0.3, 1.0) * height)
    reach = width * rng.uniform(0.08, 0.3)
    for _ in range(int(rng.integers(5, 18))):
        angle, length = rng.uniform(np.pi * 1.05, np.pi * 1.95), reach * rng.uniform(0.5, 1.0)
        middle = int(root[0] + np.cos(angle) * length / 2), int(root[1] + np.sin(angle) * length / 2)
        axes = int(length / 2) + 1, int(length * rng.uniform(0.04, 0.12)) + 1
        green = (rng.uniform(0.05, 0.3), rng.uniform(0.25, 0.7), rng.uniform(0.1, 0.4))
        cv2.ellipse(picture, middle, axes, float(np.degrees(angle)), 0, 360, green, -1, cv2.LINE_AA)


PAINTERS: tuple[Painter, ...] = (_window, _shelf, _lamp, _curtain, _pattern, _pictures, _clutter, _plant)
