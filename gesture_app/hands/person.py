"""A simple person behind the hand: body, head, hair and a face, so that hands are not found by being the only skin."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from gesture_app.core.types import Floats
from gesture_app.hands.background import random_colour
from gesture_app.hands.relief import Limb, Relief
from gesture_app.hands.skin import Colour, Light, shade, skin_tone

CLOTH, SKIN, HAIR, NOSE, LEGS = 1, 2, 3, 4, 5
HAIR_COLOURS: tuple[Colour, ...] = (
    (0.05, 0.05, 0.06), (0.08, 0.12, 0.18), (0.15, 0.26, 0.40),
    (0.35, 0.55, 0.72), (0.12, 0.25, 0.50), (0.62, 0.62, 0.64),
)  # fmt: skip
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands behind the hands; lengths in pixels."""

    mouth: Point
    face: float  # from the hair line to the chin; about one hand length
    skin: Colour
    cloth: Colour
    legs: Colour
    hair: Colour
    hair_length: float = 0.3  # 0 bald, 1 down to the shoulders
    has_glasses: bool = False
    has_beard: bool = False
    elbows: tuple[Point, ...] = ()  # upper arms are drawn from the nearer shoulder to these


def random_person(rng: np.random.Generator, mouth: Point, face: float, elbows: tuple[Point, ...] = ()) -> Person:
    """Anybody, with the mouth at a given place."""
    return Person(
        mouth, face, skin_tone(rng), random_colour(rng, 0.9), random_colour(rng, 0.4),
        HAIR_COLOURS[int(rng.integers(len(HAIR_COLOURS)))],
        float(rng.uniform(0, 1)), bool(rng.random() < 0.3), bool(rng.random() < 0.25), elbows,
    )  # fmt: skip


def shoulders(mouth: Point, face: float) -> tuple[Point, Point]:
    """The left and the right shoulder in the picture."""
    x, y = mouth
    return (x - 0.95 * face, y + 0.98 * face), (x + 0.95 * face, y + 0.98 * face)


def draw_person(picture: Floats, person: Person, light: Light) -> None:
    """Draw the person into a picture.

    Shapes:
        picture: (height, width, 3), BGR, 0 to 1; changed in place
    """
    height, width = picture.shape[:2]
    # Half the resolution: a person behind a hand is hardly ever in focus, and this is the larger part of the time.
    relief = Relief(max(1, width // 2), max(1, height // 2))
    for limb in _body(person) + _head(person):
        relief.add(_halved(limb))
    palette = np.array([person.skin, person.cloth, person.skin, person.hair, person.skin, person.legs], np.float32)
    albedo = np.asarray(cv2.blur(palette[relief.part], (3, 3)), np.float32)
    painted = np.asarray(cv2.resize(shade(relief, albedo, light), (width, height)), np.float32)
    _face(painted, person)
    alpha = np.asarray(cv2.resize(relief.coverage, (width, height)), np.float32)
    picture += (painted - picture) * alpha[..., None]


def _body(person: Person) -> list[Limb]:
    """Torso, neck and upper arms; everything lies behind the hands."""
    (x, y), f = person.mouth, person.face
    left, right = shoulders(person.mouth, f)
    limbs = [
        Limb((x - 0.55 * f, y + 1.15 * f, -f), (x - 0.50 * f, y + 3.6 * f, -f), 0.48 * f, 0.52 * f, CLOTH, 0.6 * f),
        Limb((x + 0.55 * f, y + 1.15 * f, -f), (x + 0.50 * f, y + 3.6 * f, -f), 0.48 * f, 0.52 * f, CLOTH, 0.6 * f),
        Limb((x, y + 1.0 * f, -f), (x, y + 3.6 * f, -f), 0.50 * f, 0.60 * f, CLOTH, 0.6 * f),
        Limb((*left, -f), (*right, -f), 0.26 * f, 0.26 * f, CLOTH, 0.3 * f),
        Limb((x, y + 0.1 * f, -0.75 * f), (x, y + 0.72 * f, -0.75 * f), 0.30 * f, 0.33 * f, SKIN, 0.1 * f),
    ]
    limbs += [
        Limb((x + side * 0.38 * f, y + 3.7 * f, -f), (x + side * 0.42 * f, y + 8 * f, -f), 0.46 * f, 0.28 * f, LEGS)
        for side in (-1, 1)
    ]
    hanging = [(left[0] - 0.15 * f, left[1] + 1.6 * f), (right[0] + 0.15 * f, right[1] + 1.6 * f)]
    for shoulder, rest in zip((left, right), hanging, strict=True):
        ends = [elbow for elbow in person.elbows if (elbow[0] < x) == (shoulder[0] < x)] or [rest]
        limbs += [Limb((*shoulder, -0.8 * f), (*end, -0.3 * f), 0.27 * f, 0.20 * f, CLOTH, 0.2 * f) for end in ends]
    return limbs


def _head(person: Person) -> list[Limb]:
    """Skull, jaw, ears and hair."""
    (x, y), f = person.mouth, person.face
    limbs = [
        Limb((x, y - 0.52 * f, 0), (x, y - 0.08 * f, 0), 0.41 * f, 0.31 * f, SKIN, 0.2 * f),
        Limb((x - 0.40 * f, y - 0.42 * f, -0.1 * f), (x - 0.38 * f, y - 0.28 * f, -0.1 * f), 0.07 * f, 0.06 * f, SKIN),
        Limb((x + 0.40 * f, y - 0.42 * f, -0.1 * f), (x + 0.38 * f, y - 0.28 * f, -0.1 * f), 0.07 * f, 0.06 * f, SKIN),
        Limb((x, y - 0.42 * f, 0.38 * f), (x, y - 0.20 * f, 0.42 * f), 0.035 * f, 0.055 * f, NOSE, 0.08 * f),
    ]
    if person.hair_length < 0.06:
        return limbs
    limbs.append(
        Limb((x - 0.22 * f, y - 0.80 * f, 0.14 * f), (x + 0.22 * f, y - 0.80 * f, 0.14 * f), 0.27 * f, 0.27 * f, HAIR)
    )
    drop = (0.1 + 1.1 * person.hair_length) * f
    for side in (-1, 1):
        top = (x + side * 0.34 * f, y - 0.70 * f, -0.02 * f)
        limbs.append(
            Limb(top, (x + side * 0.42 * f, y - 0.60 * f + drop, -0.12 * f), 0.16 * f, 0.14 * f, HAIR, 0.05 * f)
        )
    return limbs


def _face(picture: Floats, person: Person) -> None:
    """Eyes, brows, mouth, and glasses or a beard."""
    (x, y), f = person.mouth, person.face
    dark = tuple(0.55 * c for c in person.hair)
    for side in (-1, 1):
        eye = (x + side * 0.17 * f, y - 0.43 * f)
        _ellipse(picture, eye, 0.075 * f, 0.036 * f, (0.85, 0.86, 0.87))
        _ellipse(picture, eye, 0.034 * f, 0.036 * f, (0.10, 0.12, 0.16))
        _ellipse(picture, (eye[0], eye[1] - 0.10 * f), 0.10 * f, 0.018 * f, dark)
        if person.has_glasses:
            _ellipse(picture, eye, 0.14 * f, 0.10 * f, (0.08, 0.08, 0.08), max(1, round(0.02 * f)))
    if person.has_beard:
        _ellipse(picture, (x, y + 0.09 * f), 0.24 * f, 0.17 * f, tuple(1.3 * c for c in person.hair))
    lips = (0.75 * person.skin[0], 0.62 * person.skin[1], 0.90 * person.skin[2])
    _ellipse(picture, person.mouth, 0.13 * f, 0.045 * f, lips)
    _ellipse(picture, person.mouth, 0.12 * f, 0.008 * f, tuple(0.4 * c for c in lips))


def _ellipse(
    picture: Floats, centre: Point, a: float, b: float, colour: tuple[float, ...], thickness: int = -1
) -> None:
    """An ellipse placed to a fraction of a pixel."""
    at = (round(centre[0] * 8), round(centre[1] * 8))
    axes = (max(4, round(a * 8)), max(4, round(b * 8)))
    cv2.ellipse(picture, at, axes, 0, 0, 360, colour, thickness, cv2.LINE_AA, 3)


def _halved(limb: Limb) -> Limb:
    """The same limb at half the resolution."""
    (ax, ay, az), (bx, by, bz) = limb.start, limb.end
    return Limb(
        (ax / 2, ay / 2, az / 2), (bx / 2, by / 2, bz / 2),
        limb.start_radius / 2, limb.end_radius / 2, limb.part, limb.softness / 2,
    )  # fmt: skip
