from __future__ import annotations

import pytest
from film import SIZE_PX, film

from gesture_app.core.audit import (
    Alarms,
    Performance,
    Recall,
    Trial,
    always_armed,
    cheapest,
    choices,
    count_alarms,
    count_obeyed,
    poisson_bound,
    propose,
    trial,
)
from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Sighting
from gesture_app.core.settings import Settings, with_changes
from gesture_app.core.shown import Shown
from gesture_app.core.types import Command

VOCABULARY = {
    "palm": Gesture("palm", "Open palm", "palm", Command.PLAY_PAUSE, hold_ms=700),
    "peace": Gesture("peace", "Victory", "peace", Command.NEXT, hold_ms=500),
    "fist": Gesture("fist", "Fist", "fist"),
}


def sightings(seen, score=0.9):
    """What is seen of a hand that does what the letters say, a tenth of a second each."""
    return [Sighting(moment.at_s, SIZE_PX, moment.detections) for moment in film(seen, fps=30, score=score)]


def alarms(hourly, seconds=3600.0):
    return Alarms(seconds, {"peace": hourly} if hourly else {}, armed=0)


def tried(name, hourly, obeyed, worst=0):
    return Trial((name,), alarms(hourly), alarms(worst), Recall(10, obeyed))


@pytest.mark.parametrize(("count", "bound"), [(0, 2.996), (1, 4.744), (5, 10.513), (100, 118.08)])
def test_the_bound_is_that_of_the_poisson_distribution(count, bound):
    assert poisson_bound(count) == pytest.approx(bound, abs=0.01)


def test_orders_are_counted_by_gesture_and_every_stretch_begins_unarmed():
    armed_then_victory, victory = sightings("pppppp.vvvvvvvv"), sightings("vvvvvvvv" * 4)
    counted = count_alarms([armed_then_victory, victory], Settings(), VOCABULARY)
    assert (counted.orders, counted.armed) == ({"peace": 1}, 1)
    assert counted.seconds == pytest.approx(1.5 + 3.2, abs=0.1)
    assert counted.per_hour == pytest.approx(3600 / counted.seconds)
    assert counted.at_most_per_hour == pytest.approx(4.744 * counted.per_hour, rel=0.01)


def test_an_app_that_is_always_armed_is_the_worst_case():
    victory = sightings("vvvvvvvv.......fffff")
    assert count_alarms([victory], Settings(), VOCABULARY).orders == {}
    assert count_alarms([victory], always_armed(Settings()), VOCABULARY).orders == {"peace": 1}


def test_nothing_seen_is_nothing_ordered():
    assert count_alarms([[]], Settings(), VOCABULARY).per_hour == 0


def test_a_meant_gesture_counts_when_its_own_order_comes_in_its_time():
    seen = sightings("vvvvvvvvvv......vv....fffffffff")
    meant = (Shown("peace", 0.0, 1.0), Shown("peace", 1.6, 1.8), Shown("fist", 2.2, 3.1))
    recall = count_obeyed([Performance(seen, meant)], Settings(), VOCABULARY)
    assert (recall.shown, recall.obeyed, recall.share) == (2, 1, 0.5)  # a fist orders nothing and does not count


def test_an_order_of_another_gesture_does_not_count():
    performance = Performance(sightings("vvvvvvvvvv"), (Shown("palm", 0.0, 1.0),))
    assert count_obeyed([performance], Settings(), VOCABULARY).obeyed == 0


def test_the_settings_as_they_are_and_every_choice_can_be_tried():
    unsure = sightings("pppppp.vvvvvvvv", score=0.65)
    assert trial([unsure], [], Settings(), VOCABULARY).alarms.orders == {"peace": 1}
    stricter = trial([unsure], [], Settings(), VOCABULARY, ("engine.enter_score=0.7",))
    assert (stricter.changes, stricter.alarms.orders) == (("engine.enter_score=0.7",), {})
    for changes in choices("palm"):
        assert with_changes(Settings(), changes) is not None


@pytest.mark.parametrize(
    ("trials", "winner"),
    [
        pytest.param([tried("deaf", 0, 2), tried("keen", 0, 9)], "keen", id="what is obeyed comes first"),
        pytest.param([tried("risky", 0, 9, worst=7), tried("safe", 0, 9, worst=3)], "safe", id="then the worst case"),
        pytest.param([tried("mild", 0, 9), tried("harsh", 0, 9)], "mild", id="then the mildest"),
        pytest.param([], None, id="nothing to choose from"),
    ],
)
def test_the_cheapest_trial(trials, winner):
    chosen = cheapest(trials)
    assert (chosen and chosen.changes[0]) == winner


def test_only_what_reaches_the_target_is_proposed():
    idle = [sightings("p" * 17 + ".vvvvvvvv", score=0.75)]
    meant = [Performance(sightings("vvvvvvvvvv", score=0.75), (Shown("peace", 0.0, 1.0),))]
    proposed = propose(idle, meant, Settings(), VOCABULARY, target_per_hour=1.0)
    # Raising the threshold of all gestures would be as quiet, but lose the sign of victory that was meant.
    assert proposed is not None
    assert proposed.changes == ("bindings.palm.min_score=0.8",)
    assert (proposed.alarms.orders, proposed.recall.obeyed) == ({}, 1)
