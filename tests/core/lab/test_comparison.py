"""What is compared holds everything that was picked, and tells what has no point in the chart."""

from __future__ import annotations

from lab_entries import network

from gesture_app.core.lab.comparison import Lack, comparison
from gesture_app.core.lab.front import Axis

HERE = "this machine"
SMALL, LARGE = network("small", 0.6, 5, 10), network("large", 0.8, 20, 30)
UNTIMED, UNJUDGED = network("untimed", 0.7, None, 20), network("unjudged", None, 3, 5)
OTHER = network("other", 0.9, 1, 1, yardstick="digits")
ELSEWHERE = network("elsewhere", 0.9, 2, 40, timed_on="another machine")
ALL = [LARGE, OTHER, UNTIMED, UNJUDGED, ELSEWHERE, SMALL]
HANDS = "hands test"


def test_all_of_a_yardstick_are_listed_those_with_a_point_first():
    found = comparison(ALL, frozenset(), HANDS, Axis.TIME, HERE)
    assert found.charted == [ELSEWHERE, SMALL, LARGE]
    assert found.listed == [ELSEWHERE, SMALL, LARGE, UNTIMED]
    assert dict(found.lacks()) == {Lack.COST: 1}


def test_what_was_picked_is_listed_whatever_is_known_of_it():
    found = comparison(ALL, frozenset({"unjudged", "other", "small"}), HANDS, Axis.TIME, HERE)
    assert found.others == [OTHER, UNTIMED, UNJUDGED]
    assert dict(found.lacks()) == {Lack.YARDSTICK: 1, Lack.COST: 1, Lack.SCORE: 1}


def test_without_a_yardstick_what_nobody_judged_is_listed_only_where_it_was_picked():
    assert comparison([UNJUDGED], frozenset(), "", Axis.TIME, HERE).listed == []
    assert comparison([UNJUDGED], frozenset({"unjudged"}), "", Axis.TIME, HERE).listed == [UNJUDGED]


def test_times_of_other_machines_stand_apart_and_other_costs_do_not():
    assert comparison(ALL, frozenset(), HANDS, Axis.TIME, HERE).apart == [ELSEWHERE]
    assert comparison(ALL, frozenset(), HANDS, Axis.PARAMS, HERE).apart == []
    alone = comparison([ELSEWHERE], frozenset(), HANDS, Axis.TIME, HERE)
    assert (alone.apart, alone.machine) == ([], "another machine")
