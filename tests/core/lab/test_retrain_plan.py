"""What the command tells of a folder is understood, or refused in a sentence."""

from __future__ import annotations

import json

import pytest

from gesture_app.core.errors import LabError
from gesture_app.core.lab.retrain_plan import read_plan

TOLD = {
    "way": "train", "steps": ["check", "export"], "names": ["palm", "fist"], "new": [], "lost": ["rock"],
    "check": {"hands": {"palm": 30}, "faults": {"outside": 2}, "left_out": 1},
    "split": {"train": 20, "val": 10, "by": "chance"},
}  # fmt: skip


def test_a_plan_is_understood() -> None:
    plan = read_plan(json.dumps(TOLD))
    assert (plan.is_added, plan.steps, plan.wanted, plan.lost) == (
        False,
        ("check", "export"),
        ("palm", "fist"),
        ("rock",),
    )
    assert (plan.train, plan.val, plan.split_by, plan.left_out) == (20, 10, "chance", 1)
    assert plan.few == ("fist",)  # of which there is none


def test_only_what_is_new_is_wanted_where_gestures_are_added() -> None:
    plan = read_plan(json.dumps(TOLD | {"way": "extend", "new": ["spider"], "names": ["palm", "spider"]}))
    assert (plan.is_added, plan.wanted) == (True, ("spider",))


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps(TOLD | {"split": {"train": "many"}}), "null"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(LabError, match="What is in the folder cannot be told"):
        read_plan(text)
