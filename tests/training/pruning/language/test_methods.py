"""The methods for language models in the suite's frame: every arm prunes, proves it, and writes a usable model."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from tiny_language import VOCABULARY, tiny_model

from training.errors import RecipeError
from training.pruning.judging import cross_entropy, perplexity
from training.pruning.language.hub import export
from training.pruning.language.saved import load_model
from training.pruning.methods import adapt_pruner, llm_pruner, perp
from training.pruning.networks.causal import CausalNetwork
from training.pruning.run import RunRequest, run
from training.pruning.types import Examples, Family, Split, Task, TrainingPlan

SETTINGS = {
    "llm_pruner": {"samples": 4},
    "perp": {"samples": 8, "layer_steps": 5},
    "adapt_pruner": {"samples": 4, "step": 0.1, "amplitude": 0.05, "stages": 2, "recovery": 0.5},
}
METHODS = {module.METHOD.name: module.METHOD for module in (adapt_pruner, llm_pruner, perp)}
ARMS = [pytest.param(m, arm.name, id=f"{m.name}:{arm.name}") for m in METHODS.values() for arm in m.arms]


def counting():
    """Rows that count, each from somewhere."""
    tokens = (torch.arange(13)[None, :] + torch.arange(40)[:, None]) % VOCABULARY
    split = Split(tokens[:, :-1], tokens[:, 1:])
    return Examples(split, split)


def build(width):
    return CausalNetwork(tiny_model("llama", intermediate_size=round(40 * width)))


COUNTING = Task(
    name="counting",
    title="Counting",
    family=Family.LANGUAGE,
    data="numbers",
    score_name="perplexity",
    is_higher_better=False,
    plan=TrainingPlan(epochs=4, batch=20, learning_rate=1e-2, optimizer="adamw", clip=1.0),
    keep_dense=("model.lm_head",),
    build=build,
    load=counting,
    loss=cross_entropy,
    score=perplexity,
    export=export,
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """One folder for all arms, so that they share the dense network."""
    return tmp_path_factory.mktemp("suite")


def run_arm(method, arm, folder, **changes):
    settings = dataclasses.replace(method.settings, **SETTINGS[method.name] | changes)
    request = RunRequest(method, COUNTING, 0.3, (arm,), (0,), COUNTING.plan, settings, folder, True, 0)
    (line,) = run(request, lambda _: None)
    return line


@pytest.mark.parametrize(("method", "arm"), ARMS)
def test_an_arm_prunes_and_writes_a_model_of_transformers(method, arm, out):
    line = run_arm(method, arm, out)
    if arm == "lora":
        assert line.evidence["merged_sparsity"] < 0.1
    else:
        assert line.pruned["nonzeros"] < 0.95 * line.dense["nonzeros"]
    assert line.unrecovered_score > 0
    model = load_model(str((out / line.checkpoint).with_suffix("")))
    assert perplexity(CausalNetwork(model), counting().test) == pytest.approx(line.pruned["score"])


def test_training_makes_up_for_what_was_cut(out):
    line = run_arm(METHODS["llm_pruner"], "element1", out)
    assert line.pruned["score"] < line.unrecovered_score


def test_the_share_that_is_trained_is_told(out):
    few, many = (run_arm(METHODS["perp"], arm, out).evidence["trained_share"] for arm in ("biases_norms", "full"))
    assert 0 < few < 0.05
    assert many == 1.0


@pytest.mark.parametrize(
    ("name", "arm", "changes", "sentence"),
    [
        ("llm_pruner", "element1", {"spared_first": 2, "spared_last": 1}, "leave none of the 3 layers"),
        ("llm_pruner", "element1", {"aggregation": "mean"}, "no aggregation 'mean'"),
        ("perp", "mask_lora", {"granularity": "block:4"}, "not block:4"),
        ("perp", "mask_lora", {"granularity": "2:4"}, "has sparsity 0.5, not 0.3"),
        ("perp", "mask_lora", {"selection": "luck"}, "no selection 'luck'"),
        ("adapt_pruner", "stages", {"stages": 0}, "stages from 1"),
        ("adapt_pruner", "stages", {"distance": "far"}, "no distance 'far'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name, arm, changes, sentence, tmp_path):
    with pytest.raises(RecipeError, match=sentence):
        run_arm(METHODS[name], arm, tmp_path, **changes)
