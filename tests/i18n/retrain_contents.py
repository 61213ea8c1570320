"""What the lab's view Retrain shows in the gallery: looked at, under way, done, and nothing installed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from gesture_app.core.gesture_folder import OwnFolder
from gesture_app.core.gestures import Gesture
from gesture_app.core.lab.retrain_plan import RetrainPlan
from gesture_app.core.lab.retrain_progress import Point, RetrainProgress, Step, StepState
from gesture_app.ui.lab.retrain_view import RetrainView
from gesture_app.ui.words import gesture_word

FOLDER, TITLE = Path("evening"), "Surfer"
STEPS = ("check", "split", "train", "prune", "tune", "export")
FAULTS = ("missing_label", "orphan_label", "outside", "empty_box", "unknown_class", "bad_label", "unreadable",
          "duplicate_box", "empty_split")  # fmt: skip
SCORES = ("map50", "map50_95", "hand_accuracy", "own_found", "own_false_alarms", "old_map50", "old_hand_accuracy")
EPOCHS = 20
UNDER_WAY = STEPS.index("tune")


def retrain_steps(view: RetrainView, vocabulary: Mapping[str, Gesture]) -> Iterator[str]:
    """What there is to see, one after the other."""
    yield "retrain"
    titles = {label: gesture_word(gesture.title) for label, gesture in vocabulary.items()}
    view.pictures.show_own([OwnFolder(Path("own") / name, name, TITLE, (name,), 60, 20) for name in ("a", "b")])
    view.show_folders((FOLDER,), FOLDER.name)
    view.show_plan(plan(), titles)
    view.choices.show_command("gesture-train retrain evening --out runs/evening")
    view.run.show_progress(FOLDER.name, progress())
    yield "retrain_running"
    view.show_plan(replace(plan(), is_added=True, split_by="stretches"), titles)
    view.run.show_progress(FOLDER.name, ended())
    yield "retrain_done"


def plan() -> RetrainPlan:
    """A folder in which there is everything that can be told of one."""
    hands = {"palm": 1240, "fist": 980, "peace": 1400, "rock": 12}
    return RetrainPlan(
        is_added=False, steps=STEPS, wanted=tuple(hands), lost=("like",), train=3120, val=780, split_by="groups",
        hands=hands, faults=dict.fromkeys(FAULTS, 3), left_out=3,
    )  # fmt: skip


def progress() -> RetrainProgress:
    """Two thirds of the way."""
    states = (StepState.DONE, StepState.RUNNING, StepState.WAITING)
    steps = tuple(
        Step(name, states[(place >= UNDER_WAY) + (place > UNDER_WAY)], 0.4) for place, name in enumerate(STEPS)
    )
    loss = tuple(
        Point(n / 8, 2 + 3 * math.exp(-n / 60) + (0.8 * math.exp((160 - n) / 20) if n > 160 else 0))
        for n in range(1, 225)
    )
    scores = tuple(Point(n, 0.7 * (1 - math.exp(-n / 8)) * (0.8 if 20 < n < 23 else 1)) for n in range(1, 28))
    return RetrainProgress(steps, 734, EPOCHS, loss, scores)


def ended() -> RetrainProgress:
    """At its end, with every score there is."""
    steps = tuple(Step(name, StepState.DONE, 1.0) for name in STEPS)
    before, after = dict.fromkeys(SCORES, 0.81), dict.fromkeys(SCORES, 0.93)
    return replace(progress(), steps=steps, seconds_left=None, before=before, after=after, model="evening")
