"""The whole way with real runs of seconds: killed and gone on with, refused, and for new gestures."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from own_pictures import LABEL, recording
from tiny_training import NAMES, SIDE_PX, tiny_network, write_folder
from torch import nn

from gesture_app.core.gesture_folder import arrange
from gesture_app.core.gesture_folder import write_folder as write_own_folder
from gesture_app.core.models import read_card
from training.errors import DataError, RecipeError
from training.retrain import time_goal
from training.retrain.bench import RetrainBench
from training.retrain.request import Event, RetrainRequest, Way
from training.retrain.run import retrain
from training.yolo.checkpoint import load_network, save_network
from training.yolo.onnx_model import Latency
from training.yolo.prune import count_params
from training.yolo.weights_file import labels_in

ROOT = Path(__file__).parents[3]
QUICK = {"epoch_pictures": 8, "batch": 4, "device": "cpu", "warmup_epochs": 0.0}
STEPS = ["check", "split", "train", "prune", "tune", "export"]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights to begin with."""
    path = tmp_path_factory.mktemp("start") / "start.pt"
    save_network(tiny_network(), path)
    return path


def asked(data: Path, out: Path, start: Path, **changes: object) -> RetrainRequest:
    values = {"start": str(start), "pruning_ratio": 0.5, "epochs": 1, "input_px": SIDE_PX, "changes": QUICK}
    return RetrainRequest((str(data),), out, **(values | changes))  # type: ignore[arg-type]


def command(data: Path, out: Path, start: Path) -> list[str]:
    """The same, as one types it."""
    words = ["retrain", str(data), "--out", str(out), "--from", str(start), "--pruning-ratio", "0.5", "--epochs", "1"]
    changes = [word for key, value in QUICK.items() for word in ("--set", f"{key}={value}")]
    return [sys.executable, "-m", "training", *words, "--input-px", str(SIDE_PX), *changes, "--json"]


def killed_at(words: list[str], step: str) -> list[dict[str, object]]:
    """Run a command and kill it without warning as soon as it tells that it begins a step; gives all it told."""
    told = []
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            told.append(json.loads(line))
            if told[-1]["event"] == "step_started" and told[-1]["step"] == step:
                break
    finally:
        process.send_signal(signal.SIGKILL)
        _, complaint = process.communicate()
    assert told, complaint
    return told


def kinds(events: list[Event], kind: str) -> list[object]:
    """The steps of which something was told."""
    return [event.values["step"] for event in events if event.kind == kind]


def test_a_killed_run_goes_on_where_it_was_even_when_its_pictures_have_gone(tmp_path: Path, start: Path) -> None:
    data, out = write_folder(tmp_path / "data", count=18), tmp_path / "run"
    told = killed_at(command(data, out, start), "prune")
    assert [one["step"] for one in told if one["event"] == "step_finished"] == ["check", "split", "train"]
    scored = [one for one in told if one["event"] == "scored"]
    assert [(one["stage"], one["epoch"]) for one in scored] == [("train", 1)]
    assert set(scored[0]["figures"]) == {"map50", "map50_95"}
    trained = (out / "train" / "weights" / "last.pt").read_bytes()
    (data / "data.yaml").unlink()  # what was decided of the folder is written down
    kept = {path.stem for path in (out / "steps").iterdir()}
    done = [step for step in STEPS if step in kept]  # on a busy machine it may have come further until it was killed
    assert {"check", "split", "train"} <= set(done) < set(STEPS)
    events: list[Event] = []
    request = asked(data, out, start)
    last = retrain(request, events.append)
    assert kinds(events, "step_skipped") == done
    assert kinds(events, "step_finished") == STEPS[len(done) :]
    assert (out / "train" / "weights" / "last.pt").read_bytes() == trained
    card = read_card(out / "model")
    assert (card.labels, card.input_px, card.metrics["split"]) == (NAMES, SIDE_PX, "val")
    assert last["after"].items() <= card.metrics.items()
    made = load_network(out / "tune" / "weights" / "last.pt")
    assert count_params(made) == card.metrics["params"] < 0.6 * count_params(tiny_network())
    again: list[Event] = []
    assert retrain(request, again.append) == last
    assert kinds(again, "step_skipped") == STEPS
    other = asked(data, out, start, epochs=2)
    with pytest.raises(RecipeError, match="holds another retraining; give another --out, or say the same"):
        retrain(other, again.append)
    elsewhere = asked(write_folder(tmp_path / "more", count=18), tmp_path / "other", start, model=out / "model")
    with pytest.raises(RecipeError, match=r"There is a network at .*model already; give another --model"):
        retrain(elsewhere, again.append)


def test_a_new_gesture_is_added_and_what_it_costs_the_old_ones_is_measured(tmp_path: Path, start: Path) -> None:
    classes = (*NAMES, LABEL)
    own, drawn = tmp_path / LABEL, write_folder(tmp_path / "drawn", count=18)
    write_own_folder(own, LABEL, "Spider", classes, arrange(recording(), classes, "s"))
    request = asked(own, tmp_path / "run", start, pruning_ratio=None, rehearse=(str(drawn),), title="Mine")
    events: list[Event] = []
    last = retrain(request, events.append)
    assert kinds(events, "step_finished") == ["check", "split", "train", "export"]
    notes = [str(event.values["text"]) for event in events if event.kind == "note"]
    assert any("does not know spider: only that is added" in note for note in notes)
    assert labels_in(tmp_path / "run" / "model" / "weights.safetensors") == list(classes)
    card = read_card(tmp_path / "run" / "model")
    assert (card.title, card.labels) == ("Mine", classes)
    assert {"own_found", "own_false_alarms", "old_map50", "old_hand_accuracy"} <= set(card.metrics)
    assert set(last["before"]) == {"old_map50", "old_hand_accuracy"}


@pytest.fixture
def time_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that are timed are really cut and written; a clock is steady on no machine, so size stands for time."""
    sizes: list[int] = []

    def latencies(models: dict[str, Path], *_: int) -> dict[str, dict[str, Latency]]:
        size = models["network"].stat().st_size
        sizes.append(size)
        ms = 10 * size / sizes[0]  # the first is the network as it is
        return {"network": {"slow": Latency(2 * ms, 2 * ms, 2 * ms), "fast": Latency(ms, 3 * ms, 3 * ms)}}

    monkeypatch.setattr(time_goal, "latencies", latencies)


@pytest.mark.usefixtures("time_by_size")
def test_the_least_is_removed_that_keeps_a_promised_time(tmp_path: Path, start: Path) -> None:
    data, events = write_folder(tmp_path / "data", count=6), []
    promised = {"way": Way.PRUNE, "criterion": "l1", "epochs": 0, "pruning_ratio": None, "tries": 2}
    request = asked(data, tmp_path / "run", start, under_ms=7.0, **promised)
    retrain(request, events.append)
    assert kinds(events, "step_finished") == ["check", "split", "search", "prune", "export"]
    tries = [event.values for event in events if event.kind == "trial_finished"]
    assert tries[0]["amount"] == 0.475
    assert all(one["is_met"] == (one["value"] < 7.0) for one in tries)
    least = min(one["amount"] for one in tries if one["is_met"])
    card = tomllib.loads((request.model_folder / "card.toml").read_text(encoding="utf-8"))
    assert (card["training"]["pruning_ratio"], card["training"]["under_ms"]) == (least, 7.0)
    again: list[Event] = []
    retrain(request, again.append)
    assert kinds(again, "step_skipped") == kinds(events, "step_finished")
    with pytest.raises(RecipeError, match=r"takes 10 ms as it is, so that nothing must go for --under-ms 20"):
        retrain(asked(data, tmp_path / "easy", start, under_ms=20.0, **promised), again.append)
    with pytest.raises(RecipeError, match=r"No ratio that was tried brings .* under 0.1 ms: the fastest takes"):
        retrain(asked(data, tmp_path / "hard", start, under_ms=0.1, **(promised | {"tries": 1})), again.append)


@pytest.fixture
def score_by_size(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Networks are really cut, tuned and written; how little was left untrained says nothing, so size stands for score.

    The sizes of those that were scored, in turn.
    """
    sizes: list[int] = []

    def scores(_: RetrainBench, network: nn.Module) -> dict[str, float]:
        sizes.append(count_params(network))
        return {"map50_95": round(sizes[-1] / count_params(tiny_network()), 4)}

    monkeypatch.setattr(RetrainBench, "scores", scores)
    return sizes


LOSING = {"way": Way.PRUNE, "criterion": "l1", "epochs": 1, "pruning_ratio": None, "tries": 2}


def test_the_most_is_removed_that_loses_no_more_than_promised(
    tmp_path: Path, start: Path, score_by_size: list[int]
) -> None:
    data, events = write_folder(tmp_path / "data", count=6), []
    request = asked(data, tmp_path / "run", start, lose_at_most=80.0, **LOSING)

    def killed_in_the_second_try(event: Event) -> None:
        events.append(event)
        if event.kind == "progress" and event.values["stage"] == "tune" and len(trials(events, "trial")) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retrain(request, killed_in_the_second_try)
    (first,) = trials(events, "trial_finished")
    assert (first["amount"], first["is_met"]) == (0.475, True)
    assert all(event.values["seconds_left"] is None for event in events if event.kind == "progress"), "tries follow"
    scored, events = len(score_by_size), []
    last = retrain(request, events.append)
    assert kinds(events, "step_finished") == ["search", "prune", "tune", "export"]
    again, second = trials(events, "trial_finished")
    assert (again, second["is_met"]) == (first, False)
    assert len(score_by_size) == scored + 2, "the network as it is, and the second try; nothing of the first, or twice"
    card = tomllib.loads((request.model_folder / "card.toml").read_text(encoding="utf-8"))
    made = read_card(request.model_folder).metrics["params"]
    assert (card["training"]["pruning_ratio"], card["training"]["lose_at_most"]) == (0.475, 80.0)
    assert first["value"] == pytest.approx(100 * (1 - made / count_params(tiny_network())), abs=0.01)
    assert last["before"] == {"map50_95": 1.0}
    assert [path.parent.name for path in (request.out / "tries").glob("*/pruned.pt")] == ["0.475"]


def trials(events: list[Event], kind: str) -> list[Mapping[str, object]]:
    return [event.values for event in events if event.kind == kind]


@pytest.mark.usefixtures("score_by_size")
def test_a_loss_that_no_ratio_keeps_to_is_told(tmp_path: Path, start: Path) -> None:
    data = write_folder(tmp_path / "data", count=6)
    request = asked(data, tmp_path / "run", start, lose_at_most=0.5, **(LOSING | {"tries": 1, "epochs": 0}))
    with pytest.raises(RecipeError, match=r"No ratio .* costs .* at most 0.5 points: the best loses \d+.*--epochs"):
        retrain(request, [].append)


def test_what_finds_nothing_has_nothing_to_lose(tmp_path: Path, start: Path) -> None:
    data = write_folder(tmp_path / "data", count=6)
    with pytest.raises(RecipeError, match="finds nothing in the pictures to score on as it is"):
        retrain(asked(data, tmp_path / "run", start, lose_at_most=1.0, **LOSING), [].append)


def test_ending_it_is_told_and_leaves_nothing_half_done(tmp_path: Path, start: Path) -> None:
    data = write_folder(tmp_path / "data", count=18)
    events: list[Event] = []

    def stop(event: Event) -> None:
        events.append(event)
        if event.kind == "progress":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retrain(asked(data, tmp_path / "run", start), stop)
    assert events[-1].kind == "cancelled"
    assert sorted(path.stem for path in (tmp_path / "run" / "steps").iterdir()) == ["check", "plan", "split"]


def test_pictures_of_which_nothing_can_be_learned_leave_no_run(tmp_path: Path, start: Path) -> None:
    data = write_folder(tmp_path / "data", count=3)
    with pytest.raises(DataError, match="Only 6 pictures"):
        retrain(asked(data, tmp_path / "run", start), [].append)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("epochs", [0, 1])
def test_a_network_is_pruned_without_being_trained_before(tmp_path: Path, start: Path, epochs: int) -> None:
    data = write_folder(tmp_path / "data", count=6)
    events: list[Event] = []
    request = asked(data, tmp_path / "run", start, way=Way.PRUNE, criterion="l1", epochs=epochs)
    last = retrain(request, events.append)
    assert kinds(events, "step_finished") == ["check", "split", "prune", *["tune"] * epochs, "export"]
    assert set(last["before"]) == set(last["after"])
    done = {event.values["step"]: event.values["result"] for event in events if event.kind == "step_finished"}
    sized = done["prune"]
    assert sized["sizes"]["params"] < 0.6 * sized["sizes_before"]["params"]
    assert all(0 <= done[step]["dead_neurons"] < 1 for step in ("prune", *["tune"] * epochs))
    card = read_card(request.model_folder)
    assert (card.labels, card.metrics["params"]) == (NAMES, sized["sizes"]["params"])


def test_a_criterion_that_wants_it_is_given_a_training_of_its_own(tmp_path: Path, start: Path) -> None:
    data = write_folder(tmp_path / "data", count=6)
    events: list[Event] = []
    changes = {**QUICK, "slim": 0.9}
    request = asked(data, tmp_path / "run", start, way=Way.PRUNE, criterion="slimming", epochs=0, changes=changes)
    retrain(request, events.append)
    assert kinds(events, "step_finished") == ["check", "split", "sparse", "prune", "export"]
    before, pulled = load_network(start), load_network(tmp_path / "run" / "sparse" / "weights" / "last.pt")
    assert mean_scale(pulled) < 0.3 * mean_scale(before)
    assert mean_scale(load_network(tmp_path / "run" / "pruned.pt")) >= mean_scale(pulled), "the smallest went"


def mean_scale(network: nn.Module) -> float:
    scales = [module.weight.detach().abs() for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    return float(torch.cat(scales).mean())
