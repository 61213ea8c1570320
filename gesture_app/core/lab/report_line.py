"""One line of the suite's reports, checked where it is read, so that whoever works with it meets no surprise."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Family, Time, finite, whole

Facts = Mapping[str, Any]  # a JSON object

_AMOUNTS = {"pruning_ratio": "of channels", "sparsity": "of weights"}
_PRECISIONS = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}  # as torch calls them, and everybody else
_KINDS = {
    **dict.fromkeys(("run", "method", "arm", "task", "family", "score_name"), str),
    **dict.fromkeys(("dense", "pruned"), dict),
    "seed": int,
    "is_higher_better": bool,
}
_WRONG = {
    str: "no text",
    dict: "no table",
    int: "no whole number",
    float: "no number",
    bool: "neither true nor false",
    Time: "no time",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a line says of one network; None where nobody counted, or where a score is no finite number."""

    score: float | None
    params: int | None
    nonzeros: int | None
    macs: int | None
    dense_bytes: int | None
    times: Mapping[str, Time]  # by engine


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One seed of one run: a network before and after."""

    run: str
    method: str
    arm: str
    task: str
    family: Family
    seed: int
    score_name: str
    is_higher_better: bool
    amount: str  # how much is gone, in words: what was reached, where that was looked up
    dense: Figures
    pruned: Figures
    machine: str  # on which it was timed; empty where the line does not say
    precision: str  # of the weights, such as "fp32"


def report_line(row: str) -> ReportLine:
    """Read a line.

    Raises:
        LabError: It is none; the message says what is wrong with it in a few words, without a full stop.
    """
    facts = _object(row)
    for name, kind in _KINDS.items():
        if not isinstance(facts.get(name), kind):
            raise _wrong(facts, name, kind)
    machine = facts.get("machine")
    if not (machine is None or isinstance(machine, str)):
        raise _wrong(facts, "machine", str)
    return ReportLine(
        run=facts["run"],
        method=facts["method"],
        arm=facts["arm"],
        task=facts["task"],
        family=Family(facts["family"]),
        seed=facts["seed"],
        score_name=facts["score_name"],
        is_higher_better=facts["is_higher_better"],
        amount=_amount(facts),
        dense=_figures(facts["dense"], "dense."),
        pruned=_figures(facts["pruned"], "pruned."),
        machine=machine or "",
        precision=_precision(facts),
    )


def _object(row: str) -> Facts:
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise LabError("it is no JSON object")
    return value


def _figures(facts: Facts, above: str) -> Figures:
    """The figures of one network.

    Args:
        above: What stands before the names of its fields in a complaint: "dense.".
    """
    return Figures(
        score=_score(facts, above),
        params=_count(facts, "params", above),
        nonzeros=_count(facts, "nonzeros", above),
        macs=_count(facts, "macs", above),
        dense_bytes=_count(facts, "dense_bytes", above),
        times=_times(facts, above),
    )


def _count(facts: Facts, name: str, above: str) -> int | None:
    value: int | None = facts.get(name)
    if value is not None and whole(value) is None:
        raise _wrong(facts, name, int, above)
    return value


def _score(facts: Facts, above: str) -> float | None:
    """None for the NaN of a network that came to nothing, too."""
    score = facts.get("score")
    if score is None or (isinstance(score, float) and not math.isfinite(score)):
        return None
    return _number(facts, "score", above)


def _times(facts: Facts, above: str) -> dict[str, Time]:
    latency = facts.get("latency")
    if latency is None:
        return {}
    if not isinstance(latency, dict):
        raise _wrong(facts, "latency", dict, above)
    return {engine: _time(latency, engine, f"{above}latency.") for engine in latency}


def _time(latency: Facts, engine: str, above: str) -> Time:
    facts, within = latency[engine], f"{above}{engine}."
    if not isinstance(facts, dict):
        raise _wrong(latency, engine, dict, above)
    p50_ms, p95_ms = (_number(facts, name, within) for name in ("p50_ms", "p95_ms"))
    try:
        return Time(p50_ms, p95_ms)
    except ValueError:
        raise _wrong(latency, engine, Time, above) from None


def _number(facts: Facts, name: str, above: str = "") -> float:
    if (number := finite(facts.get(name))) is None:
        raise _wrong(facts, name, float, above)
    return number


def _amount(facts: Facts) -> str:
    share = _number(facts, "amount" if facts.get("reached") is None else "reached")
    return f"{100 * share:.0f} % {_AMOUNTS.get(str(facts.get('amount_name')), 'pruned')}"


def _precision(facts: Facts) -> str:
    """Lines of before it could be chosen do not say it: all were run in full precision."""
    name = str(facts.get("precision", "float32"))
    return _PRECISIONS.get(name, name)


def _wrong(facts: Facts, name: str, kind: type, above: str = "") -> LabError:
    """What is wrong with a field that is not of this kind."""
    field, what = above + name, _WRONG[kind]
    return LabError(f"the value of {field} is {what}" if name in facts else f"there is no {field}")
