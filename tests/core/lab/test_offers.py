"""What can be pruned is read from what the suite lists; nothing of it is loaded here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.offers import other_subject, subjects_of
from gesture_app.core.lab.verdicts import Verdict


def method(name: str, tasks: list[str], **settings: Any) -> dict[str, Any]:
    return {"name": name, "title": name.upper(), "paper": "Somebody 2020", "sentence": "It removes.",
            "amount_name": "pruning_ratio", "usual_amount": 0.5, "tasks": tasks, "settings": settings}  # fmt: skip


TASKS = [{"name": name, "title": name, "family": family, "data": ""} for name, family in (("a", "cnn"), ("b", "vit"))]
VERDICTS = {"both": Verdict.PARTLY}
DETECTORS = {"weights": [{"name": "default", "title": "Hands"}], "methods": [method("taylor", [], recover=1)]}


def test_only_methods_that_fit_are_offered_and_detectors_come_first() -> None:
    methods = [method("one", ["a"], recover=0.5), method("both", ["a", "b"])]
    subjects = subjects_of(json.dumps({"methods": methods, "tasks": TASKS, "detectors": DETECTORS}), VERDICTS)
    assert [(one.name, one.family, [m.name for m in one.methods]) for one in subjects] == [
        ("default", Family.DETECTOR, ["taylor"]),
        ("a", Family.CNN, ["one", "both"]),
        ("b", Family.VIT, ["both"]),
    ]
    assert subjects[1].method("one").no_recovery == "settings.recover=0"
    assert subjects[1].method("both").no_recovery == ""
    assert subjects[2].method("one") is None
    assert [(one.name, one.verdict) for one in subjects[1].methods] == [("one", None), ("both", Verdict.PARTLY)]


@pytest.mark.parametrize("printed", ["", "[]", "{}", '{"methods": [{}], "tasks": []}'])
def test_what_is_no_list_is_a_sentence(printed: str) -> None:
    with pytest.raises(LabError, match="gesture-train suite list --json"):
        subjects_of(printed, {})


def test_a_network_from_outside_gets_the_suites_methods_that_fit_it() -> None:
    methods = [method("one", ["a"]), method("both", ["a", "b"])]
    subjects = subjects_of(json.dumps({"methods": methods, "tasks": TASKS, "detectors": DETECTORS}), {})
    told = {"name": "x.onnx", "title": "x", "family": "graph", "data": "digits", "methods": ["both", "new"]}
    found = other_subject(json.dumps(told), subjects)
    assert (found.name, found.family, [one.name for one in found.methods]) == ("x.onnx", Family.GRAPH, ["both"])
    with pytest.raises(LabError, match="gesture-train suite task"):
        other_subject("{}", subjects)
