"""A person who shows one gesture after another: a moving picture that can be asked for any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gesture_app.core.types import Floats, Pixels
from gesture_app.hands.background import draw_room
from gesture_app.hands.hand import HandPicture, HandSpec, Looks, draw_hand
from gesture_app.hands.movements import POSE, WAYS, place_on, stroke_share
from gesture_app.hands.person import draw_person, random_person
from gesture_app.hands.pose import POSES, Pose, blend
from gesture_app.hands.skeleton import HandShape, build_skeleton
from gesture_app.hands.skin import Light
from gesture_app.hands.view import Projection, View

MOVE_S = 0.45  # from one posture to the next
DRAWINGS_PER_S = 30  # how often the fingers are drawn anew; in between the drawn hand only moves
DETAIL = 0.6  # of the drawn hand; a webcam shows no more
LENGTH = 0.36  # of the hand, as a share of the picture's height
PAUSES_PER_ROOM = 3  # after so many the next person appears, while no hand is up
MARGIN_PX = 64  # drawn beyond the lower edge, for the hand to rise out of between two drawings
LIGHT = Light(direction=(-0.4, -0.5, 0.75), strength=0.62, ambient=0.42)

# Where the person sits and raises the hand, as shares of width and height.
MOUTH, HAND, LOWERED = (0.40, 0.44), (0.68, 0.45), (0.70, 1.45)
FACE = 0.32

FILM_VIEWS = {
    "like": View(pitch=4, yaw=20, lean=90, shows_back=True, is_left=True, wrist_sway=-25),
    "dislike": View(pitch=4, yaw=-20, lean=-90, is_left=True, wrist_sway=20),
    "call": View(pitch=4, lean=35, is_left=True),
    "ok": View(pitch=4, yaw=18, is_left=True),
    "mute": View(pitch=6, yaw=-38, roll=-6, shows_back=True, is_left=True, wrist_sway=25),
    "no_gesture": View(pitch=0, yaw=30, roll=20, shows_back=True, is_left=True),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of a script."""

    gesture: str | None  # None: the hand is down, out of the picture
    seconds: float  # including the move into it


def acts(gestures: Sequence[str], show_s: float = 1.8, pause_s: float = 0.9) -> tuple[Act, ...]:
    """A script that shows each gesture once and lowers the hand in between."""
    return tuple(act for gesture in gestures for act in (Act(None, pause_s), Act(gesture, show_s + MOVE_S)))


@dataclass(frozen=True, slots=True)
class _Posture:
    """How and where the hand is held at one moment."""

    pose: Pose
    view: View
    centre: tuple[float, float]  # shares of width and height


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """One person in one room.

    Shapes:
        picture: (height, width, 3), uint8
    """

    picture: Pixels
    looks: Looks
    shape: HandShape


@dataclass(frozen=True, slots=True, eq=False)
class _Drawing:
    """A drawn hand, prepared for being laid over any background.

    Shapes:
        colour: (h, w, 3), 0 to 255, times alpha
        through: (h, w, 1), what remains of the background, 0 to 1
    """

    number: int
    colour: Floats
    through: Floats
    left: int
    top: int
    centre_px: tuple[float, float]


class HandFilm:
    """An endless film of a script; any moment can be drawn, the next one fastest.

    Args:
        rooms: How many people and rooms take turns. Each is drawn when it is first needed, which takes a part of a
            second: a film starts sooner, and hesitates once at the first change of person, while no hand is up.
    """

    def __init__(self, size_px: tuple[int, int], script: Sequence[Act], seed: int = 0, rooms: int = 3) -> None:
        if not script:
            raise ValueError("a film needs a script of at least one act")
        self._size_px = size_px
        self._script = tuple(script)
        self._starts_s = np.cumsum([0.0] + [act.seconds for act in script])
        self._seed = seed
        self._stages: list[_Stage | None] = [None] * rooms
        self._pauses = np.cumsum([0] + [act.gesture is None for act in script])  # before each act
        self._last: _Drawing | None = None

    @property
    def length_s(self) -> float:
        """After this long the script starts again."""
        return float(self._starts_s[-1])

    def gesture_at(self, at_s: float) -> str | None:
        """The gesture that is completely shown at a moment; None while the hand moves or is down."""
        act, since_s = self._act_at(at_s)
        return self._script[act].gesture if since_s >= MOVE_S else None

    def draw(self, at_s: float) -> Pixels:
        """The picture at a moment.

        Shapes:
            returns: (height, width, 3), BGR; a new array each time
        """
        room = self._room_at(at_s)
        stage = self._stage(room)
        picture = stage.picture.copy()
        number = int(at_s * DRAWINGS_PER_S) * len(self._stages) + room
        if self._last is None or self._last.number != number:
            self._last = self._drawing(number, at_s, stage)
        x, y = self._centre_px(self._posture_at(at_s))
        _lay(picture, self._last, round(x - self._last.centre_px[0]), round(y - self._last.centre_px[1]))
        return picture

    def _stage(self, room: int) -> _Stage:
        """A person in a room, drawn once."""
        stage = self._stages[room]
        if stage is None:
            stage = self._stages[room] = _draw_stage(np.random.default_rng([self._seed, room]), self._size_px)
        return stage

    def _room_at(self, at_s: float) -> int:
        """Which of the people is there."""
        act, _ = self._act_at(at_s)
        passed = int(at_s / self.length_s) * int(self._pauses[-1]) + int(self._pauses[act])
        return passed // PAUSES_PER_ROOM % len(self._stages)

    def _act_at(self, at_s: float) -> tuple[int, float]:
        """Which act plays, and for how long it has."""
        within_s = at_s % self.length_s
        act = min(int(np.searchsorted(self._starts_s, within_s, side="right")) - 1, len(self._script) - 1)
        return act, within_s - float(self._starts_s[act])

    def _posture_at(self, at_s: float) -> _Posture:
        """Where the hand is on its way from the last posture to this one, breathing a little."""
        act, since_s = self._act_at(at_s)
        before, now = self._script[act - 1], self._script[act]
        share = min(since_s / MOVE_S, 1.0)
        share = share * share * (3 - 2 * share)  # starts and ends gently
        aspect = self._size_px[0] / self._size_px[1]
        start = _posture(before, now, aspect, moved=1.0)
        end = _posture(now, before, aspect, moved=stroke_share(since_s - MOVE_S))
        return _breathing(_between(start, end, share), at_s)

    def _centre_px(self, posture: _Posture) -> tuple[float, float]:
        """The middle of the hand in pixels."""
        return posture.centre[0] * self._size_px[0], posture.centre[1] * self._size_px[1]

    def _drawing(self, number: int, at_s: float, stage: _Stage) -> _Drawing:
        """Draw the hand anew."""
        posture, (width, height) = self._posture_at(at_s), self._size_px
        centre_px = self._centre_px(posture)
        spec = HandSpec("", posture.pose, centre_px, LENGTH * height, posture.view, stage.shape, stage.looks)
        hand: HandPicture = draw_hand(spec, LIGHT, (width, height + MARGIN_PX), DETAIL)
        alpha = hand.alpha[..., None]
        return _Drawing(number, hand.colour * alpha * 255, 1 - alpha, hand.left, hand.top, centre_px)


def _draw_stage(rng: np.random.Generator, size_px: tuple[int, int]) -> _Stage:
    """Somebody sitting in a room in even light."""
    width, height = size_px
    room = draw_room(rng, size_px) * np.float32(0.8) + np.float32(0.1)
    person = random_person(rng, (MOUTH[0] * width, MOUTH[1] * height), FACE * height)
    draw_person(room, person, LIGHT)
    looks = Looks(person.skin, None, person.cloth, 0.4)
    grain = rng.normal(0, 2, (height, width, 1))
    return _Stage(np.clip(room * 255 + grain, 0, 255).astype(np.uint8), looks, HandShape())


def _posture(act: Act, other: Act, aspect: float, moved: float) -> _Posture:
    """The posture of an act; a lowered hand already faces the way in which it is raised next, or was last.

    Args:
        act: What is shown.
        other: What is shown before or after it.
        aspect: Width of the picture in heights.
        moved: Which share of its way a hand that moves has gone.
    """
    shown = act.gesture or other.gesture or "no_gesture"
    view = FILM_VIEWS.get(shown, View(pitch=4, is_left=True))
    if act.gesture is None:
        return _Posture(POSES["no_gesture"][0], view, LOWERED)
    if act.gesture in WAYS:
        return _Posture(POSES[POSE][0], view, place_on(act.gesture, moved))
    pose = POSES[act.gesture][0]
    return _Posture(pose, view, _finger_on_lips(pose, view, aspect) if act.gesture == "mute" else HAND)


def _finger_on_lips(pose: Pose, view: View, aspect: float) -> tuple[float, float]:
    """Where the hand must be for its index finger to lie on the mouth."""
    joints = Projection(view.matrix(), (0.0, 0.0), LENGTH).points(build_skeleton(pose, HandShape()).joints)
    x, y, _ = (0.5 * joints[6] + 0.5 * joints[7]).tolist()
    return MOUTH[0] - x / aspect, MOUTH[1] - y


def _between(start: _Posture, end: _Posture, share: float) -> _Posture:
    """A posture on the way from one to another."""

    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    view = replace(
        end.view,
        pitch=mixed(start.view.pitch, end.view.pitch),
        yaw=mixed(start.view.yaw, end.view.yaw),
        roll=mixed(start.view.roll, end.view.roll),
        lean=mixed(start.view.lean, end.view.lean),
        wrist_sway=mixed(start.view.wrist_sway, end.view.wrist_sway),
    )
    centre = mixed(start.centre[0], end.centre[0]), mixed(start.centre[1], end.centre[1])
    return _Posture(blend(start.pose, end.pose, share), view, centre)


def _breathing(posture: _Posture, at_s: float) -> _Posture:
    """Nobody holds a hand perfectly still."""
    x, y = posture.centre
    view = replace(
        posture.view,
        yaw=posture.view.yaw + 4 * float(np.sin(0.9 * at_s)),
        roll=posture.view.roll + 3 * float(np.sin(1.1 * at_s)),
    )
    return _Posture(posture.pose, view, (x + 0.004 * float(np.sin(1.3 * at_s)), y + 0.008 * float(np.sin(1.7 * at_s))))


def _lay(picture: Pixels, drawing: _Drawing, right_px: int, down_px: int) -> None:
    """Lay a drawn hand over a picture, moved a little from where it was drawn."""
    rows, columns = drawing.through.shape[:2]
    height, width = picture.shape[:2]
    left, top = drawing.left + right_px, drawing.top + down_px
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + columns), min(height, top + rows)
    if x0 >= x1 or y0 >= y1:
        return
    patch = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    region = picture[y0:y1, x0:x1]
    mixed = region * drawing.through[patch] + drawing.colour[patch]
    np.copyto(region, np.minimum(np.maximum(mixed, 0), 255), casting="unsafe")
