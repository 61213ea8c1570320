"""What is worth having, what is the best under a limit, and what got smaller but slower."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lab_entries import network

from gesture_app.core.lab.entry import Family, Score, Time
from gesture_app.core.lab.front import (
    Axis,
    best_under,
    comparable,
    cost_of,
    main_machine,
    pareto_front,
    smaller_but_slower,
    yardsticks,
)

HERE = "this machine"
SMALL, MIDDLE, LARGE = network("small", 0.6, 5, 10), network("middle", 0.7, 10, 20), network("large", 0.8, 20, 30)
WORSE = network("worse", 0.65, 12, 25)
UNTIMED = network("untimed", 0.9, None, 40)
OTHER = network("other", 0.99, 1, 1, yardstick="digits")
ALL = [LARGE, OTHER, WORSE, UNTIMED, SMALL, MIDDLE]


def test_only_what_was_judged_alike_is_compared_the_cheapest_first():
    assert comparable(ALL, "hands test", Axis.TIME) == [SMALL, MIDDLE, WORSE, LARGE]
    assert comparable(ALL, "hands test", Axis.PARAMS) == [SMALL, MIDDLE, WORSE, LARGE, UNTIMED]
    assert comparable(ALL, "nothing", Axis.TIME) == []


def test_the_yardstick_of_most_networks_comes_first():
    assert yardsticks([*ALL, network("unjudged")]) == ("hands test", "digits")


def test_the_front_leaves_out_what_another_beats_for_less():
    assert pareto_front(comparable(ALL, "hands test", Axis.TIME), Axis.TIME) == [SMALL, MIDDLE, LARGE]


def test_of_equals_the_front_has_one():
    twin = network("twin", 0.6, 5, 10)
    assert len(pareto_front([SMALL, twin], Axis.TIME)) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 100)), max_size=20))
def test_nothing_on_the_front_is_beaten_and_everything_else_is(points):
    entries = [network(f"n{number}", score, ms) for number, (score, ms) in enumerate(points)]
    front = pareto_front(entries, Axis.TIME)
    for entry in entries:
        no_worse = [one for one in front if one.best_ms <= entry.best_ms and one.score.value >= entry.score.value]
        assert no_worse
        if entry in front:
            assert no_worse == [entry]


def test_where_less_is_better_the_front_falls():
    perplexities = [Score("perplexity", value, "text", is_higher_better=False) for value in (9.0, 7.0)]
    cheap, dear = network("cheap", None, 1), network("dear", None, 2)
    cheap, dear = (replaced(one, score) for one, score in zip((cheap, dear), perplexities, strict=True))
    assert pareto_front([cheap, dear], Axis.TIME) == [cheap, dear]
    assert best_under([cheap, dear], "text", 5, HERE) == dear


def replaced(entry, score):
    return replace(entry, score=score)


def test_the_best_under_a_limit_is_the_best_of_those_that_are_fast_enough():
    assert best_under(ALL, "hands test", 16.7, HERE) == MIDDLE
    assert best_under(ALL, "hands test", 20, HERE) == LARGE
    assert best_under(ALL, "hands test", 1, HERE) is None


def test_a_time_of_another_machine_answers_for_that_one_only():
    elsewhere = network("elsewhere", 0.9, 1, 10, timed_on="another machine")
    assert best_under([*ALL, elsewhere], "hands test", 16.7, HERE) == MIDDLE
    assert best_under([*ALL, elsewhere], "hands test", 16.7, "another machine") == elsewhere


def test_the_times_that_count_are_those_of_this_machine_else_those_of_most():
    others = [network(name, 0.5, 1, timed_on=name[0]) for name in ("a1", "b1", "b2")]
    assert main_machine([*others, SMALL], HERE) == HERE
    assert main_machine(others, HERE) == "b"
    assert main_machine([UNTIMED], HERE) == HERE


def test_yardsticks_of_detectors_come_first():
    cells = [network(f"c{number}", 0.5, yardstick="skills", family=Family.LANGUAGE) for number in range(9)]
    assert yardsticks([*cells, *ALL]) == ("hands test", "digits", "skills")


def test_smaller_but_slower_names_the_larger_that_is_faster():
    slow = network("slow", 0.6, 25, 10)
    assert smaller_but_slower([slow, *ALL])["slow"] == LARGE
    assert smaller_but_slower([SMALL, MIDDLE, LARGE]) == {}


def test_times_of_other_machines_and_those_within_the_noise_say_nothing():
    elsewhere = network("elsewhere", 0.6, 25, 10, timed_on="another machine")
    close = network("close", 0.6, 20.1, 10)
    assert smaller_but_slower([elsewhere, close, LARGE]) == {}


def test_zeros_do_not_count_as_weights():
    sparse = network("sparse", 0.7, 30, 30, nonzeros=3)
    dense = network("dense", 0.8, 20, 30, nonzeros=30)
    assert smaller_but_slower([sparse, dense]) == {"sparse": dense}


def test_networks_that_nobody_judged_are_held_against_their_own_kind_only():
    slow, fast = network("slow", None, 30, 10), network("fast", None, 20, 30)
    assert smaller_but_slower([slow, fast]) == {"slow": fast}
    assert smaller_but_slower([slow, replace(fast, family=Family.CNN)]) == {}


NETWORKS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6)), max_size=12)


@given(NETWORKS)
def test_smaller_but_slower_is_what_looking_at_every_pair_finds(facts):
    entries = [
        replace(
            network(f"n{number}", 0.5, None, params), times={"onnx": Time(onnx, onnx), "openvino": Time(vino, vino)}
        )
        for number, (params, onnx, vino) in enumerate(facts)
    ]
    expected = {}
    for entry in entries:
        faster = [
            one
            for one in entries
            if one.cost.params > entry.cost.params
            and any(one.times[way].p50_ms < 0.98 * entry.times[way].p50_ms for way in one.times)
        ]
        if faster:
            expected[entry.key] = max(one.cost.params for one in faster)
    assert {key: one.cost.params for key, one in smaller_but_slower(entries).items()} == expected


def test_every_axis_has_a_cost():
    entry = network("whole", 0.5, 1.5, 2, nonzeros=1, macs=3, file_bytes=4)
    assert [cost_of(entry, axis) for axis in Axis] == [1.5, 3, 2, 1, 4]
