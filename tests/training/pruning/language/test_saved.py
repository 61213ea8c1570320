"""A pruned model comes back bit by bit by both routes, and goes on being trained from there."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch
from tiny_language import CLASSES, logits_of, some_windows, tiny_model
from transformers import AutoModelForCausalLM

from training.commands import _suite_lm_eval
from training.errors import CheckpointError
from training.pruning.language.recover import with_adapters
from training.pruning.language.saved import changed_shapes, load_model, save_model, size_of
from training.pruning.language.structured import Strategy, StructuredRequest, prune_structured

# A process of its own that knows nothing of this project.
BY_ITSELF = """
import sys, torch
from pathlib import Path
from transformers import AutoModelForCausalLM
windows = torch.load(sys.argv[1], weights_only=True)
for folder in sys.argv[2:]:
    model = AutoModelForCausalLM.from_pretrained(folder, trust_remote_code=True)
    model.generate(windows[:, :4], max_new_tokens=3, do_sample=False)
    torch.save(model(input_ids=windows).logits, Path(folder) / "logits.pt")
assert not any(name.split(".")[0] == "training" for name in sys.modules)
"""


def pruned(name, strategy=Strategy.BLOCK, **changes):
    model = tiny_model(name, **changes)
    prune_structured(model, StructuredRequest(0.5, strategy), some_windows())
    return model


@pytest.mark.parametrize("name", CLASSES)
def test_a_pruned_model_comes_back_through_automodel(name, tmp_path):
    model = pruned(name)
    save_model(model, tmp_path / "model")
    again = load_model(str(tmp_path / "model"))
    assert torch.equal(logits_of(again, some_windows()), logits_of(model, some_windows()))
    start = some_windows(1, 4)
    assert torch.equal(again.generate(start, max_new_tokens=4), model.generate(start, max_new_tokens=4))
    assert isinstance(again, type(AutoModelForCausalLM.from_pretrained(tmp_path / "model")))


@pytest.mark.parametrize("tied", [True, False])
def test_a_model_without_some_channels_comes_back(tied, tmp_path):
    model = pruned("llama", Strategy.CHANNEL, tie_word_embeddings=tied)
    save_model(model, tmp_path / "model")
    again = load_model(str(tmp_path / "model"))
    assert torch.equal(logits_of(again, some_windows()), logits_of(model, some_windows()))


def test_a_pruned_model_needs_nothing_of_this_project(tmp_path):
    windows = some_windows()
    torch.save(windows, tmp_path / "windows.pt")
    models = {name: pruned(name) for name in ("llama", "gemma3_text", "opt")}
    for name, model in models.items():
        save_model(model, tmp_path / name)
    folders = [str(tmp_path / name) for name in models]
    command = [sys.executable, "-W", "error", "-c", BY_ITSELF, str(tmp_path / "windows.pt"), *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for name, model in models.items():
        logits = torch.load(tmp_path / name / "logits.pt", weights_only=True)
        assert torch.equal(logits, logits_of(model, windows))


def test_adapters_are_merged_into_a_model_that_came_back(tmp_path):
    save_model(pruned("llama"), tmp_path / "model")
    adapted = with_adapters(load_model(str(tmp_path / "model")), rank=2, alpha=4, dropout=0.0)
    trained = [parameter for parameter in adapted.parameters() if parameter.requires_grad]
    assert 0 < sum(p.numel() for p in trained) < 0.3 * sum(p.numel() for p in adapted.parameters())
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in trained:
            parameter.normal_(std=0.1)
    said = logits_of(adapted, some_windows())
    merged = adapted.merge_and_unload()
    save_model(merged, tmp_path / "merged")
    again = load_model(str(tmp_path / "merged"))
    torch.testing.assert_close(logits_of(again, some_windows()), said, rtol=1e-4, atol=1e-4)
    assert changed_shapes(again) == changed_shapes(merged) != {}


def test_numbers_are_in_safetensors_only(tmp_path):
    save_model(pruned("llama"), tmp_path / "model")
    names = {path.name for path in (tmp_path / "model").iterdir()}
    assert "model.safetensors" in names
    assert _suite_lm_eval.MODELLING in names  # by which it knows whose code it may run
    assert not {name for name in names if name.endswith((".bin", ".pt", ".part"))}


def test_a_model_of_usual_shapes_is_written_as_any_other(tmp_path):
    save_model(tiny_model("llama"), tmp_path / "model")
    facts = json.loads((tmp_path / "model" / "config.json").read_text(encoding="utf-8"))
    assert facts["model_type"] == "llama"
    assert "auto_map" not in facts
    assert not (tmp_path / "model" / "modeling_pruned.py").exists()


def test_what_is_there_is_not_overwritten(tmp_path):
    (tmp_path / "model").mkdir()
    with pytest.raises(CheckpointError, match=r"already something at .*model; name a new folder"):
        save_model(tiny_model("llama"), tmp_path / "model")


def test_what_an_interrupted_run_left_does_no_harm(tmp_path):
    (tmp_path / "model.part").mkdir()
    (tmp_path / "model.part" / "half").write_text("", encoding="utf-8")
    save_model(tiny_model("llama"), tmp_path / "model")
    assert not (tmp_path / "model" / "half").exists()


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=r"no language model|not a language model"):
        load_model(str(tmp_path))


@pytest.mark.parametrize("read", [load_model, lambda name: size_of(name, 8)], ids=["load", "size"])
@pytest.mark.parametrize(
    ("model_type", "reason"),
    [
        ("t5", "it has an encoder and a decoder"),
        ("chatglm", "it keeps query, key"),
        ("unheard_of", "there is no table"),
    ],
)
def test_a_family_that_transformers_does_not_know_as_a_causal_one_is_refused_by_name(
    model_type, reason, read, tmp_path
):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": model_type}), encoding="utf-8")
    with pytest.raises(CheckpointError, match=f"A model of type {model_type} cannot be pruned: {reason}"):
        read(str(tmp_path))


def test_damaged_numbers_are_refused(tmp_path):
    save_model(pruned("llama"), tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").write_bytes(b"\x08")
    with pytest.raises(CheckpointError, match="is not a language model that can be read"):
        load_model(str(tmp_path / "model"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"num_attention_heads": 3, "head_dim": None},
            r"hidden size \(32\) is not a multiple of the number of attention heads \(3\)",
        ),
        ({"num_attention_heads": 0, "head_dim": None}, "ZeroDivisionError"),
        ({"hidden_act": "unheard_of"}, "KeyError: 'unheard_of'"),
        ({"num_hidden_layers": 5}, r"lacks \d+ tensors that its config.json speaks of, such as model\.layers\."),
    ],
)
def test_a_configuration_that_contradicts_itself_or_the_weights_is_told_in_a_sentence(changes, says, tmp_path):
    folder = tmp_path / "model"
    save_model(tiny_model("llama"), folder)
    facts = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps({key: value for key, value in facts.items() if value is not None}))
    with pytest.raises(CheckpointError, match=says):
        load_model(str(folder))
