"""Two networks layer by layer: what is saved, what is shown, and what did not become faster."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import pytest
from lab_layers import diff, layer, network

from gesture_app.core.errors import LabError
from gesture_app.core.lab.layers import LayersWish, Quantity, Shown, read_diff
from gesture_app.core.lab.layers_text import layers_csv
from gesture_app.core.paths import models_folder

PAIRS = [[0, 0], [1, 1], [2, None], [None, 2]]
LEFT = network(
    layer("first", channels=16, params=100, macs=1000, time_ms=1.0, group=1),
    layer("second", channels=32, params=200, macs=2000, time_ms=2.0, group=2, touches=[1, 2]),
    layer("gone", operator="Gemm", channels=8, params=50, macs=50, time_ms=0.5, touches=[2]),
)
RIGHT = network(
    layer("first", channels=8, params=50, macs=500, time_ms=1.2),
    layer("second", channels=16, params=50, macs=500, time_ms=0.8),
    layer("new", operator="Add", channels=16, time_ms=0.1),
)


@pytest.fixture
def told() -> dict[str, Any]:
    return diff(LEFT, RIGHT, PAIRS)


def names(rows) -> list[str]:
    return [row.named.name for row in rows]


def test_the_command_is_the_one_that_is_run() -> None:
    wish = LayersWish(Path("a b.onnx"), Path("c.onnx"))
    assert wish.arguments == ("layers", "a b.onnx", "--against", "c.onnx", "--json")
    assert wish.command == "gesture-train layers 'a b.onnx' --against c.onnx"
    shipped = LayersWish(models_folder() / "accurate" / "model.onnx", models_folder() / "default" / "model.onnx")
    assert shipped.command == "gesture-train layers accurate --against default"


def test_what_is_saved_counts_layers_that_are_gone(told: dict[str, Any]) -> None:
    found = read_diff(json.dumps(told))
    assert [row.saved(Quantity.MACS) for row in found.rows] == [500, 1500, 50, 0]
    assert [row.saved(Quantity.CHANNELS) for row in found.rows] == [8, 16, 8, -16]
    assert found.largest(Quantity.MACS) == 2000
    assert (found.left.channels, found.right.channels) == (56, 24)  # what only adds has none of its own
    assert (found.left.macs, found.right.macs) == (3050, 1000)
    assert found.left.time_ms == pytest.approx(3.5)


def test_a_layer_that_multiplies_less_and_takes_as_long_is_named(told: dict[str, Any]) -> None:
    assert names(read_diff(json.dumps(told)).not_faster()) == ["first"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"macs": 990, "time_ms": 9.0}, "it hardly multiplies less"),
        ({"time_ms": 0.9}, "it is faster"),
        ({"time_ms": None}, "it was not timed"),
    ],
)
def test_other_layers_are_not(changes: dict[str, Any], why: str) -> None:
    other = network(RIGHT["layers"][0] | changes, *RIGHT["layers"][1:])
    assert read_diff(json.dumps(diff(LEFT, other, PAIRS))).not_faster() == [], why


def test_a_layer_that_takes_no_time_to_speak_of_is_left_alone() -> None:
    tiny = [layer("tiny", macs=100, time_ms=0.001), layer("rest", macs=100, time_ms=9.0)]
    smaller = [layer("tiny", macs=50, time_ms=0.002), layer("rest", macs=100, time_ms=9.0)]
    found = read_diff(json.dumps(diff(network(*tiny), network(*smaller), [[0, 0], [1, 1]])))
    assert found.not_faster() == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown.ALL, ["first", "second", "gone", "new"]),
        (Shown.WEIGHTED, ["first", "second", "gone"]),
        (Shown.CHANGED, ["first", "second", "gone", "new"]),
        (Shown.NOT_FASTER, ["first"]),
        (Shown.LONE, ["gone", "new"]),
    ],
)
def test_rows_are_chosen(told: dict[str, Any], shown: Shown, expected: list[str]) -> None:
    assert names(read_diff(json.dumps(told)).shown(shown, [])) == expected


def test_rows_are_searched_by_name_and_operator(told: dict[str, Any]) -> None:
    found = read_diff(json.dumps(told))
    assert names(found.shown(Shown.ALL, ["gemm"])) == ["gone"]
    assert names(found.shown(Shown.ALL, ["second", "conv"])) == ["second"]
    assert found.shown(Shown.ALL, ["nobody"]) == []


def test_a_network_beside_itself_differs_in_nothing() -> None:
    found = read_diff(json.dumps(diff(LEFT, LEFT, [[0, 0], [1, 1], [2, 2]])))
    assert all(row.saved(quantity) == 0 for row in found.rows for quantity in Quantity)
    assert found.shown(Shown.CHANGED, []) == found.shown(Shown.LONE, []) == found.not_faster() == []


def test_the_channels_of_a_group_flow_through_the_layers_that_touch_it(told: dict[str, Any]) -> None:
    first, second, gone, new = read_diff(json.dumps(told)).rows
    assert [row.carries(1) for row in (first, second, gone, new)] == [True, True, False, False]
    assert [row.carries(2) for row in (first, second, gone, new)] == [False, True, True, False]
    assert not any(row.carries(None) for row in (first, new))


@pytest.mark.parametrize("damage", ["networks", "pairs", "text"])
def test_what_the_command_did_not_print_is_refused(told: dict[str, Any], damage: str) -> None:
    text = "miaow" if damage == "text" else json.dumps({key: value for key, value in told.items() if key != damage})
    with pytest.raises(LabError, match="run the command in a terminal"):
        read_diff(text)


def test_every_layer_is_a_line_of_the_table(told: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(layers_csv(read_diff(json.dumps(told))))))
    assert [row["layer"] or row["layer of the other"] for row in rows] == ["first", "second", "gone", "new"]
    assert rows[0]["kernel"] == "3x3"
    assert (rows[0]["macs of left.onnx"], rows[0]["macs of right.onnx"]) == ("1000", "500")
    assert (rows[2]["layer of the other"], rows[2]["time_ms of right.onnx"]) == ("", "")


def test_times_that_were_not_taken_stay_unknown(told: dict[str, Any]) -> None:
    untimed = [layer("a", time_ms=None)]
    told = diff(network(*untimed, time_ms=None), network(*untimed, time_ms=None), [[0, 0]])
    found = read_diff(json.dumps(told))
    assert found.left.time_ms is None
    assert found.rows[0].values(Quantity.TIME) == (None, None)
    assert dataclasses.asdict(found.rows[0])["left"]["time_ms"] is None
