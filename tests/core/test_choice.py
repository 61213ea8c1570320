"""The fastest network that is accurate enough is chosen, by figures that may be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.choice import (
    Rule,
    Setup,
    Timing,
    best_rounds,
    changes,
    choose,
    lost_points,
    setups,
)
from gesture_app.core.errors import ModelError
from gesture_app.core.models import ModelCard
from gesture_app.core.settings import find_row


def timing(model, fps, lost, threads=2):
    return Timing(Setup(model, "onnx", threads), fps, 20.0, 5.0, 6.0, lost)


def card(**metrics):
    return ModelCard("mine", "Mine", Path("model.onnx"), ("palm",), 416, {"data": "hands", "split": "test"} | metrics)


FLOAT = card(map50_95=0.7)


def test_the_fastest_is_chosen_of_those_that_lose_little():
    timings = [timing("float", 50, 0.0), timing("int8", 90, 0.4), timing("tiny", 200, 0.6)]
    assert choose(timings, Rule()).setup.model == "int8"
    assert choose(timings, Rule(may_lose_points=1.0)).setup.model == "tiny"
    assert choose(timings, Rule(may_lose_points=0.0)).setup.model == "float"


def test_a_network_that_gains_is_welcome():
    assert choose([timing("float", 50, 0.0), timing("better", 60, -2.0)], Rule()).setup.model == "better"


def test_of_those_as_fast_the_one_with_the_fewest_threads_is_chosen_then_the_most_accurate():
    timings = [
        timing("a", 100, 0.0, threads=4),
        timing("b", 98, 0.3),
        timing("c", 98, 0.1),
        timing("d", 90, 0.0, threads=1),
    ]
    assert choose(timings, Rule()).setup.model == "c"


@pytest.mark.parametrize("lost", [0.51, None])
def test_no_choice_is_better_than_one_that_loses_too_much_or_nobody_knows_how_much(lost):
    with pytest.raises(ModelError, match=r"at most 0\.5 points of mAP50-95 against float .*--may-lose"):
        choose([timing("fast", 500, lost)], Rule())


def test_losses_are_told_in_points():
    assert lost_points(card(map50_95=0.695), FLOAT) == pytest.approx(0.5)
    assert lost_points(card(map50_95=0.72), FLOAT) == pytest.approx(-2.0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(card(map50_95=0.69, split="val"), id="another split"),
        pytest.param(card(map50_95=0.69, data="my-hands"), id="other pictures"),
        pytest.param(card(), id="never scored"),
        pytest.param(ModelCard("mine", "Mine", Path("m"), (), 416, {"map50_95": 0.69}), id="nobody says on what"),
    ],
)
def test_scores_of_other_pictures_are_not_compared(other):
    assert lost_points(other, FLOAT) is None


def test_of_two_rounds_the_faster_counts():
    first, second = [timing("a", 50, 0.0), timing("b", 80, 0.0)], [timing("b", 70, 0.0), timing("a", 60, 0.0)]
    assert [(best.setup.model, best.fps) for best in best_rounds([first, second])] == [("a", 60), ("b", 80)]


def test_there_are_no_more_threads_than_cores():
    tried = setups(["m"], ["onnx", "openvino"], cores=6)
    assert [setup.threads for setup in tried if setup.engine == "onnx"] == [1, 2, 4]
    assert len(tried) == 6
    assert [setup.threads for setup in setups(["m"], ["onnx"], cores=0)] == [1]


def test_a_choice_is_made_of_settings_that_exist():
    for key, value in changes(Setup("default", "onnx", 2)).items():
        assert isinstance(value, type(find_row(key).default))
