"""What a retraining says, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from gesture_app.core.lab.retrain_plan import FEW, RetrainPlan
from gesture_app.core.lab.retrain_progress import Fall, RetrainProgress
from gesture_app.core.lab.retraining import Length, Start

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S


def step_word(step: str) -> str:
    """What a step does; one that a later version added is called as it calls itself."""
    tr = QCoreApplication.translate
    words = {
        "check": tr("Retrain", "Check"),
        "split": tr("Retrain", "Split"),
        "train": tr("Retrain", "Train"),
        "sparse": tr("Retrain", "Sparsify"),
        "search": tr("Retrain", "Search"),
        "prune": tr("Retrain", "Prune"),
        "tune": tr("Retrain", "Tune"),
        "export": tr("Retrain", "Write"),
    }
    return words.get(step, step)


def start_word(start: Start) -> str:
    """Which network is begun with."""
    tr = QCoreApplication.translate
    return {
        Start.DEFAULT: tr("Retrain", "The network of the app (quick)"),
        Start.ACCURATE: tr("Retrain", "The accurate one (slower)"),
        Start.DENSE: tr("Retrain", "The large one, made small afterwards (slow)"),
        Start.SCRATCH: tr("Retrain", "Nothing (takes thousands of pictures)"),
    }[start]


def length_word(length: Length) -> str:
    """How long is trained."""
    tr = QCoreApplication.translate
    return {
        Length.SHORT: tr("Retrain", "Short, to try it out"),
        Length.USUAL: tr("Retrain", "As usual"),
        Length.LONG: tr("Retrain", "Three times as long"),
    }[length]


def fault_word(kind: str) -> str:
    """What is wrong with pictures."""
    tr = QCoreApplication.translate
    words = {
        "missing_label": tr("Retrain", "no label file"),
        "orphan_label": tr("Retrain", "labels without a picture"),
        "outside": tr("Retrain", "boxes that stick out"),
        "empty_box": tr("Retrain", "boxes without a size"),
        "unknown_class": tr("Retrain", "gestures that data.yaml does not name"),
        "bad_label": tr("Retrain", "labels that cannot be read"),
        "unreadable": tr("Retrain", "pictures that cannot be read"),
        "duplicate_box": tr("Retrain", "boxes that stand there twice"),
        "empty_split": tr("Retrain", "splits without pictures"),
    }
    return words.get(kind, kind)


def split_words(plan: RetrainPlan) -> str:
    """How many pictures there are for what, and who decided."""
    tr = QCoreApplication.translate
    words = {
        "given": tr("Retrain", "{train} pictures to learn from and {val} to judge by, as the folder has them."),
        "groups": tr("Retrain", "{train} pictures to learn from and {val} to judge by, of other people or clips."),
        "stretches": tr("Retrain", "{train} pictures to learn from and {val} to judge by, of other stretches of time."),
        "chance": tr("Retrain", "{train} pictures to learn from and {val} to judge by, drawn by chance."),
    }
    locale = QLocale()
    return words[plan.split_by].format(train=locale.toString(plan.train), val=locale.toString(plan.val))


def hands_words(plan: RetrainPlan, titles: Mapping[str, str]) -> str:
    """How many hands show each gesture."""
    return ", ".join(f"{titles.get(label, label)} {QLocale().toString(count)}" for label, count in plan.hands.items())


def plan_notes(plan: RetrainPlan, titles: Mapping[str, str]) -> list[str]:
    """What a person should know before they wait for the result, one sentence each."""
    tr = QCoreApplication.translate

    def named(labels: Iterable[str]) -> str:
        return ", ".join(titles.get(label, label) for label in labels)

    notes = []
    if plan.left_out:
        words = tr("Retrain", "Pictures left out, because they or their labels cannot be used: {count}.")
        notes.append(words.format(count=QLocale().toString(plan.left_out)))
    if plan.faults:
        found = ", ".join(f"{fault_word(kind)} ({QLocale().toString(n)})" for kind, n in plan.faults.items())
        notes.append(tr("Retrain", "Found in the folder: {faults}.").format(faults=found))
    if plan.is_added:
        words = tr("Retrain", "New to the network: {gestures}. That is added; what it knows of others stays as it is.")
        notes.append(words.format(gestures=named(plan.wanted)))
    if plan.lost:
        words = tr("Retrain", "The network will know what the folder shows, and no longer: {gestures}.")
        notes.append(words.format(gestures=named(plan.lost)))
    if plan.few:
        words = tr("Retrain", "Fewer than {count} hands show: {gestures}. Do not expect much of those.")
        notes.append(words.format(count=FEW, gestures=named(plan.few)))
    return notes


def left_words(seconds: float | None) -> str:
    """How long it will still take; nothing while nobody can say."""
    tr = QCoreApplication.translate
    if seconds is None:
        return ""
    if seconds < _MINUTE_S:
        return tr("Retrain", "less than a minute left")
    if seconds < 2 * _HOUR_S:
        return tr("Retrain", "about {count} min left").format(count=QLocale().toString(round(seconds / _MINUTE_S)))
    return tr("Retrain", "about {count} h left").format(count=QLocale().toString(seconds / _HOUR_S, "f", 1))


def score_word(name: str) -> str:
    """What a figure of a network is called; empty for those that are not shown."""
    tr = QCoreApplication.translate
    words = {
        "map50": "mAP50",
        "map50_95": "mAP50-95",
        "hand_accuracy": tr("Retrain", "Right gesture"),
        "own_found": tr("Retrain", "New gesture found"),
        "own_false_alarms": tr("Retrain", "False alarms"),
        "old_map50": tr("Retrain", "Old gestures, mAP50"),
        "old_hand_accuracy": tr("Retrain", "Old gestures named rightly"),
    }
    return words.get(name, "")


def warning_words(progress: RetrainProgress) -> str:
    """What somebody should know before a network is used; empty where there is nothing."""
    if progress.fall is not None:
        return _fall_words(progress.fall)
    if not progress.is_held_back:
        return ""
    return QCoreApplication.translate(
        "Retrain",
        "The new gesture was held back, because it took hands of the gestures that were known before. More pictures of "
        "what it is not, or a gesture that looks more different, will have it found more often.",
    )


def _fall_words(fall: Fall) -> str:
    """What the old gestures have lost, and what helps."""
    words = QCoreApplication.translate(
        "Retrain",
        "This network is worse at the gestures that it knew before: {score} fell from {before} to {after}. "
        "Before you use it, train again with more pictures of the new gesture, or with more hands to rehearse with.",
    )
    locale = QLocale()
    before, after = (locale.toString(value, "f", 3) for value in (fall.before, fall.after))
    return words.format(score=score_word(fall.score), before=before, after=after)
