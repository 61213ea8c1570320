"""The figures of a network in words, in the way the user's language writes numbers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QGuiApplication

from gesture_app.core.lab.entry import Entry, Family, Score
from gesture_app.core.lab.front import Axis, cost_of
from gesture_app.core.lab.verdicts import Verdict

NOTHING = "–"
_FROM_LEFT, _END = "\u2066", "\u2069"  # Unicode's LEFT-TO-RIGHT ISOLATE and POP DIRECTIONAL ISOLATE
_STEPS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def family_words() -> dict[Family, str]:
    """What networks are; to be kept by whoever needs the words of many, until these are shown anew."""
    return {
        Family.DETECTOR: QCoreApplication.translate("Lab", "Detector"),
        Family.MLP: QCoreApplication.translate("Lab", "Perceptron"),
        Family.CNN: QCoreApplication.translate("Lab", "Convolutional"),
        Family.RNN: QCoreApplication.translate("Lab", "Recurrent"),
        Family.VIT: QCoreApplication.translate("Lab", "Vision transformer"),
        Family.LANGUAGE: QCoreApplication.translate("Lab", "Language model"),
        Family.DIFFUSION: QCoreApplication.translate("Lab", "Diffusion"),
        Family.GRAPH: QCoreApplication.translate("Lab", "ONNX graph"),
        Family.OTHER: QCoreApplication.translate("Lab", "Other"),
    }


def family_word(family: Family) -> str:
    """What a network is."""
    return family_words()[family]


def verdict_word(verdict: Verdict) -> str:
    """What testing a paper came to."""
    return {
        Verdict.REPRODUCED: QCoreApplication.translate("Lab", "reproduced"),
        Verdict.PARTLY: QCoreApplication.translate("Lab", "partly reproduced"),
        Verdict.NOT_REPRODUCED: QCoreApplication.translate("Lab", "not reproduced"),
        Verdict.NOT_TESTABLE: QCoreApplication.translate("Lab", "not testable at this scale"),
        Verdict.UNFINISHED: QCoreApplication.translate("Lab", "not finished"),
    }[verdict]


def axis_word(axis: Axis) -> str:
    """What a cost is."""
    return {
        Axis.TIME: QCoreApplication.translate("Lab", "Time for one picture, ms"),
        Axis.MACS: QCoreApplication.translate("Lab", "Multiply-accumulates"),
        Axis.PARAMS: QCoreApplication.translate("Lab", "Parameters"),
        Axis.NONZEROS: QCoreApplication.translate("Lab", "Weights that are not zero"),
        Axis.BYTES: QCoreApplication.translate("Lab", "Size on disk, bytes"),
    }[axis]


def machine_word(machine: str) -> str:
    """What a machine is called; reports of other origin may not say."""
    return machine or QCoreApplication.translate("Lab", "a machine without a name")


def in_order(text: str) -> str:
    """Figures as they are, where one reads from the right, too: else "64 → 32" would be read the other way round."""
    return f"{_FROM_LEFT}{text}{_END}" if QGuiApplication.isRightToLeft() else text


def cost_text(entry: Entry, axis: Axis) -> str:
    """A cost with its unit."""
    value = cost_of(entry, axis)
    if value is None:
        return NOTHING
    match axis:
        case Axis.TIME:
            return in_order(f"{QLocale().toString(float(value), 'f', 2 if value < 10 else 1)} ms")
        case Axis.BYTES:
            return in_order(f"{short_number(value)}B" if value >= 1e3 else f"{short_number(value)} B")
    return in_order(short_number(value))


def score_text(score: Score | None) -> str:
    """A score, with its spread over the seeds where there are several."""
    if score is None:
        return NOTHING
    text = QLocale().toString(score.value, "f", 3)
    return text if score.spread is None else in_order(f"{text} ± {QLocale().toString(score.spread, 'f', 3)}")


def short_number(value: float) -> str:
    """Three digits and a factor: "2.11 M"."""
    for step, letter in _STEPS:
        if value >= step:
            digits = 2 if value < 10 * step else 1 if value < 100 * step else 0
            return f"{QLocale().toString(value / step, 'f', digits)} {letter}"
    return QLocale().toString(float(value), "g", 4)
