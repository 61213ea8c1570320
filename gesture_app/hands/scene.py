"""Random pictures of people showing gestures, with a box around every hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from gesture_app.core.types import Box, Detection, Floats, Pixels
from gesture_app.hands.background import draw_room, random_colour
from gesture_app.hands.hand import HandPicture, HandSpec, Looks, draw_hand
from gesture_app.hands.lens import photograph, smear
from gesture_app.hands.person import Person, draw_person, random_person, shoulders
from gesture_app.hands.pose import POSES, jitter
from gesture_app.hands.skeleton import HandShape
from gesture_app.hands.skin import Light, skin_tone
from gesture_app.hands.view import View

MOST_COVERED = 0.25  # share of a hand's box that the next hand and its arm may hide; else that one stays away
LEANS = {"like": 90.0, "dislike": -90.0}  # turned until the thumb points up or down


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be drawn into one picture."""

    size_px: tuple[int, int]
    hands: tuple[HandSpec, ...]
    people: tuple[Person, ...]
    light: Light


def random_scene(rng: np.random.Generator, gestures: Sequence[str], size_px: tuple[int, int]) -> Scene:
    """Arrange hands that show these gestures, mostly with the people they belong to."""
    hands: list[HandSpec] = []
    length = _random_length(rng, size_px)
    for gesture in _one_mute_first(gestures):
        spec = _place(rng, gesture, length * float(rng.uniform(0.85, 1.15)), size_px, hands)
        if spec is not None:
            hands.append(spec)
    people: list[Person] = []
    if not hands and rng.random() < 0.7:
        face = _random_length(rng, size_px) * 1.2
        people.append(
            random_person(rng, (size_px[0] * rng.uniform(0.2, 0.8), size_px[1] * rng.uniform(0.2, 0.6)), face)
        )
    elif hands and (rng.random() < 0.8 or hands[0].gesture == "mute"):
        person = _owner(rng, hands[0], size_px)
        people.append(person)
        hands = [_dressed_as(spec, person) for spec in hands]
    return Scene(size_px, tuple(hands), tuple(people), _random_light(rng))


def _one_mute_first(gestures: Sequence[str]) -> list[str]:
    """Only the first hand gets a face behind it, so only that one can have its finger on the lips."""
    others = [gesture for gesture in gestures if gesture != "mute"]
    return others if len(others) == len(gestures) else ["mute", *others]


def render_scene(rng: np.random.Generator, scene: Scene) -> tuple[Pixels, tuple[Detection, ...]]:
    """Draw a scene and photograph it.

    Shapes:
        returns: (height, width, 3), BGR, and one detection of score 1 for each hand that can be seen
    """
    width, height = scene.size_px
    picture = draw_room(rng, scene.size_px)
    # Drawn hands at twice the size: their edges are what a network looks at.
    drawn = [draw_hand(spec, scene.light, scene.size_px, detail=2.0) for spec in scene.hands]
    for person in scene.people:
        draw_person(picture, person, scene.light)
    found: list[Detection] = []
    for spec, hand in zip(scene.hands, drawn, strict=True):
        if any(_covered_share(hand, earlier.box) > MOST_COVERED for earlier in found):
            continue
        lay_over(picture, _moving(hand, rng), shadow_px=spec.length_px * 0.08)
        if hand.box is not None:
            found.append(Detection(spec.gesture, 1.0, _inside(hand.box, width, height)))
    return photograph(picture, rng), tuple(found)


def sample_hand(rng: np.random.Generator, gesture: str, centre_px: tuple[float, float], length_px: float) -> HandSpec:
    """Somebody's hand showing a gesture in one of its ways, held a little differently every time."""
    poses = POSES[gesture]
    shape = HandShape(*(float(v) for v in np.clip(rng.normal(1, 0.06, 4), 0.85, 1.18)))
    looks = Looks(
        skin_tone(rng),
        random_colour(rng, 1.0) if rng.random() < 0.12 else None,
        random_colour(rng, 0.9) if rng.random() < 0.8 else None,
        float(rng.choice([0.08, 0.2, 0.5, 0.9])),
    )
    chosen = jitter(poses[int(rng.integers(len(poses)))], rng)
    return HandSpec(gesture, chosen, centre_px, length_px, _random_view(rng, gesture), shape, looks)


def lay_over(picture: Floats, hand: HandPicture, shadow_px: float = 0.0) -> None:
    """Lay a hand over a picture, in place, with its soft shadow on what lies behind."""
    rows, columns = hand.alpha.shape
    if rows == 0 or columns == 0:
        return
    region = picture[hand.top : hand.top + rows, hand.left : hand.left + columns]
    if shadow_px >= 1:
        shift = np.array([[1, 0, shadow_px], [0, 1, shadow_px]], np.float32)
        cast = cv2.warpAffine(hand.alpha, shift, (columns, rows))
        reach = int(2 * shadow_px) | 1
        region *= (1 - 0.25 * cv2.blur(cast, (reach, reach)))[..., None]
    region += (hand.colour - region) * hand.alpha[..., None]


def _random_length(rng: np.random.Generator, size_px: tuple[int, int]) -> float:
    """Hand lengths as people at a desk or across a room have them; the median is a fifth of the picture's side."""
    side = float(np.sqrt(size_px[0] * size_px[1]))
    return side * float(np.clip(0.28 * np.exp(rng.normal(0, 0.5)), 0.085, 0.8))


def _random_view(rng: np.random.Generator, gesture: str) -> View:
    """Which side is seen, and how the hand is tilted."""
    shows_back = bool(rng.random() < {"mute": 0.75, "palm": 0.25, "fist": 0.3}.get(gesture, 0.35))
    is_thumb = gesture in LEANS
    roll = float(rng.uniform(-20, 20) if is_thumb else rng.uniform(-25, 25))
    yaw = float(rng.normal(0, 26 if is_thumb or gesture == "ok" else 18))
    lean = LEANS.get(gesture, 0.0)
    if gesture == "mute":
        yaw = float(rng.uniform(15, 70) * (1 if rng.random() < 0.7 else -1))
    if gesture == "call" and rng.random() < 0.7:
        lean = float(rng.uniform(25, 85))
    if gesture == "no_gesture":
        lean = float(rng.choice([180, 150, 120, 90, 0], p=[0.4, 0.15, 0.1, 0.15, 0.2]))
        yaw, shows_back = float(rng.uniform(-75, 75)), bool(rng.random() < 0.65)
    return View(
        pitch=float(np.clip(rng.normal(4, 11), -28, 28)), yaw=yaw, roll=roll, lean=lean, shows_back=shows_back,
        is_left=bool(rng.random() < 0.5), wrist_flex=float(rng.normal(0, 14)), wrist_sway=float(rng.normal(0, 12)),
    )  # fmt: skip


def _place(
    rng: np.random.Generator, gesture: str, length: float, size_px: tuple[int, int], others: Sequence[HandSpec]
) -> HandSpec | None:
    """Find a free place for a hand; None when the picture is too full."""
    width, height = size_px
    margin = min(length * 0.5, 0.42 * min(size_px))
    top = min(2 * margin, 0.5 * height) if gesture == "mute" else margin  # leaves room for the face above
    for _ in range(20):
        centre = float(rng.uniform(margin, width - margin)), float(rng.uniform(top, height - margin))
        if all(
            np.hypot(centre[0] - o.centre_px[0], centre[1] - o.centre_px[1]) > 0.6 * (length + o.length_px)
            for o in others
        ):
            return sample_hand(rng, gesture, centre, length)
    return None


def _owner(rng: np.random.Generator, spec: HandSpec, size_px: tuple[int, int]) -> Person:
    """The person whose first hand this is, standing where an arm would lead to them."""
    probe = draw_hand(spec, Light(), size_px, detail=0.25)
    elbow = probe.elbow_px
    face = spec.length_px * float(rng.uniform(0.75, 1.1))
    if spec.gesture == "mute":
        middle_joint, tip = probe.joints_px[6], probe.joints_px[8]
        on_finger = middle_joint + (tip - middle_joint) * float(rng.uniform(0.1, 0.8))
        mouth = float(on_finger[0] + rng.normal(0, 0.03) * face), float(on_finger[1])
        return random_person(rng, mouth, face, (elbow,))
    side = -1.0 if spec.centre_px[0] < size_px[0] / 2 else 1.0
    side = side if rng.random() < 0.85 else -side
    upper_arm = 1.5 * face * float(rng.uniform(0.5, 1.0))
    lift = float(rng.uniform(0.3, 1.2))
    shoulder = elbow[0] - side * upper_arm * float(np.cos(lift)), elbow[1] - upper_arm * float(np.sin(lift))
    (left, top), (right, _) = shoulders((0.0, 0.0), face)
    mouth = shoulder[0] - (left if side < 0 else right), shoulder[1] - top
    return random_person(rng, mouth, face, (elbow,))


def _dressed_as(spec: HandSpec, person: Person) -> HandSpec:
    """The same hand with its owner's skin and sleeve."""
    looks = Looks(person.skin, spec.looks.polish, person.cloth if spec.looks.sleeve else None, spec.looks.bare)
    return HandSpec(spec.gesture, spec.pose, spec.centre_px, spec.length_px, spec.view, spec.shape, looks)


def _random_light(rng: np.random.Generator) -> Light:
    """Lamps are above more often than below; rooms are sometimes dark, sometimes warm, sometimes lit by a screen."""
    direction = float(rng.normal(0, 0.6)), float(rng.normal(-0.45, 0.4)), float(rng.uniform(0.35, 1.0))
    tint = np.clip(rng.normal(1, 0.06, 3), 0.8, 1.2)
    strength = float(rng.uniform(0.35, 0.8))
    ambient = float(rng.uniform(0.2, 0.5))
    return Light(
        direction, (float(tint[0]), float(tint[1]), float(tint[2])), strength, ambient, float(rng.uniform(0, 0.2))
    )


def _moving(hand: HandPicture, rng: np.random.Generator) -> HandPicture:
    """Some hands are caught in motion."""
    if rng.random() > 0.15 or hand.alpha.size == 0:
        return hand
    length, angle = float(rng.uniform(3, 9)), float(rng.uniform(0, 180))
    return replace(hand, colour=smear(hand.colour, length, angle), alpha=smear(hand.alpha, length, angle))


def _covered_share(hand: HandPicture, box: Box) -> float:
    """How much of a box lies behind a hand and its arm, 0 to 1."""
    rows = slice(max(0, int(box.top) - hand.top), max(0, int(box.bottom) - hand.top))
    columns = slice(max(0, int(box.left) - hand.left), max(0, int(box.right) - hand.left))
    return float(hand.alpha[rows, columns].sum()) / max(box.width * box.height, 1.0)


def _inside(box: Box, width: int, height: int) -> Box:
    """The part of a box that lies in the picture."""
    return Box(max(0.0, box.left), max(0.0, box.top), min(float(width), box.right), min(float(height), box.bottom))
