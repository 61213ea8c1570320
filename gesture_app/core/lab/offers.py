"""What can be pruned and by what: read from what `gesture-train suite list --json` prints, once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.verdicts import Verdict

LIST = ("suite", "list", "--json")  # after `gesture-train`
# The setting by which a method is told how long to train on after the cut; the others train while they prune, or not
# at all, or cannot do without.
_RECOVER, _NO_RECOVERY = "recover", "settings.recover=0"
_FIRST = "default"  # of the detectors


@dataclass(frozen=True, slots=True)
class Method:
    """A way to prune."""

    name: str
    title: str
    paper: str
    sentence: str  # what it does
    amount_name: str  # "pruning_ratio" or "sparsity"
    usual_amount: float
    no_recovery: str = ""  # KEY=VALUE that turns fine-tuning off; empty where it cannot be
    verdict: Verdict | None = None  # about its paper; None where nothing was tested


@dataclass(frozen=True, slots=True)
class Subject:
    """A network that can be pruned, with the methods that fit it."""

    name: str
    title: str
    family: Family
    data: str  # what it learns from and is judged by
    methods: tuple[Method, ...]

    def method(self, name: str) -> Method | None:
        """The method of a name, if it fits."""
        return next((method for method in self.methods if method.name == name), None)


def subjects_of(printed: str, verdicts: Mapping[str, Verdict]) -> tuple[Subject, ...]:
    """All networks that can be pruned, gesture detectors in front.

    Args:
        verdicts: About the papers of the methods, by the methods' names.

    Raises:
        LabError: Something else was printed.
    """
    try:
        listed = json.loads(printed)
        methods = {
            entry["name"]: (replace(_method(entry), verdict=verdicts.get(entry["name"])), frozenset(entry["tasks"]))
            for entry in listed["methods"]
        }
        detectors = listed.get("detectors", {"weights": [], "methods": []})
        return (*_detectors(detectors), *(_subject(entry, methods) for entry in listed["tasks"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        words = " ".join(("gesture-train", *LIST))
        raise LabError(f"What can be pruned could not be read; run `{words}` in a terminal to see why.") from None


def look_up(address: str) -> tuple[str, ...]:
    """What to ask `gesture-train` about a network from outside."""
    return ("suite", "task", address, "--json")


def other_subject(printed: str, subjects: Iterable[Subject]) -> Subject:
    """A network from outside, from what looking it up printed; `subjects` are those of the suite, with its methods.

    Raises:
        LabError: Something else was printed.
    """
    methods = {
        one.name: one for subject in subjects if subject.family is not Family.DETECTOR for one in subject.methods
    }
    try:
        found = json.loads(printed)
        fitting = tuple(methods[name] for name in found["methods"] if name in methods)
        return Subject(found["name"], found["title"], Family(found["family"]), found["data"], fitting)
    except (ValueError, KeyError, TypeError):
        raise LabError("What that network is could not be read; `gesture-train suite task` tells it, too.") from None


def _detectors(listed: Mapping[str, Any]) -> Sequence[Subject]:
    """The gesture networks whose weights are there."""
    methods = tuple(_method(entry) for entry in listed["methods"])
    found = [Subject(entry["name"], entry["title"], Family.DETECTOR, "", methods) for entry in listed["weights"]]
    return sorted(found, key=lambda subject: subject.name != _FIRST)


def _subject(entry: Mapping[str, Any], methods: Mapping[str, tuple[Method, frozenset[str]]]) -> Subject:
    fitting = tuple(method for method, tasks in methods.values() if entry["name"] in tasks)
    return Subject(entry["name"], entry["title"], Family(entry["family"]), entry["data"], fitting)


def _method(entry: Mapping[str, Any]) -> Method:
    no_recovery = _NO_RECOVERY if _RECOVER in entry.get("settings", {}) else ""
    return Method(
        entry["name"],
        entry["title"],
        entry["paper"],
        entry["sentence"],
        entry["amount_name"],
        float(entry["usual_amount"]),
        no_recovery,
    )
