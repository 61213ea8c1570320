"""The lines of a retraining come together to what is shown, also when it was killed in between."""

from __future__ import annotations

from functools import reduce
from typing import Any

from gesture_app.core.lab.retrain_progress import Fall, Point, RetrainProgress, StepState

STEPS = ["check", "train", "tune"]
STARTED = {"event": "started", "steps": STEPS, "epochs": 2, "names": ["palm", "fist"]}


def heard(*events: dict[str, Any], so_far: RetrainProgress | None = None) -> RetrainProgress:
    return reduce(RetrainProgress.hearing, events, so_far or RetrainProgress())


def progress(stage: str, done: float, loss: float, left: float | None = None) -> dict[str, Any]:
    return {"event": "progress", "stage": stage, "done": done, "figures": {"loss": loss}, "seconds_left": left}


def scored(stage: str, epoch: int, score: float) -> dict[str, Any]:
    return {"event": "scored", "stage": stage, "epoch": epoch, "figures": {"map50_95": score}}


def test_steps_wait_run_and_are_done() -> None:
    so_far = heard(STARTED, {"event": "step_started", "step": "check"}, {"event": "step_finished", "step": "check"})
    so_far = heard(progress("train", 0.25, 3.0, 40), so_far=so_far)
    assert [step.state for step in so_far.steps] == [StepState.DONE, StepState.RUNNING, StepState.WAITING]
    assert (so_far.running and so_far.running.done, so_far.seconds_left) == (0.25, 40)


def test_the_curves_go_on_from_training_to_tuning() -> None:
    so_far = heard(STARTED, progress("train", 0.5, 3.0), scored("train", 1, 0.1), progress("tune", 0.5, 2.0))
    assert so_far.loss == (Point(1.0, 3.0), Point(3.0, 2.0))
    assert heard(scored("tune", 2, 0.4), so_far=so_far).scores == (Point(1.0, 0.1), Point(4.0, 0.4))


def test_what_a_killed_run_does_again_replaces_what_it_had_done() -> None:
    before = heard(STARTED, progress("train", 0.5, 3.0), scored("train", 1, 0.1), progress("train", 0.75, 2.5))
    again = [STARTED, {"event": "step_skipped", "step": "check", "result": {}}, progress("train", 0.6, 2.8)]
    after = heard(*again, so_far=before)
    assert after.loss == (Point(1.0, 3.0), Point(1.2, 2.8))
    assert after.scores == (Point(1.0, 0.1),)
    assert after.steps[0].state is StepState.DONE


def test_the_end_tells_scores_and_where_the_network_lies() -> None:
    end = {"event": "finished", "model": "/models/mine", "before": None, "after": {"map50": 0.5}}
    done = heard(STARTED, end)
    assert (done.model, done.before, done.after, done.labels) == (
        "/models/mine",
        None,
        {"map50": 0.5},
        ("palm", "fist"),
    )


def test_lines_of_others_change_nothing() -> None:
    so_far = heard(STARTED)
    assert heard({"event": "note", "text": "x"}, {"what": 1}, so_far=so_far) == so_far


def test_a_fall_of_the_old_gestures_counts_from_beyond_two_points() -> None:
    def after(**scores: float) -> RetrainProgress:
        before = {"old_hand_accuracy": 0.9, "old_map50": 0.95}
        return heard({"event": "finished", "model": "m", "before": before, "after": {"own_found": 0.5, **scores}})

    assert after(old_hand_accuracy=0.88, old_map50=0.95).fall is None
    assert after(old_hand_accuracy=0.87, old_map50=0.5).fall == Fall("old_hand_accuracy", 0.9, 0.87)
    assert after(old_hand_accuracy=0.95, old_map50=0.9).fall == Fall("old_map50", 0.95, 0.9)
    assert after(old_hand_accuracy=0.88, old_map50=0.95, held_back_logits=0.5).is_held_back
    assert not after(old_hand_accuracy=0.88, old_map50=0.95, held_back_logits=0.0).is_held_back
    assert after().fall is None  # nothing was measured of the old ones
