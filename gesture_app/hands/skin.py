"""Light on a relief: skin tones, soft shadows, and the picture that comes of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from gesture_app.core.types import Floats
from gesture_app.hands.relief import NOTHING, Relief

Colour = tuple[float, float, float]  # blue, green, red, 0 to 1

# From very fair to very dark, sampled evenly so that no tone is rare in what a network learns from.
SKIN_TONES: Floats = np.array(
    [
        (0.78, 0.84, 0.97), (0.68, 0.77, 0.94), (0.58, 0.68, 0.88), (0.46, 0.58, 0.80),
        (0.36, 0.48, 0.70), (0.26, 0.37, 0.57), (0.20, 0.28, 0.44), (0.15, 0.20, 0.31),
    ],
    np.float32,
)  # fmt: skip
PALM_TINT: Floats = np.array([0.62, 0.68, 0.88], np.float32)  # palms of dark hands are much lighter than their backs


@dataclass(frozen=True, slots=True)
class Light:
    """One lamp and the light that comes from everywhere."""

    direction: Colour = (-0.4, -0.6, 0.7)  # towards the lamp: x right, y down, z to the viewer
    colour: Colour = (1.0, 1.0, 1.0)
    strength: float = 0.75
    ambient: float = 0.42
    gloss: float = 0.10


def skin_tone(rng: np.random.Generator) -> Colour:
    """Any human skin colour, all equally likely."""
    place = rng.uniform(0, len(SKIN_TONES) - 1)
    low = min(int(place), len(SKIN_TONES) - 2)
    mixed = SKIN_TONES[low] + (SKIN_TONES[low + 1] - SKIN_TONES[low]) * (place - low)
    blue, green, red = np.clip(mixed * rng.normal(1.0, 0.03, 3), 0.05, 1.0)
    return float(blue), float(green), float(red)


def palm_tone(tone: Colour) -> Colour:
    """The colour of the inner side of a hand with this skin."""
    own = np.asarray(tone, np.float32)
    share = 0.10 + 0.30 * (1 - float(own[2]))
    blue, green, red = own + (PALM_TINT - own) * share
    return float(blue), float(green), float(red)


def shade(relief: Relief, albedo: Floats, light: Light) -> Floats:
    """Light the relief.

    Shapes:
        albedo: (height, width, 3), BGR, 0 to 1: the colour in plain white light
        returns: same, about 0 to 1; meaningless where nothing covers
    """
    lamp = np.asarray(light.direction, np.float32)
    lamp = lamp / np.linalg.norm(lamp)
    slope_z = np.sqrt(np.clip(1 - relief.slope_x**2 - relief.slope_y**2, 0.02, 1))
    towards = relief.slope_x * lamp[0] + relief.slope_y * lamp[1] + slope_z * lamp[2]
    # Wrapped light: skin lets light seep around its curves, so it never ends abruptly.
    direct = np.clip((towards + 0.35) / 1.35, 0, 1) * _in_light(relief, lamp)
    brightness = light.ambient * (0.80 + 0.20 * slope_z - 0.12 * relief.slope_y) + light.strength * direct
    brightness *= (1 - 0.55 * _hollows(relief)) * (0.72 + 0.28 * np.minimum(1, slope_z * 1.6))
    lit = albedo * brightness[..., None] * np.asarray(light.colour, np.float32)
    lit[..., 2] += 0.10 * albedo[..., 2] * direct * (1 - direct)  # blood shows where light fades
    half = lamp + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    shine = relief.slope_x * half[0] + relief.slope_y * half[1] + slope_z * half[2]
    lit += (light.gloss * np.clip(shine, 0, 1) ** 24)[..., None]
    return np.asarray(lit, np.float32)


def _hollows(relief: Relief) -> Floats:
    """How far each pixel lies below its surroundings, 0 to 1: the dark lines between fingers."""
    mask = (relief.height > NOTHING / 2).astype(np.float32)
    height = relief.height * mask
    reach = max(3, relief.height.shape[0] // 24 * 2 + 1)
    around = cv2.blur(height, (reach, reach)) / np.maximum(cv2.blur(mask, (reach, reach)), 1e-3)
    return np.asarray(np.clip((around - height) / (0.9 * reach), 0, 1) * mask, np.float32)


def _in_light(relief: Relief, lamp: Floats) -> Floats:
    """1 where the lamp is seen, less where a higher limb stands in its way."""
    rows, columns = relief.height.shape
    shadow = np.zeros((rows, columns), np.float32)
    flat = max(float(np.hypot(lamp[0], lamp[1])), 0.05)
    aside, rise = lamp[:2] / flat, lamp[2] / flat
    span = rows / 18
    for step in (0.6, 1.4, 2.6):
        distance = step * span
        shift = np.array([[1, 0, -aside[0] * distance], [0, 1, -aside[1] * distance]], np.float32)
        between = cv2.warpAffine(
            relief.height, shift, (columns, rows), flags=cv2.INTER_NEAREST, borderValue=float(NOTHING)
        )
        np.maximum(shadow, np.clip((between - relief.height - rise * distance * 0.6) / span, 0, 1), out=shadow)
    return np.asarray(1 - 0.6 * cv2.blur(shadow, (5, 5)), np.float32)
