"""What the comparison says: which network is the best under a limit, and where, and what is not in the chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from gesture_app.core.lab.comparison import Comparison, Lack
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.front import Axis, best_under, comparable, main_machine
from gesture_app.ui.lab.figures import cost_text, machine_word, score_text
from gesture_app.ui.words import said


def best_text(entries: Sequence[Entry], yardstick: str, limit_ms: float, here: str) -> str:
    """The best network that is fast enough here; where nobody timed any here, on the machine on which most were."""
    timed = comparable(entries, yardstick, Axis.TIME)
    if not timed:
        return _untimed_text(entries, yardstick)
    machine = main_machine(timed, here)
    best = best_under(timed, yardstick, limit_ms, machine)
    if machine == here:
        words = QCoreApplication.translate("Compare", "Best: {title}, {score} in {time}")
        return _named(words, best) if best else QCoreApplication.translate("Compare", "None is that fast here.")
    untimed = QCoreApplication.translate("Compare", "None was timed on this machine.")
    words = QCoreApplication.translate("Compare", "Best on {machine}: {title}, {score} in {time}")
    none = QCoreApplication.translate("Compare", "None is that fast on {machine}.")
    there = _named(words, best) if best else none.format(machine=machine_word(machine))
    return f"{untimed} {there}"


def chart_text(shown: Comparison, here: str) -> str:
    """What is not in the chart and why, and whose times are; empty where all are there and from here."""
    return " ".join(words for words in (_lack_text(shown), _machine_text(shown, here)) if words)


def _untimed_text(entries: Sequence[Entry], yardstick: str) -> str:
    """Only detectors can be measured here."""
    if any(entry.family is Family.DETECTOR and entry.yardstick == yardstick for entry in entries):
        return QCoreApplication.translate("Compare", "None of them was timed yet; press Measure here.")
    return QCoreApplication.translate("Compare", "None of them was timed yet.")


def _named(words: str, best: Entry) -> str:
    """The words about a network."""
    return words.format(
        title=said(best.title),
        score=score_text(best.score),
        time=cost_text(best, Axis.TIME),
        machine=machine_word(best.timed_on),
    )


def _lack_text(shown: Comparison) -> str:
    words = {
        Lack.SCORE: QCoreApplication.translate("Compare", "{count} without a score"),
        Lack.YARDSTICK: QCoreApplication.translate("Compare", "{count} judged by something else"),
        Lack.COST: QCoreApplication.translate("Compare", "{count} of which nobody knows what they cost"),
    }
    if shown.axis is Axis.TIME:
        words[Lack.COST] = QCoreApplication.translate("Compare", "{count} not timed")
    lacks = shown.lacks()
    reasons = ", ".join(words[lack].format(count=lacks[lack]) for lack in Lack if lacks[lack])
    left_out = QCoreApplication.translate("Compare", "Not in the chart: {reasons}.")
    return left_out.format(reasons=reasons) if reasons else ""


def _machine_text(shown: Comparison, here: str) -> str:
    """Whose times the chart shows, where they are not all from here."""
    if shown.axis is not Axis.TIME or not shown.charted:
        return ""
    parts = []
    if shown.machine != here:
        words = QCoreApplication.translate("Compare", "The times are those of {machine}, not of this machine.")
        parts.append(words.format(machine=machine_word(shown.machine)))
    if elsewhere := sorted({machine_word(entry.timed_on) for entry in shown.apart}):
        words = QCoreApplication.translate("Compare", "A cross was timed on another machine: {machines}.")
        parts.append(words.format(machines="; ".join(elsewhere)))
    return " ".join(parts)
