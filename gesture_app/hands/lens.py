"""What a cheap camera does to a picture: motion, blur, tint, noise and compression."""

from __future__ import annotations

import cv2
import numpy as np

from gesture_app.core.types import Floats, Pixels


def photograph(picture: Floats, rng: np.random.Generator) -> Pixels:
    """Take the picture with a random camera in random light.

    Shapes:
        picture: (height, width, 3), BGR, about 0 to 1
        returns: same, uint8
    """
    picture = _light(picture, rng)
    if rng.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.6))).astype(np.float32)
    if rng.random() < 0.15:
        picture = smear(picture, float(rng.uniform(3, 11)), float(rng.uniform(0, 180)))
    if rng.random() < 0.25:
        picture = _coarse(picture, float(rng.uniform(0.4, 0.8)))
    noise = float(rng.choice([0.0, 0.008, 0.02, 0.045]))
    if noise > 0:
        grain = rng.standard_normal(picture.shape, np.float32)
        strength = np.float32(noise) * (np.float32(0.5) + np.sqrt(np.clip(picture, 0, 1)))  # more in bright places
        picture = (picture + grain * strength).astype(np.float32)
    pixels = (np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return _compressed(pixels, int(rng.integers(30, 96))) if rng.random() < 0.5 else pixels


def smear(picture: Floats, length_px: float, angle: float) -> Floats:
    """Blur along a line, as movement does; works for (h, w) and (h, w, 3)."""
    size = max(3, int(length_px) | 1)
    kernel = np.zeros((size, size), np.float32)
    kernel[size // 2] = 1
    turn = cv2.getRotationMatrix2D((size / 2 - 0.5, size / 2 - 0.5), angle, 1)
    turned = np.asarray(cv2.warpAffine(kernel, turn, (size, size)), np.float32)
    return np.asarray(cv2.filter2D(picture, -1, turned / max(float(turned.sum()), 1e-3)), np.float32)


def _light(picture: Floats, rng: np.random.Generator) -> Floats:
    """Exposure, colour of the light, contrast and darker corners."""
    height, width = picture.shape[:2]
    tint = np.clip(rng.normal(1, 0.07, 3), 0.75, 1.3).astype(np.float32)
    exposure = np.float32(np.exp(rng.normal(0.05, 0.25)))
    gamma = np.float32(np.exp(rng.normal(0, 0.15)))
    lit = np.clip(picture * (tint * exposure), 0, 1) ** gamma
    if rng.random() < 0.4:
        x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)[:, None]
        lit *= (1 - np.float32(rng.uniform(0.05, 0.3)) * (x * x + y * y))[..., None]
    if rng.random() < 0.15:  # haze, or the sun in the lens
        lit = lit * np.float32(rng.uniform(0.6, 0.85)) + np.float32(rng.uniform(0.08, 0.25))
    return lit.astype(np.float32)


def _coarse(picture: Floats, scale: float) -> Floats:
    """A smaller sensor's picture, enlarged."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def _compressed(pixels: Pixels, quality: int) -> Pixels:
    """Out and back through JPEG."""
    _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    unpacked: Pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return unpacked
