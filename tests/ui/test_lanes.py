from __future__ import annotations

import pytest
from film import SIZE_PX, film

from gesture_app.core.bindings import default_bindings
from gesture_app.core.gestures import read_vocabulary
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.replay import decide
from gesture_app.core.settings import EngineSettings
from gesture_app.ui.lanes import Stretch, curves, lanes_of, nearest, stretches


def decided(word: str) -> list[Moment]:
    """What the engine thinks of a hand that does what the letters say, a tenth of a second each."""
    seen = [Sighting(moment.at_s, SIZE_PX, moment.detections) for moment in film(word, fps=30)]
    return list(decide(seen, EngineSettings(), default_bindings(read_vocabulary(vocabulary_file()))))


def test_a_palm_that_arms_and_a_victory_that_fires_are_seen_in_every_lane() -> None:
    lanes = lanes_of(decided("ppppppvvvvvvvvvvv"))
    assert [stretch.value.gesture for stretch in lanes.vote if stretch.value.is_won] == ["palm", "peace"]
    (armed,) = lanes.armed
    assert armed.start_s == pytest.approx(0.4, abs=0.1)
    assert len(lanes.hold) >= 2
    assert all(0 <= share <= 1 for curve in (*lanes.hold, *lanes.score) for _, share in curve)
    (cooling,) = lanes.cooldown
    assert cooling.start_s > 1.0


def test_a_hand_that_is_doubted_is_no_winner() -> None:
    seen = [Sighting(moment.at_s, SIZE_PX, moment.detections) for moment in film("pp", fps=30, score=0.3)]
    lanes = lanes_of(list(decide(seen, EngineSettings(), default_bindings(read_vocabulary(vocabulary_file())))))
    assert [stretch.value.is_won for stretch in lanes.vote] == [False]
    assert lanes.armed == lanes.hold == lanes.cooldown == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([(0, "a"), (0.1, "a"), (0.2, "b")], [(0, 0.1, "a"), (0.2, 0.2, "b")], id="another value"),
        pytest.param([(0, "a"), (0.1, None), (0.2, "a")], [(0, 0, "a"), (0.2, 0.2, "a")], id="nothing in between"),
        pytest.param([(0, "a"), (5, "a")], [(0, 0, "a"), (5, 5, "a")], id="too far apart"),
    ],
)
def test_neighbours_are_joined(
    values: list[tuple[float, str | None]], expected: list[tuple[float, float, str]]
) -> None:
    assert list(stretches(values)) == [Stretch(*one) for one in expected]


def test_a_curve_breaks_where_there_is_nothing() -> None:
    assert curves([(0, 0.1), (0.1, 0.2), (0.2, None), (0.3, 0.4), (9, 0.5)]) == (
        ((0, 0.1), (0.1, 0.2)),
        ((0.3, 0.4),),
        ((9, 0.5),),
    )


def test_the_nearest_moment_is_found() -> None:
    moments = decided("pp")
    assert nearest(moments, 0.11, lambda moment: moment.at_s) in moments
    assert nearest([], 0.11, lambda moment: moment.at_s) is None
