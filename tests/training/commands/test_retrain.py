"""`gesture-train retrain`: what it says to a person and to a program, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_pictures import LABEL, recording
from tiny_training import NAMES, SIDE_PX, tiny_network, write_folder

from gesture_app.core.gesture_folder import arrange, read_own_folder
from gesture_app.core.gesture_folder import write_folder as write_own_folder
from training.cli import main
from training.commands._retrain_events import _text, plan_text, speaker
from training.commands.retrain import COMMAND
from training.retrain.plan import STEPS
from training.retrain.request import Event
from training.yolo.checkpoint import save_network


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    save_network(tiny_network(), tmp_path / "start.pt")
    data = write_folder(tmp_path / "data", count=18)
    return ["retrain", str(data), "--from", str(tmp_path / "start.pt"), "--input-px", str(SIDE_PX)]


def test_the_plan_is_one_object_and_nothing_is_done(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--plan", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["way"], plan["steps"]) == ("train", STEPS_WITHOUT_PRUNING)
    assert plan["split"] == {"train": 18, "val": 18, "by": "given"}
    assert main([*words, "--plan", "--pruning-ratio", "0.3"]) == 0
    assert capsys.readouterr().out.startswith(
        "steps: check, split, train, prune, tune, export\n18 pictures to train on"
    )
    for promise in ("--under-ms", "--lose-at-most"):
        assert main([*words, "--plan", "--way", "prune", promise, "1"]) == 0
        assert capsys.readouterr().out.startswith("steps: check, split, search, prune, tune, export\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "start.pt"]


def test_the_folder_of_an_own_gesture_is_planned_with_as_it_was_recorded(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, classes = tmp_path / LABEL, (*NAMES, LABEL)
    write_own_folder(own, LABEL, "Spider", classes, arrange(recording(), classes, "s"))
    assert main(["retrain", str(own), *words[2:], "--plan", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    folder = read_own_folder(own)
    assert (plan["way"], plan["new"]) == ("extend", [LABEL])
    assert plan["split"] == {"train": folder.train, "val": folder.val, "by": "given"}


STEPS_WITHOUT_PRUNING = ["check", "split", "train", "export"]


def test_a_place_for_the_run_is_asked_for(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err == "gesture-train: retrain needs --out FOLDER, where it keeps what is finished.\n"


def test_a_network_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_folder(tmp_path / "data", count=18)
    assert main(["retrain", str(data), "--from", "nobody", "--out", str(tmp_path / "run")]) == 1
    assert "There are no weights called nobody; give --from" in capsys.readouterr().err


def test_events_for_a_program_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    hear = speaker(as_json=True)
    hear(Event("step_started", {"step": "train"}))
    for done in (0.1, 0.11, 1.0):
        hear(Event("progress", {"stage": "train", "done": done, "figures": {}, "seconds_left": None}))
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one.get("done") for one in told] == [None, 0.1, 1.0]  # what follows at once is left out


def test_events_for_a_person_are_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    hear = speaker(as_json=False)
    hear(Event("scored", {"stage": "train", "epoch": 2, "epochs": 5, "figures": {"map50": 0.5, "map50_95": 0.25}}))
    hear(Event("progress", {"stage": "train", "done": 0.5, "figures": {}, "seconds_left": 240}))
    hear(Event("finished", {"model": "m", "before": {"map50": 0.25}, "after": {"map50": 0.75}}))
    assert capsys.readouterr().err == (
        "  epoch 2 of 5:  map50 0.500  map50_95 0.250\nbefore:  map50 0.250\nafter:  map50 0.750\nthe network: m\n"
    )
    assert _text("step_skipped", {"step": "prune"}) == "remove channels: already done"
    trial = {"amount": 0.475, "value": 6.54, "is_met": True}
    assert _text("trial_finished", {**trial, "goal": "under-ms"}) == "  47.5% removed: 6.54 ms"
    assert _text("trial_finished", {**trial, "goal": "lose-at-most"}) == "  47.5% removed: 6.54 points lost"
    assert COMMAND.help
    foreseen = {"steps": ["check"], "split": {"train": 1, "val": 2}, "notes": ["So it is."]}
    assert plan_text(foreseen) == "steps: check\n1 picture to train on, 2 to score on\nSo it is.\n"


def test_every_step_of_every_way_has_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    steps = dict.fromkeys(step for way in STEPS.values() for step in way)
    hear = speaker(as_json=False)
    for step in steps:
        hear(Event("step_started", {"step": step}))
    said = capsys.readouterr().err.splitlines()
    assert len(set(said)) == len(steps)
    assert "train channels towards zero ..." in said
