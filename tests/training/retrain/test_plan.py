"""The way is chosen by what the network knows, and what a person might not expect is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_training import NAMES, write_folder

from training.errors import CheckpointError, RecipeError
from training.retrain.pictures import look_over
from training.retrain.plan import from_plain, known_labels, plain, plan, recipe_of
from training.retrain.request import RetrainRequest, Way

KNOWN = ("palm", "fist", "no_gesture", "rock")


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory):
    return [look_over(str(write_folder(tmp_path_factory.mktemp("data") / "tiny", count=18)))]


def asked(**changes) -> RetrainRequest:
    return RetrainRequest(("tiny",), Path("run"), **changes)


def test_known_gestures_are_trained_on_without_pruning_a_pruned_network(looked) -> None:
    decided = plan(asked(), looked, KNOWN)
    assert (decided.way, decided.steps) == (Way.TRAIN, ("check", "split", "train", "export"))
    assert decided.names == NAMES
    assert decided.notes == (
        "The network will know what the folder names, and no longer rock.",
        "No channels are removed: default has lost some already. --pruning-ratio removes more.",
    )


@pytest.mark.parametrize("start", ["dense", "scratch"])
def test_a_network_that_is_whole_is_pruned(looked, start: str) -> None:
    decided = plan(asked(start=start), looked, () if start == "scratch" else KNOWN)
    assert decided.steps == ("check", "split", "train", "prune", "tune", "export")
    assert decided.pruning_ratio == 0.5


@pytest.mark.parametrize("criterion", ["slimming", "group_norm"])
def test_what_a_criterion_wants_trained_before_the_cut_is_planned_and_said(looked, criterion: str) -> None:
    cut = plan(asked(way=Way.PRUNE, criterion=criterion, epochs=3), looked, KNOWN)
    assert cut.steps == ("check", "split", "sparse", "prune", "tune", "export")
    assert f"trained to show what can go, as {criterion} has it" in " ".join(cut.notes)
    assert cut.sparse_epochs == 3
    assert plan(asked(way=Way.PRUNE, criterion=criterion, epochs=0), looked, KNOWN).sparse_epochs == 8
    promised = plan(asked(way=Way.PRUNE, criterion=criterion, under_ms=5.0), looked, KNOWN)
    assert promised.steps == ("check", "split", "sparse", "search", "prune", "tune", "export")
    whole = plan(asked(start="dense", criterion=criterion), looked, KNOWN)
    assert whole.steps == ("check", "split", "train", "sparse", "prune", "tune", "export")
    assert "sparse" not in plan(asked(criterion=criterion), looked, KNOWN).steps, "nothing is cut"


def test_new_gestures_are_added_and_that_is_said(looked) -> None:
    decided = plan(asked(), looked, ("no_gesture", "palm"))
    assert (decided.way, decided.new, decided.names) == (Way.EXTEND, ("fist",), ("no_gesture", "palm", "fist"))
    assert decided.notes[0].startswith("default does not know fist: only that is added")


def test_they_are_trained_anew_if_that_is_wanted(looked) -> None:
    decided = plan(asked(way=Way.TRAIN), looked, ("no_gesture", "palm"))
    assert (decided.way, decided.names) == (Way.TRAIN, NAMES)


@pytest.mark.parametrize(
    ("changes", "known", "says"),
    [
        ({"way": Way.EXTEND}, KNOWN, "knows every gesture of the folder already"),
        ({"way": Way.EXTEND, "start": "scratch"}, (), "Nothing can be added to a network from scratch"),
        ({"way": Way.EXTEND, "pruning_ratio": 0.3}, ("palm",), "leave --pruning-ratio out"),
        ({"pruning_ratio": 1.0}, KNOWN, "0 to below 1; got 1"),
        ({"input_px": 100}, KNOWN, "multiple of 32; got 100"),
        ({"folders": ("a", "b")}, KNOWN, "One folder at a time"),
        ({"way": Way.PRUNE}, ("palm",), "does not know cannot be pruned"),
        ({"way": Way.PRUNE, "start": "scratch"}, (), "does not know cannot be pruned"),
        ({"under_ms": 5.0}, KNOWN, "with --way prune, without --pruning-ratio"),
        ({"under_ms": 5.0, "way": Way.PRUNE, "pruning_ratio": 0.5}, KNOWN, "with --way prune, without"),
        ({"under_ms": 0.0, "way": Way.PRUNE}, KNOWN, "--under-ms is more than 0, not 0"),
        ({"under_ms": 5.0, "way": Way.PRUNE, "tries": 0}, KNOWN, "--tries is at least 1"),
        ({"lose_at_most": 1.0}, KNOWN, "--lose-at-most looks for the ratio itself; give it with --way prune, without"),
        ({"lose_at_most": 0.0, "way": Way.PRUNE}, KNOWN, "--lose-at-most is more than 0, not 0"),
        ({"lose_at_most": 1.0, "under_ms": 5.0, "way": Way.PRUNE}, KNOWN, "are two promises, .* give one"),
        ({"epochs": 0}, KNOWN, "or 0 with --way prune; got 0"),
    ],
)
def test_what_cannot_go_together_is_refused(looked, changes, known, says: str) -> None:
    request = RetrainRequest(**({"folders": ("tiny",), "out": Path("run")} | changes))
    with pytest.raises(RecipeError, match=says):
        plan(request, looked, known)


@pytest.mark.parametrize(("epochs", "after"), [(None, ("tune", "export")), (3, ("tune", "export")), (0, ("export",))])
def test_pruning_alone_trains_nothing_before_and_after_it_only_what_is_wanted(looked, epochs, after) -> None:
    decided = plan(asked(way=Way.PRUNE, epochs=epochs), looked, KNOWN)
    assert decided.steps == ("check", "split", "prune", *after)
    assert decided.pruning_ratio == 0.5


@pytest.mark.parametrize("promise", [{"under_ms": 5.0}, {"lose_at_most": 1.0}])
def test_what_keeps_a_promise_is_looked_for_before_anything_is_cut(looked, promise) -> None:
    decided = plan(asked(way=Way.PRUNE, **promise), looked, KNOWN)
    assert decided.steps == ("check", "split", "search", "prune", "tune", "export")


def test_a_plan_survives_being_written_down(looked) -> None:
    decided = plan(asked(), looked, ("no_gesture", "palm"))
    assert from_plain(plain(decided)) == decided


def test_the_recipe_fits_the_folder_and_the_machine_and_can_be_changed(looked) -> None:
    decided = plan(asked(epochs=8), looked, KNOWN)
    usual = recipe_of(asked(), decided, Path("lists"), 18, has_gpu=False)
    assert (usual.epochs, usual.epoch_pictures, usual.batch, usual.close_epochs) == (8, 200, 16, 2)
    changed = asked(changes={"batch": 4, "optimizer": "SGD"})
    assert recipe_of(changed, decided, Path("lists"), 5000, has_gpu=True).batch == 4
    assert recipe_of(changed, decided, Path("lists"), 5000, has_gpu=True).epoch_pictures == 3400
    with pytest.raises(RecipeError, match="there is no 'bach'"):
        recipe_of(asked(changes={"bach": 4}), decided, Path("lists"), 18, has_gpu=False)


def test_weights_are_asked_what_they_know() -> None:
    assert len(known_labels("default")) == 14
    assert known_labels("scratch") == ()
    with pytest.raises(CheckpointError, match="no weights called nowhere; give --from default, scratch"):
        known_labels("nowhere")
