"""training suite: lists, runs, compares and reports; another program can follow it, and stop it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.machine_speed import slowness
from training.cli import FAILED, INTERRUPTED, MISUSED, main
from training.commands._suite_events import speaker
from training.commands._throttle import Throttle
from training.pruning.registry import all_methods, all_tasks
from training.pruning.run import Event

ROOT = Path(__file__).parents[3]
QUICK = ["--set", "training.epochs=2", "--set", "training.limit=150", "--set", "settings.every=1", "--timing-runs", "0"]
ON_TINY = ["--task", "tiny_shapes", *QUICK]


def events_of(text):
    return [json.loads(line) for line in text.splitlines()]


def test_the_list_names_everything(capsys):
    assert main(["suite", "list"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in (*all_methods(), *all_tasks()))


def test_the_list_tells_another_program_what_fits(capsys):
    assert main(["suite", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    methods = {method["name"]: method for method in listed["methods"]}
    assert "tiny_shapes" in methods["gradual"]["tasks"]
    assert "char_lstm_shakespeare" not in methods["ap"]["tasks"]
    assert methods["gradual"]["settings"]["shape"] == "cubic"
    assert {task["name"] for task in listed["tasks"]} == set(all_tasks())


def test_a_network_from_outside_is_named_with_what_fits_it(capsys):
    assert main(["suite", "task", "torchvision:resnet18.untrained", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["name"], found["family"]) == ("torchvision:resnet18.untrained", "cnn")
    assert "l1" in found["methods"]
    assert "perp" not in found["methods"]  # of language models
    assert main(["suite", "task", "nosuch.onnx"]) == FAILED
    assert capsys.readouterr().err.strip().endswith("There is no model at nosuch.onnx.")


def test_a_method_shows_its_arms_and_settings(capsys):
    assert main(["suite", "show", "ap"]) == 0
    shown = capsys.readouterr().out
    assert "ap:random_negatives" in shown
    assert "q = 0.02" in shown
    assert "arXiv:2212.06145" in shown


def test_a_run_is_a_table_for_a_person(tmp_path, capsys):
    assert main(["suite", "run", "gradual", *ON_TINY, "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert "| tiny_shapes | gradual | sparse | 0.9 sparsity | 1 |" in shown.out
    assert "seed 0 sparse: prune 100%" in shown.err
    assert main(["suite", "report", "--out", str(tmp_path)]) == 0
    assert "| tiny_shapes | gradual | sparse |" in capsys.readouterr().out


def test_a_run_is_json_lines_for_another_program(tmp_path, capsys):
    assert main(["suite", "run", "gradual", *ON_TINY, "--out", str(tmp_path), "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    events = events_of(shown.out)
    assert [e["event"] for e in events if e["event"] != "progress"] == ["started", "seed_finished", "finished"]
    assert {e["stage"] for e in events if e["event"] == "progress"} == {"prune", "dense", "score", "measure"}
    written = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [e["report_line"] for e in events if e["event"] == "seed_finished"] == written


def test_arms_are_compared_seed_by_seed_and_kept(tmp_path, capsys):
    words = ["suite", "compare", "tiny_shapes", "gradual", "gradual:small_dense", *QUICK, "--out", str(tmp_path)]
    assert main(words) == 0
    assert "gradual:small_dense minus gradual:sparse: accuracy" in capsys.readouterr().out
    assert main(words) == 0
    assert "already there" in capsys.readouterr().err


def test_a_report_is_one_object_for_each_run(tmp_path, capsys):
    assert main(["suite", "run", "gradual:all", *ON_TINY, "--out", str(tmp_path), "--json"]) == 0
    capsys.readouterr()
    assert main(["suite", "report", "--out", str(tmp_path), "--json"]) == 0
    assert [found["arm"] for found in events_of(capsys.readouterr().out)] == ["sparse", "small_dense"]


def test_dead_neurons_are_counted(tmp_path, capsys):
    words = ["suite", "dnr", "tiny_shapes", *QUICK[:4], "--out", str(tmp_path)]
    assert main(words) == 0
    assert "all channels" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    assert 0 < events_of(capsys.readouterr().out)[-1]["units"]["total"] < 1


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["run", "magic", "--task", "tiny_shapes"], MISUSED, "There is no method 'magic'"),
        (["run", "gradual", "--task", "magic"], MISUSED, "There is no task 'magic'"),
        (["run", "gradual:magic", "--task", "tiny_shapes"], MISUSED, "has no arm magic"),
        (["run", "ap", "--task", "char_lstm_shakespeare"], MISUSED, "is rnn"),
        (["run", "gradual", "--task", "tiny_shapes", "--pruning-ratio", "0.5"], MISUSED, "takes a sparsity"),
        (["run", "gradual", "--task", "tiny_shapes", "--sparsity", "1"], MISUSED, "0 to below 1"),
        (["run", "gradual", "--task", "tiny_shapes", "--seeds", "0"], MISUSED, "--seeds is at least 1"),
        (["run", "l1", "--task", "tiny_shapes", "--timing-runs", "-1"], MISUSED, "--timing-runs is 0 or more, not -1."),
        (["run", "l1", "--task", "tiny_shapes", "--device", "foo"], MISUSED, "There is no device 'foo'"),
        (["compare", "tiny_shapes", "l1", "--device", "99"], MISUSED, "There is no device '99'"),
        (["run", "l1", "--task", "tiny_shapes", "--set", "training.momentum=-1"], MISUSED, "momentum is 0 to below 1"),
        (["run", "l1", "--task", "tiny_shapes", "--set", "training.weight_decay=-1"], MISUSED, "weight_decay is 0 or"),
        (
            ["run", "gradual", "--task", "tiny_shapes", "--set", "settings.repair=training"],
            MISUSED,
            "gradual removes single weights, blocks or N of M and has no use for it. It is for fpgm, group_norm,",
        ),
        (
            ["run", "gradual", "--task", "tiny_shapes", "--set", "settings.every=60"],
            MISUSED,
            "prunes less than 2 times",
        ),
        (["report"], FAILED, "There is no report in"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(words, code, reason, tmp_path, capsys):
    assert main(["suite", *words, "--out", str(tmp_path)]) == code
    *_, said = capsys.readouterr().err.splitlines()
    assert not list(tmp_path.iterdir())
    assert said.startswith("gesture-train: ")
    assert reason in said


def test_missing_data_are_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("GESTURE_DATA", raising=False)
    assert main(["suite", "run", "gradual", "--task", "lenet300_mnist", "--out", str(tmp_path)]) == FAILED
    assert "There is no data at mnist10k" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_says_so_within_a_second_and_keeps_what_is_finished(how, tmp_path):
    words = ["suite", "run", "gradual", *ON_TINY, "--seeds", "500", "--json", "--out", str(tmp_path)]
    command = [sys.executable, "-m", "training", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if json.loads(line)["event"] == "seed_finished")
        child = psutil.Process(process.pid)
        before = child.cpu_times()
        process.send_signal(how)
        last = next(event for line in process.stdout if (event := json.loads(line))["event"] == "cancelled")
        after = child.cpu_times()
        rest, errors = process.communicate(timeout=200)
    assert process.returncode == INTERRUPTED
    assert rest + errors == ""
    assert last["seeds_finished"] == len((tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines())
    worked_s = after.user + after.system - before.user - before.system
    assert worked_s < 1  # which a busy machine stretches


@pytest.mark.skipif(os.name == "nt", reason="Windows has no rusage")
def test_a_stopped_run_does_not_linger(tmp_path):
    """In seconds of work rather than of the clock, which a busy machine stretches: without care it is a whole one."""
    from resource import RUSAGE_CHILDREN, getrusage

    words = ["suite", "run", "gradual", *ON_TINY, "--seeds", "500", "--json", "--out", str(tmp_path)]
    command = [sys.executable, "-m", "training", *words]
    before = getrusage(RUSAGE_CHILDREN)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if json.loads(line)["event"] == "seed_finished")
        process.send_signal(signal.SIGTERM)
        next(line for line in process.stdout if json.loads(line)["event"] == "cancelled")
        spent = psutil.Process(process.pid).cpu_times()
        process.communicate(timeout=200)
    after = getrusage(RUSAGE_CHILDREN)
    whole_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert whole_s - spent.user - spent.system < 0.5 * slowness()


def test_progress_is_told_a_few_times_a_second_and_everything_else_always():
    heard = []
    throttle = Throttle(heard.append)
    for number in range(1000):
        throttle(Event("progress", {"stage": "dense", "done": number / 1000}))
    throttle(Event("progress", {"stage": "dense", "done": 1.0}))
    throttle(Event("seed_finished", {}))
    assert len(heard) < 100
    assert [event.values.get("done") for event in heard[-2:]] == [1.0, None]


@pytest.mark.parametrize(
    ("free", "of", "whole", "why"),
    [
        (0.29, "channels", "", " of those that can go, which are 29%; the rest is tied to what stays"),
        (1.0, "channels", "", "; widths are rounded, and no layer may lose all"),
        (None, "channels", "", ""),
        (None, "parameters", "operators", "; operators go whole"),
    ],
)
def test_a_ratio_that_was_not_reached_is_told_with_the_reason_that_is_known(capsys, free, of, whole, why) -> None:
    values = {"seed": 1, "arm": "random", "asked": 0.5, "reached": 0.143, "free_share": free, "of": of, "whole": whole}
    speaker(as_json=False)(Event("off_the_ratio", values))
    told = capsys.readouterr().err
    assert told == f"seed 1 random: 14% of the {of} went, and 50% were asked for{why}\n"


@pytest.mark.parametrize(("quality", "says"), [("far", "unlike those"), ("unknown", "unknown, without batch norms")])
def test_a_repair_with_inputs_of_another_kind_is_told(capsys, quality: str, says: str) -> None:
    speaker(as_json=False)(Event("calibration", {"seed": 1, "arm": "data_free", "quality": quality}))
    told = capsys.readouterr().err
    assert told.startswith("seed 1 data_free: ")
    assert says in told
