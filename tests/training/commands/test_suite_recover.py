"""training suite recover: a pruned model is trained on from the command line, and comes out as a folder."""

from __future__ import annotations

import importlib.util
import json

import pytest
import torch

from training.cli import FAILED, MISUSED, main

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("transformers") is None, reason="language models need the extra `suite`"
)
WORDS = [f"w{number}" for number in range(50)]
QUICK = ["--steps", "3", "--batch", "4", "--length", "16", "--rank", "2", "--learning-rate", "0.01"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A model with its tokenizer, a text and instructions."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from tiny_language import tiny_model
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    from training.pruning.language.saved import save_model

    save_model(tiny_model("llama"), tmp_path / "model")
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="w1").save_pretrained(tmp_path / "model")
    (tmp_path / "text.txt").write_text(" ".join(WORDS * 4), encoding="utf-8")
    record = {"instruction": "w2 w3", "input": "", "output": "w4"}
    (tmp_path / "data.json").write_text(json.dumps([record] * 8), encoding="utf-8")
    return tmp_path


def recover(folder, *words):
    return main(["suite", "recover", str(folder / "model"), "--out", str(folder / "out"), *QUICK, *words])


@pytest.mark.parametrize("source", [["--text", "text.txt"], ["--data", "data.json"]], ids=["text", "instructions"])
def test_a_model_is_recovered_with_its_tokenizer(source, folder, capsys):
    from transformers import AutoTokenizer

    from training.pruning.language.saved import load_model

    kind, name = source
    assert recover(folder, kind, str(folder / name)) == 0
    shown = capsys.readouterr()
    assert "step 3 of 3: loss" in shown.err
    assert str(folder / "out") in shown.out
    assert load_model(str(folder / "out")).config.vocab_size == 50
    assert AutoTokenizer.from_pretrained(folder / "out")("w5")["input_ids"] == [5]


def test_steps_are_json_lines_for_another_program(folder, capsys):
    assert recover(folder, "--text", str(folder / "text.txt"), "--json") == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events] == ["memory", *["progress"] * 3]
    memory, *steps = events
    assert 0 < memory["needed_bytes"] < memory["free_bytes"]
    assert [step["step"] for step in steps] == [1, 2, 3]
    assert steps[2]["loss"] < steps[0]["loss"]


def test_what_cannot_fit_is_refused_before_it_is_read(folder, capsys, monkeypatch):
    from training.pruning.hardware import Hardware

    (folder / "model" / "model.safetensors").unlink()
    monkeypatch.setattr(Hardware, "free_bytes", lambda _: 1000)
    assert recover(folder, "--text", str(folder / "text.txt")) == MISUSED
    shown = capsys.readouterr().err
    assert "needs about 0.9 GB of memory; 0 MB are free" in shown
    assert "and 0 MB are free; take --precision bfloat16, --micro-batch 1" in shown


def test_parts_of_a_batch_take_less(folder, capsys):
    needed = []
    for words in ([], ["--micro-batch", "1"]):
        assert recover(folder, "--text", str(folder / "text.txt"), "--json", *words) == 0
        needed.append(json.loads(capsys.readouterr().out.splitlines()[0])["needed_bytes"])
        (folder / "out").rename(folder / f"out{len(needed)}")
    assert needed[1] < needed[0]


def test_every_process_of_a_machine_reads_the_whole_model(folder, capsys, monkeypatch):
    from training.pruning.footprint import PROCESS
    from training.pruning.hardware import Hardware

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    free = {"cpu": PROCESS, "cuda": 100 * PROCESS}
    monkeypatch.setattr(Hardware, "free_bytes", lambda self: free[self.first.type])
    for name in ("WORLD_SIZE", "LOCAL_WORLD_SIZE"):
        monkeypatch.setenv(name, "2")
    assert recover(folder, "--text", str(folder / "text.txt")) == MISUSED
    assert "in 2 processes needs about 1.8 GB of memory, and 0.9 GB are free; start fewer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["--text", "nowhere.txt"], FAILED, "There is no data at nowhere.txt"),
        (["--text", "text.txt", "--batch", "0"], MISUSED, "at least 1"),
        (["--text", "text.txt", "--learning-rate", "0"], MISUSED, "--learning-rate above 0"),
        (["--text", "text.txt", "--device", "foo"], MISUSED, "There is no device 'foo'"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(words, code, reason, folder, capsys):
    assert recover(folder, *words) == code
    assert reason in capsys.readouterr().err


def test_pruned_single_weights_are_filled_only_when_asked(folder, capsys):
    from training.pruning.language.families import inner_matrices
    from training.pruning.language.saved import load_model

    model = load_model(str(folder / "model"))
    with torch.no_grad():
        for matrix in inner_matrices(model).values():
            matrix.weight[::2] = 0
    model.save_pretrained(folder / "model")
    assert recover(folder, "--text", str(folder / "text.txt")) == MISUSED
    assert "add --fill-zeros if it is meant" in capsys.readouterr().err
    assert recover(folder, "--text", str(folder / "text.txt"), "--fill-zeros") == 0


def test_what_is_there_is_not_overwritten(folder, capsys):
    (folder / "out").mkdir()
    assert recover(folder, "--text", str(folder / "text.txt")) == FAILED
    assert "There is already something at" in capsys.readouterr().err


def test_one_that_was_stopped_is_gone_on_with_only_when_asked(folder, capsys):
    (folder / "out.resume").mkdir()
    assert recover(folder, "--text", str(folder / "text.txt")) == MISUSED
    assert "add --resume, or remove it" in capsys.readouterr().err
    assert recover(folder, "--text", str(folder / "text.txt"), "--resume", "--keep-every", "1") == 0
    assert not (folder / "out.resume").exists()


def test_a_batch_has_to_divide_between_processes(folder, capsys, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "3")
    assert recover(folder, "--text", str(folder / "text.txt")) == MISUSED
    assert "--batch 4 does not divide between 3 processes" in capsys.readouterr().err
