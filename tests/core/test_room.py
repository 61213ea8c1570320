from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from gesture_app.core.room import (
    HAND,
    HAND_M,
    LIGHT,
    VIEW,
    Check,
    Finding,
    Level,
    Remedy,
    RoomCheck,
    RoomSample,
    distance_m,
    measure,
    reach,
    sharpness,
)
from gesture_app.core.types import Box, Detection, Frame

SIZE = 200  # pixels of the hand


def picture(brightness: float = 120.0, blur_px: float = 0.0) -> np.ndarray:
    """A frame with a striped square in its middle, which stands for a hand."""
    pixels = np.full((360, 640, 3), brightness, np.float32)
    for left in range(220, 420, 50):
        pixels[80:280, left : left + 25] += 60
    if blur_px:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur_px)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def sample_of(pixels: np.ndarray) -> RoomSample:
    return measure(Frame(pixels, 0, 1.0), (Detection("palm", 0.9, Box(210, 70, 430, 290)),))


def seen(at_s: float = 0.0, light: float = 120.0, share: float | None = 0.3, sharp: float = 0.8) -> RoomSample:
    if share is None:
        return RoomSample(at_s, light, None, None, None)
    return RoomSample(at_s, light, light, sharp, share)


def checked(fps: tuple[float, float] | None = (30.0, 30.0), **what: float) -> dict[Check, Finding]:
    """What is found when the same is seen for a second."""
    check = RoomCheck()
    for number in range(20):
        check.add(seen(number * 0.05, **what))
        if fps is not None:
            check.note_rates(number * 0.05, *fps)
    return {finding.check: finding for finding in check.findings()}


def test_without_a_hand_only_the_light_is_measured() -> None:
    sample = measure(Frame(picture(100.0), 0, 3.0), ())
    assert sample.at_s == 3.0
    assert sample.light == pytest.approx(109, abs=6)
    assert (sample.hand_light, sample.sharpness, sample.hand_share) == (None, None, None)


def test_the_clearest_hand_is_measured() -> None:
    far, near = Detection("palm", 0.4, Box(0, 0, 20, 20)), Detection("palm", 0.9, Box(0, 0, 180, 180))
    assert measure(Frame(picture(), 0, 0.0), (far, near)).hand_share == pytest.approx(0.5)


def test_blur_lowers_the_sharpness_and_light_does_not() -> None:
    sharp, dim, soft = (sample_of(picture(*what)).sharpness for what in ((120,), (30,), (120, 12.0)))
    assert sharp is not None
    assert dim == pytest.approx(sharp, abs=0.02)
    assert soft is not None
    assert soft < 0.5 * sharp


def test_an_even_or_tiny_patch_tells_nothing_of_sharpness() -> None:
    assert sharpness(np.full((50, 50), 90, np.float32), 50) is None
    assert sharpness(np.zeros((3, 3), np.float32), 200) is None


def test_a_box_outside_the_picture_is_no_error() -> None:
    sample = measure(Frame(picture(), 0, 0.0), (Detection("palm", 0.9, Box(700, 400, 800, 500)),))
    assert (sample.hand_light, sample.sharpness) == (None, None)


def test_a_good_room_needs_no_remedy() -> None:
    found = checked()
    assert set(found) == set(Check)
    assert {(finding.level, finding.remedy) for finding in found.values()} == {(Level.GOOD, None)}


@pytest.mark.parametrize(
    ("what", "fps", "check", "level", "remedy"),
    [
        pytest.param({"light": 45.0}, (30, 30), Check.LIGHT, Level.FAIR, Remedy.MORE_LIGHT, id="dim"),
        pytest.param({"light": 12.0}, (30, 30), Check.LIGHT, Level.BAD, Remedy.MORE_LIGHT, id="dark"),
        pytest.param({"sharp": 0.3}, (30, 30), Check.SHARPNESS, Level.BAD, Remedy.CLEAN_LENS, id="blurred"),
        pytest.param({"share": 0.11}, (30, 30), Check.HAND, Level.FAIR, Remedy.NEARER, id="far"),
        pytest.param({"share": 0.04}, (30, 30), Check.HAND, Level.BAD, Remedy.NEARER, id="very far"),
        pytest.param({"share": 0.9}, (30, 30), Check.HAND, Level.FAIR, Remedy.FARTHER, id="too near"),
        pytest.param({}, (30, 8), Check.RATE, Level.BAD, Remedy.FASTER_MODEL, id="slow network"),
        pytest.param({}, (15, 15), Check.RATE, Level.FAIR, Remedy.OTHER_CAMERA, id="slow camera"),
        pytest.param({"light": 40}, (9, 9), Check.RATE, Level.BAD, Remedy.LIGHT_FOR_RATE, id="slowed by the dark"),
    ],
)
def test_each_fault_has_its_own_remedy(
    what: dict[str, float], fps: tuple[float, float], check: Check, level: Level, remedy: Remedy
) -> None:
    finding = checked(fps, **what)[check]
    assert (finding.level, finding.remedy) == (level, remedy)


def test_a_hand_that_is_a_shadow_is_lit_from_behind() -> None:
    check = RoomCheck()
    for number in range(10):
        check.add(RoomSample(number * 0.1, 160.0, 50.0, 0.8, 0.3))
    (light, *_) = check.findings()
    assert (light.level, light.remedy) == (Level.FAIR, Remedy.LIGHT_IN_FRONT)


def test_nothing_is_said_too_soon_and_the_rate_waits_for_a_hand() -> None:
    check = RoomCheck()
    check.add(seen(0.0))
    assert check.findings() == ()
    for number in range(10):
        check.add(seen(number * 0.1, share=None))
        check.note_rates(number * 0.1, 5.0, 5.0)  # a sleepy camera, looked at rarely
    assert [finding.check for finding in check.findings()] == [Check.LIGHT]
    assert not check.is_complete


def test_what_is_old_is_forgotten() -> None:
    check = RoomCheck()
    for number in range(100):
        check.add(seen(number * 0.1, light=10.0 if number < 60 else 150.0))
    assert check.findings()[0].value == 150.0


def test_another_source_starts_over() -> None:
    check = RoomCheck()
    for number in range(10):
        check.add(seen(100 + number * 0.1))
    check.add(seen(0.0))
    assert check.findings() == ()


def test_twice_as_far_is_half_as_large_and_the_reach_ends_where_hands_become_too_small() -> None:
    assert distance_m(0.1) == pytest.approx(2 * distance_m(0.2))
    assert distance_m(HAND_M / VIEW) == pytest.approx(1.0)
    assert reach(2 * HAND.fair) == pytest.approx(2.0)


def test_limits_hold_at_their_own_value() -> None:
    assert LIGHT.level(LIGHT.good) is Level.GOOD
    assert LIGHT.level(math.nextafter(LIGHT.good, 0)) is Level.FAIR
    assert LIGHT.level(math.nextafter(LIGHT.fair, 0)) is Level.BAD
