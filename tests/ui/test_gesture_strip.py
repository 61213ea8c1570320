from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gesture_app.core import gates
from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.gestures import Gesture
from gesture_app.core.types import Box, Command, Decision, Gate, GateName, Order, Phase
from gesture_app.ui.armed_badge import ArmedBadge
from gesture_app.ui.gesture_strip import GestureStrip, leading
from gesture_app.ui.hold_ring import HoldRing
from gesture_app.ui.theme import Theme

HOLD = Gate(GateName.HOLD, "hold 280 ms more", 280)


def decision(
    gesture: str = "palm", phase: Phase = Phase.HELD, gate: Gate | None = HOLD, progress: float = 0.6, hand: int = 1
) -> Decision:
    order = Order(Command.PLAY_PAUSE) if phase is Phase.FIRED else None
    return Decision(0.0, hand, gesture, 0.8, phase, gate, order, progress, Box(0, 0, 10, 10))


@pytest.fixture
def strip(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> GestureStrip:
    strip = GestureStrip(theme, vocabulary)
    qtbot.addWidget(strip)
    return strip


def words(strip: GestureStrip) -> list[str]:
    return [label.text() for label in strip.findChildren(QLabel) if label.objectName()]


def test_a_held_gesture_says_its_name_what_it_will_do_and_what_is_missing(strip: GestureStrip) -> None:
    strip.show_decision(decision())
    assert words(strip) == ["Open palm", "Play or pause", "Keep holding · hold 280 ms more"]


def test_the_users_binding_is_what_it_will_do(strip: GestureStrip) -> None:
    strip.set_bindings(Bindings([Binding("palm", "Open palm", Command.MUTE)]))
    strip.show_decision(decision())
    assert words(strip)[1] == "Mute"


def test_a_swipe_says_how_it_comes_along_and_what_it_lacked(strip: GestureStrip) -> None:
    lacks = Gate(GateName.MOTION, "swipe 0.8 of 1.5 hand sizes", 0.4)
    strip.show_decision(decision("swipe_left", gate=lacks))
    assert words(strip) == ["Swipe left", "", "Go on, then rest · swipe 0.8 of 1.5 hand sizes"]
    strip.show_decision(decision("swipe_left", phase=Phase.SEEN, gate=lacks))
    assert words(strip)[2] == "Not quite a swipe · swipe 0.8 of 1.5 hand sizes"


def test_a_swipe_that_was_sent_is_not_overwritten_by_the_hand_that_made_it(strip: GestureStrip) -> None:
    strip.show_fired(decision("swipe_left", phase=Phase.FIRED, gate=None))
    strip.show_decision(decision("palm", gate=gates.RELEASE))
    assert words(strip) == ["Swipe left", "Play or pause", "Sent"]


def test_without_a_hand_it_says_what_to_do(strip: GestureStrip) -> None:
    strip.show_decision(decision())
    strip.show_decision(None)
    assert words(strip) == ["No hand", "", "Show a hand to the camera."]


def test_a_gesture_that_the_vocabulary_lacks_is_shown_by_its_label(strip: GestureStrip) -> None:
    strip.show_decision(decision("wave", gate=gates.UNBOUND))
    assert words(strip) == ["wave", "", "Does nothing"]


@pytest.mark.parametrize(
    ("phase", "gate", "advice"),
    [
        (Phase.SEEN, gates.arming_gate("Open palm", 400), "Not armed · show the open palm first"),
        (Phase.HELD, Gate(GateName.ARMING, "arming 120 ms left", 120), "Keep holding · arming 120 ms left"),
        (Phase.COOLING, gates.RELEASE, "Lower the hand to go again"),
        (Phase.HELD, gates.UNTIL_RELEASE, "Goes on while you hold it"),
    ],
)
def test_the_advice_fits_what_the_hand_is_doing(strip: GestureStrip, phase: Phase, gate: Gate, advice: str) -> None:
    strip.show_decision(decision(phase=phase, gate=gate))
    assert words(strip)[2] == advice


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_an_icon_and_a_word(strip: GestureStrip, command: Command) -> None:
    strip.set_bindings(Bindings([Binding("palm", "Open palm", command)]))
    strip.show_decision(decision())
    (icon,) = (label for label in strip.findChildren(QLabel) if not label.objectName())
    assert not icon.pixmap().isNull()
    assert words(strip)[1]


@pytest.mark.parametrize("gate", list(GateName))
def test_every_gate_has_an_advice_of_its_own(strip: GestureStrip, gate: GateName) -> None:
    strip.show_decision(decision(gate=Gate(gate, "the figures", 1)))
    advice, figures = words(strip)[2].split(" · ")
    assert advice
    assert figures == "the figures"


def test_what_fired_stays_readable_although_the_next_frames_say_other_things(strip: GestureStrip) -> None:
    strip.show_fired(decision(phase=Phase.FIRED, gate=None, progress=1.0))
    strip.show_decision(decision(phase=Phase.COOLING, gate=gates.RELEASE))
    strip.show_decision(None)
    assert words(strip) == ["Open palm", "Play or pause", "Sent"]


def test_another_gesture_takes_over_from_what_fired(strip: GestureStrip) -> None:
    strip.show_fired(decision(phase=Phase.FIRED, gate=None))
    strip.show_decision(decision("peace"))
    assert words(strip)[0] == "Victory"


def test_what_fired_makes_room_after_a_while(strip: GestureStrip, qtbot: QtBot) -> None:
    strip.show_fired(decision(phase=Phase.FIRED, gate=None))
    strip.show_decision(decision())
    assert words(strip)[2] == "Sent"
    qtbot.waitUntil(lambda: words(strip)[2] == "Keep holding · hold 280 ms more", timeout=3000)


def test_the_hand_that_has_come_furthest_leads() -> None:
    seen = decision(phase=Phase.SEEN, progress=0.9)
    held = decision(phase=Phase.HELD, progress=0.1, hand=2)
    fired = decision(phase=Phase.FIRED, hand=3)
    assert leading((seen, held)) is held
    assert leading((seen, held, fired)) is fired
    assert leading(()) is None


def ring_pixels(ring: HoldRing) -> tuple[QColor, QColor]:
    """The colours at three o'clock and at nine o'clock."""
    image = ring.grab().toImage()
    return image.pixelColor(image.width() - 7, image.height() // 2), image.pixelColor(6, image.height() // 2)


def test_the_ring_fills_clockwise_as_the_hold_goes_on(theme: Theme, qtbot: QtBot) -> None:
    ring = HoldRing(theme)
    qtbot.addWidget(ring)
    ring.show_hold(QImage(), 0.5, has_fired=False)
    assert ring_pixels(ring) == (QColor(theme.colours.accent), QColor(theme.colours.line))
    ring.show_hold(QImage(), 0.5, has_fired=True)
    assert ring_pixels(ring) == (QColor(theme.colours.accent), QColor(theme.colours.accent))


def test_the_ring_shows_the_gestures_own_picture(theme: Theme, qtbot: QtBot) -> None:
    ring = HoldRing(theme)
    qtbot.addWidget(ring)
    picture = QImage(8, 8, QImage.Format.Format_RGBA8888)
    picture.fill(QColor("red"))
    ring.show_hold(picture, 0.0, has_fired=False)
    image = ring.grab().toImage()
    assert image.pixelColor(image.rect().center()) == QColor("red")


@pytest.mark.parametrize(
    ("left_s", "text"),
    [(None, "Not armed"), (4.2, "Armed · 5 s"), (math.inf, "Armed")],
)
def test_the_badge_says_how_long_orders_are_still_taken(
    theme: Theme, qtbot: QtBot, left_s: float | None, text: str
) -> None:
    badge = ArmedBadge(theme)
    qtbot.addWidget(badge)
    badge.show_armed(left_s, 6.0)
    assert badge.accessibleName() == text


def test_the_badges_bar_is_as_long_as_the_time_that_is_left(theme: Theme, qtbot: QtBot) -> None:
    badge = ArmedBadge(theme)
    qtbot.addWidget(badge)
    badge.show_armed(3.0, 6.0)
    image = badge.grab().toImage()
    y = image.height() - 2
    assert image.pixelColor(image.width() // 4, y) == QColor(theme.colours.accent)
    assert image.pixelColor(image.width() * 3 // 4, y) == QColor(theme.colours.line)
