from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from film import SIZE_PX, film
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gesture_app.core.bindings import default_bindings
from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.order_changes import orders_of
from gesture_app.core.replay import decide
from gesture_app.core.settings import EngineSettings
from gesture_app.ui.theme import GAP_PX, LIGHT, Theme
from gesture_app.ui.timeline import SPAN_S, Film, Timeline, thinned

AFFORDABLE_MS = 50  # of the processor's time; a tenth of that on an idle machine


def filmed(vocabulary: Mapping[str, Gesture], word: str, fps: float = 30) -> Film:
    """What the engine thinks of a hand that does what the letters say, a tenth of a second each."""
    seen = [Sighting(moment.at_s, SIZE_PX, moment.detections) for moment in film(word, fps=fps)]
    moments = list(decide(seen, EngineSettings(), default_bindings(vocabulary)))
    return Film(moments, moments[-1].at_s, moments[-1].at_s, 0.6, tuple(orders_of(moments)))


@pytest.fixture
def timeline(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> Timeline:
    timeline = Timeline(theme, vocabulary)
    qtbot.addWidget(timeline)
    timeline.resize(1000, 400)
    with qtbot.waitActive(timeline):
        timeline.show()
        timeline.activateWindow()
    timeline.setFocus()
    return timeline


def count(image: QImage, colour: str) -> int:
    wanted = QColor(colour)
    places = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return sum(image.pixelColor(x, y) == wanted for x, y in places)


def test_what_happened_is_painted_in_the_accent_colour(timeline: Timeline, vocabulary: Mapping[str, Gesture]) -> None:
    empty = count(timeline.grab().toImage(), LIGHT.accent)
    timeline.show_film(filmed(vocabulary, "ppppppvvvvvvv" * 5))
    assert count(timeline.grab().toImage(), LIGHT.accent) > empty + 500


def test_the_keyboard_walks_from_moment_to_moment(
    timeline: Timeline, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    shown = filmed(vocabulary, "ppppppvvvvvvv")
    timeline.show_film(shown)
    chosen: list[Moment | None] = []
    timeline.moment_chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left):
        qtbot.keyClick(timeline, key)
    moments = list(shown.moments)
    assert chosen == [moments[0], moments[1], moments[-1], moments[-2]]


def test_the_pointer_chooses_the_moment_below_it_and_none_beside_the_lanes(
    timeline: Timeline, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    shown = filmed(vocabulary, "ppppppvvvvvvv")
    timeline.show_film(shown)
    with qtbot.waitSignal(timeline.moment_chosen) as choice:
        qtbot.mouseMove(timeline, QPoint(timeline.width() - GAP_PX, 100))
    assert choice.args == [shown.moments[-1]]
    with qtbot.waitSignal(timeline.moment_chosen) as choice:
        qtbot.mouseMove(timeline, QPoint(5, 100))
    assert choice.args == [None]


def test_without_moments_the_keyboard_finds_none(timeline: Timeline, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(timeline.moment_chosen):
        qtbot.keyClick(timeline, Qt.Key.Key_Left)


def test_only_what_is_in_the_window_of_time_is_looked_at(timeline: Timeline, vocabulary: Mapping[str, Gesture]) -> None:
    timeline.show_film(filmed(vocabulary, "p" * 300))
    assert timeline.lanes.score[0][0][0] >= 30 - SPAN_S - 0.2


def test_other_orders_have_a_lane_of_their_own(timeline: Timeline, vocabulary: Mapping[str, Gesture]) -> None:
    shown = filmed(vocabulary, "ppppppvvvvvvv")
    timeline.show_film(shown)
    before = timeline.grab().toImage()
    timeline.show_film(Film(shown.moments, shown.end_s, shown.zero_s, 0.6, shown.orders, shown.orders))
    assert timeline.grab().toImage() != before


def test_twenty_seconds_at_sixty_frames_are_cheap_to_paint(
    timeline: Timeline, vocabulary: Mapping[str, Gesture]
) -> None:
    shown = filmed(vocabulary, "ppppppvvvvvvvuuuuuuu" * 10, fps=60)
    timeline.grab()
    began_s = time.thread_time()
    timeline.show_film(shown)
    timeline.grab()
    assert (time.thread_time() - began_s) * 1000 < AFFORDABLE_MS


def test_thinning_keeps_the_ends_of_a_curve() -> None:
    curve = tuple((number / 1000, 0.5) for number in range(1000))
    assert thinned(curve)[0] == curve[0]
    assert thinned(curve)[-1] == curve[-1]
    assert len(thinned(curve)) < 40
    assert thinned(curve[:1]) == (curve[0], curve[0])
