"""Any folder of transformers is a task of the suite, with its own tokenizer."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil

import pytest
import torch
from tiny_language import VOCABULARY, loss_of, some_windows, tiny_model
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from training.errors import CheckpointError, DataError, RecipeError
from training.pruning.hardware import SPREAD, Hardware
from training.pruning.language.hub import LENGTH, export
from training.pruning.language.saved import save_model
from training.pruning.language.structured import StructuredRequest, prune_structured
from training.pruning.registry import find_method, find_task
from training.pruning.run import RunRequest, run
from training.pruning.types import Instruction, Precision

WORDS = [f"w{number}" for number in range(VOCABULARY)]


@pytest.fixture
def folder(tmp_path):
    """A model with a tokenizer that knows fifty words, and a text of them."""
    save_model(tiny_model("llama", max_position_embeddings=LENGTH), tmp_path / "model")
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(tmp_path / "model")
    (tmp_path / "text.txt").write_text(" ".join(WORDS * 60), encoding="utf-8")
    return tmp_path


def test_a_folder_is_a_task_with_its_own_tokenizer(folder):
    task = find_task(f"hf:{folder / 'model'}@{folder / 'text.txt'}")
    examples = task.load()
    assert examples.train.inputs.shape == (21, LENGTH)
    assert examples.test.inputs.shape == (2, LENGTH)
    assert examples.train.inputs[0, :5].tolist() == [0, 1, 2, 3, 4]
    assert torch.equal(examples.train.targets[0, :-1], examples.train.inputs[0, 1:])


def test_perplexity_is_e_to_the_mean_loss(folder):
    task = find_task(f"hf:{folder / 'model'}@{folder / 'text.txt'}")
    network, split = task.build(1.0), task.load().test
    rows = torch.cat([split.inputs, split.targets[:, -1:]], dim=1)
    assert task.score(network, split) == pytest.approx(math.exp(loss_of(network.model, rows)), rel=1e-4)


def test_another_width_is_refused(folder):
    with pytest.raises(RecipeError, match="comes in one width"):
        find_task(f"hf:{folder / 'model'}").build(0.5)


def test_a_model_without_tokenizer_is_refused(folder):
    save_model(tiny_model("llama"), folder / "bare")
    with pytest.raises(CheckpointError, match="no tokenizer with the model"):
        find_task(f"hf:{folder / 'bare'}@{folder / 'text.txt'}").load()


def test_a_text_that_there_is_not_is_refused(folder):
    with pytest.raises(DataError, match=r"nowhere\.txt"):
        find_task(f"hf:{folder / 'model'}@nowhere.txt").load()


def test_a_model_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="no language model in safetensors"):
        find_task(f"hf:{tmp_path / 'nothing'}").build(1.0)


def test_only_language_models_are_written(tmp_path):
    with pytest.raises(TypeError, match="holds no language model"):
        export(torch.nn.Linear(1, 1), tmp_path / "model")


def test_a_model_from_a_folder_is_pruned_as_it_is(folder):
    """It has learned already: nothing trains it before it is cut, and what comes out can be taken as a task again."""
    task, method = find_task(f"hf:{folder / 'model'}@{folder / 'text.txt'}"), find_method("llm_pruner")
    request = RunRequest(method, task, 0.5, ("element1",), (0,), task.plan, method.settings, folder / "out", False, 0)
    (line,) = run(request, lambda _: None)
    assert line.dense["score"] == pytest.approx(task.score(task.build(1.0), task.load().test))
    assert line.pruned["params"] < line.dense["params"]
    assert not (folder / "out" / "dense").exists()
    again = find_task(f"hf:{(folder / 'out' / line.checkpoint).with_suffix('')}@{folder / 'text.txt'}")
    assert torch.equal(again.load().test.inputs, task.load().test.inputs)
    assert sum(parameter.numel() for parameter in again.build(1.0).parameters()) == line.pruned["params"]


def test_a_pruned_model_keeps_its_tokenizer_and_nobody_is_asked_to_run_code(folder, capfd):
    model = tiny_model("llama")
    prune_structured(model, StructuredRequest(0.5), some_windows())
    save_model(model, folder / "pruned")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(folder / "model" / name, folder / "pruned")
    task = find_task(f"hf:{folder / 'pruned'}@{folder / 'text.txt'}")
    assert task.load().test.inputs.shape == (2, LENGTH)
    assert "custom code" not in "".join(capfd.readouterr())


def test_layers_divided_by_accelerate_say_the_same(folder):
    """On a machine without GPUs all of them lie on the processor, and the way there is the same."""
    pytest.importorskip("accelerate", reason="pip install the extra `suite`")
    task = find_task(f"hf:{folder / 'model'}@{folder / 'text.txt'}")
    spread, plain = task.read(torch.float32, SPREAD), task.read(torch.float32, "cpu")
    split = task.load().test
    assert task.score(spread, split) == pytest.approx(task.score(plain, split))


def test_the_size_is_known_without_the_weights(folder):
    task = find_task(f"hf:{folder / 'model'}")
    (folder / "model" / "model.safetensors").unlink()
    size = task.size()
    assert size.params == sum(parameter.numel() for parameter in tiny_model("llama").parameters())
    assert (size.layers, size.channels, size.vocabulary, size.length) == (3, 32, VOCABULARY, LENGTH)
    with pytest.raises(CheckpointError, match="There is no language model at"):
        find_task(f"hf:{folder / 'nothing'}").size()


def test_instructions_are_asked_as_alpaca_asks_them(folder):
    task = find_task(f"hf:{folder / 'model'}")
    asked, answer = task.encode(Instruction("w3", "", "w4 w5", "x"))
    assert asked == [0, 0, 3, 0, 0]  # the words of the frame are unknown to it
    assert answer == [4, 5]


def run_in_bfloat16(folder, name, arm, **settings):
    task, method = find_task(f"hf:{folder / 'model'}@{folder / 'text.txt'}"), find_method(name)
    changed = dataclasses.replace(method.settings, **settings)
    hardware = Hardware("cpu", Precision.BFLOAT16)
    plan = dataclasses.replace(task.plan, learning_rate=1e-3)
    request = RunRequest(
        method, task, 0.5, (arm,), (0,), plan, changed, folder / "out", timing_runs=0, hardware=hardware
    )
    heard = []
    (line,) = run(request, heard.append)
    return line, heard


@pytest.mark.parametrize(
    ("name", "arm", "settings"),
    [
        ("llm_pruner", "element1", {}),
        ("perp", "mask_lora", {"samples": 8}),
        ("perp", "reconstruct", {"samples": 8, "layer_steps": 3}),
        ("adapt_pruner", "one_shot", {"samples": 4, "step": 0.2, "amplitude": 0.1, "recovery": 1.0}),
        ("paser", "paser", {"steps": 2, "data": "data.jsonl", "conflicts": "none", "clusters": 2}),
    ],
)
def test_every_method_works_in_bfloat16(name, arm, settings, folder, monkeypatch):
    monkeypatch.chdir(folder)
    records = [{"instruction": f"w{n} w{n + 1}", "output": f"w{n + 2}"} for n in range(20)]
    (folder / "data.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    line, heard = run_in_bfloat16(folder, name, arm, **settings)
    assert line.precision == "bfloat16"
    assert line.pruned["nonzeros"] < line.dense["nonzeros"]
    memory = next(event.values for event in heard if event.kind == "memory")
    assert 0 < memory["needed_bytes"] < memory["free_bytes"]
    again = find_task(f"hf:{(folder / 'out' / line.checkpoint).with_suffix('')}@{folder / 'text.txt'}")
    split = again.load().test
    assert again.score(again.read(torch.bfloat16, "cpu"), split) == pytest.approx(line.pruned["score"], rel=1e-3)


def test_what_cannot_fit_is_refused_before_it_is_read(folder, monkeypatch):
    monkeypatch.setattr(Hardware, "free_bytes", lambda _: 1000)
    with pytest.raises(
        RecipeError, match=r"llm_pruner:element1 on hf:.* needs about 0\.9 GB of memory, and 0 MB are free"
    ):
        run_in_bfloat16(folder, "llm_pruner", "element1")
