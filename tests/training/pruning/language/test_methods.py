"""The methods for language models in the suite's frame: every arm prunes, proves it, and writes a usable model."""

from __future__ import annotations

import dataclasses
import json

import pytest
import torch
from tiny_language import VOCABULARY, tiny_model

from training.errors import RecipeError
from training.pruning.judging import cross_entropy, perplexity
from training.pruning.language.hub import export
from training.pruning.language.saved import load_model
from training.pruning.methods import adapt_pruner, llm_pruner, paser, perp
from training.pruning.networks.causal import CausalNetwork
from training.pruning.run import RunRequest, run
from training.pruning.types import Examples, Family, Instruction, Split, Task, TrainingPlan

SETTINGS = {
    "llm_pruner": {"samples": 4},
    "perp": {"samples": 8, "layer_steps": 5},
    "paser": {"samples": 4, "steps": 4, "share": 0.5, "clusters": 2, "conflicts": "answers"},
    "adapt_pruner": {"samples": 4, "step": 0.1, "amplitude": 0.05, "stages": 2, "recovery": 0.5},
}
METHODS = {module.METHOD.name: module.METHOD for module in (adapt_pruner, llm_pruner, paser, perp)}
ARMS = [pytest.param(m, arm.name, id=f"{m.name}:{arm.name}") for m in METHODS.values() for arm in m.arms]


def counting():
    """Rows that count, each from somewhere."""
    tokens = (torch.arange(13)[None, :] + torch.arange(40)[:, None]) % VOCABULARY
    split = Split(tokens[:, :-1], tokens[:, 1:])
    return Examples(split, split)


def count_on(seed, wrong):
    """Questions about what follows two numbers."""
    starts = range(seed, seed + 40)
    right = [Instruction(f"{n % 40} {n % 40 + 1}", "", str(n % 40 + 2), "count") for n in starts]
    return [dataclasses.replace(e, output="1") if wrong * 40 > n else e for n, e in enumerate(right)]


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
    encode=lambda entry: ([int(word) for word in entry.instruction.split()], [int(entry.output)]),
    instructions=count_on,
)


TIED = dataclasses.replace(
    COUNTING, name="tied", build=lambda _: CausalNetwork(tiny_model("llama", tie_word_embeddings=True))
)
BIASED = dataclasses.replace(COUNTING, name="biased", build=lambda _: CausalNetwork(tiny_model("opt")))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """One folder for all arms, so that they share the dense network."""
    return tmp_path_factory.mktemp("suite")


@pytest.fixture(autouse=True)
def easily_believed(monkeypatch):
    """A model that has learned for eight steps holds no answer possible."""
    monkeypatch.setattr("training.pruning.language.conflicts.BELIEVED", 10.0)


def run_arm(method, arm, folder, amount=0.3, task=COUNTING, hear=lambda _: None, **changes):
    settings = dataclasses.replace(method.settings, **SETTINGS[method.name] | changes)
    request = RunRequest(method, task, amount, (arm,), (0,), task.plan, settings, folder, True, 0)
    (line,) = run(request, hear)
    return line


@pytest.mark.parametrize(("method", "arm"), ARMS)
def test_an_arm_prunes_and_writes_a_model_of_transformers(method, arm, out):
    line = run_arm(method, arm, out)
    if arm == "lora":
        assert line.evidence["merged_sparsity"] < 0.1
    else:
        assert line.pruned["nonzeros"] < 0.95 * line.dense["nonzeros"]
    assert arm == "none" or line.unrecovered_score > 0
    model = load_model(str((out / line.checkpoint).with_suffix("")))
    assert perplexity(CausalNetwork(model), counting().test) == pytest.approx(line.pruned["score"])


@pytest.mark.parametrize(
    ("name", "arm", "amount"),
    [
        ("llm_pruner", "element1", 0.25),
        ("llm_pruner", "global", 0.25),
        ("llm_pruner", "channel", 0.25),
        ("paser", "none", 0.25),
        ("adapt_pruner", "stages", 0.3),
    ],
)
def test_a_ratio_is_that_of_what_was_not_spared_or_of_all_parameters(name, arm, amount, tmp_path):
    """Of the channels of all layers far less goes, which is as it was asked for and nothing to be told."""
    events = []
    line = run_arm(METHODS[name], arm, tmp_path, amount, hear=events.append)
    assert line.reached < amount
    assert "off_the_ratio" not in [event.kind for event in events]


def test_heads_that_only_go_whole_are_told(tmp_path):
    events = []
    run_arm(METHODS["llm_pruner"], "element1", tmp_path, 0.4, hear=events.append)
    (told,) = [event.values for event in events if event.kind == "off_the_ratio"]
    assert told["whole"] == "heads and neurons"
    assert 0.25 < told["reached"] < 0.35


def test_training_makes_up_for_what_was_cut(out):
    line = run_arm(METHODS["llm_pruner"], "element1", out)
    assert line.pruned["score"] < line.unrecovered_score


def test_the_share_that_is_trained_is_told(out):
    found = {arm: run_arm(METHODS["perp"], arm, out).evidence for arm in ("biases_norms", "reconstruct", "full")}
    few, layers, many = (found[arm]["trained_share"] for arm in found)
    assert 0 < few < 0.05 < layers < many == 1.0
    params = sum(parameter.numel() for parameter in build(1.0).parameters())
    assert found["full"]["training_bytes_estimate"] == 12 * params
    assert found["reconstruct"]["training_bytes_estimate"] == pytest.approx(12 * layers * params / 3)  # a layer at once


@pytest.mark.parametrize("selection", ["wanda", "sparse_gpt"])
@pytest.mark.parametrize(("granularity", "amount"), [("element", 0.3), ("2:4", 0.5)])
def test_perp_retrains_after_other_prunings(selection, granularity, amount, out):
    line = run_arm(METHODS["perp"], "mask_lora", out, amount, selection=selection, granularity=granularity)
    assert line.reached == pytest.approx(amount, abs=0.02)
    assert line.pruned["score"] < line.unrecovered_score


@pytest.mark.parametrize(
    ("task", "parts", "count"),
    [
        (COUNTING, "norms", 7 * 32),
        (COUNTING, "head", VOCABULARY * 32),
        (COUNTING, "head+norms", (VOCABULARY + 7) * 32),
        (BIASED, "biases", 3 * (5 * 32 + 40)),
    ],
    ids=["norms", "head", "head and norms", "biases"],
)
def test_perp_retrains_the_parts_that_are_named(task, parts, count, out):
    line = run_arm(METHODS["perp"], "biases_norms", out, task=task, parts=parts)
    total = sum(parameter.numel() for parameter in task.build(1.0).parameters())
    assert line.evidence["trained_share"] == pytest.approx(count / total)


def test_a_head_is_untied_where_that_is_asked_for(out):
    line = run_arm(METHODS["perp"], "biases_norms", out, task=TIED, parts="head", untie_head=True)
    assert line.pruned["params"] == line.dense["params"] + VOCABULARY * 32
    assert line.pruned["score"] < line.unrecovered_score
    model = load_model(str((out / line.checkpoint).with_suffix("")))
    assert model.lm_head.weight is not model.get_input_embeddings().weight
    assert perplexity(CausalNetwork(model), counting().test) == pytest.approx(line.pruned["score"])


@pytest.mark.parametrize(
    ("task", "arm", "parts", "sentence"),
    [
        (TIED, "biases_norms", "head", r"one with its embeddings .*settings\.untie_head=true"),
        (COUNTING, "biases_norms", "biases", "has no biases"),
        (COUNTING, "reconstruct", "head+norms", "the head is in none"),
        (COUNTING, "biases_norms", "tails", "no part to retrain 'tails'"),
    ],
)
def test_parts_that_cannot_be_retrained_are_refused_before_any_training(task, arm, parts, sentence, tmp_path):
    with pytest.raises(RecipeError, match=sentence):
        run_arm(METHODS["perp"], arm, tmp_path, task=task, parts=parts)
    assert not (tmp_path / "dense").exists()


def test_criterion_scope_and_strategy_can_be_combined_freely(out):
    method = METHODS["llm_pruner"]
    asked = {"criterion": "element1", "scope": "global"}
    same, named = run_arm(method, "l2", out, **asked), run_arm(method, "global", out)
    assert same.unrecovered_score == named.unrecovered_score
    for criterion in ("l2", "mix"):
        line = run_arm(method, "element1", out, criterion=criterion, strategy="channel")
        model = load_model(str((out / line.checkpoint).with_suffix("")))
        assert model.get_input_embeddings().weight.shape[1] < 32


@pytest.mark.parametrize(
    ("name", "arm", "changes", "sentence"),
    [
        ("llm_pruner", "element1", {"spared_first": 2, "spared_last": 1}, "leave none of the 3 layers"),
        ("llm_pruner", "element1", {"aggregation": "mean"}, "no aggregation 'mean'"),
        ("llm_pruner", "element1", {"criterion": "luck"}, "no criterion 'luck'"),
        ("llm_pruner", "element1", {"scope": "village"}, "no scope 'village'"),
        ("llm_pruner", "channel", {"strategy": "row"}, "no strategy 'row'"),
        ("llm_pruner", "global", {"strategy": "channel"}, "no layers to rank together"),
        ("llm_pruner", "channel", {"aggregation": "last"}, "no last slice"),
        ("perp", "mask_lora", {"granularity": "block:4"}, "not block:4"),
        ("perp", "mask_lora", {"granularity": "2:4"}, "has sparsity 0.5, not 0.3"),
        ("perp", "mask_lora", {"selection": "luck"}, "no selection 'luck'"),
        ("paser", "paser", {"share": 0.0}, "share above 0"),
        ("paser", "paser", {"conflicts": "quarrels"}, "no conflicts 'quarrels'"),
        ("paser", "random", {"wrong": 0.1, "data": "x.json"}, "Only answers made by rule"),
        ("adapt_pruner", "stages", {"stages": 0}, "stages from 1"),
        ("adapt_pruner", "stages", {"distance": "far"}, "no distance 'far'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name, arm, changes, sentence, tmp_path):
    with pytest.raises(RecipeError, match=sentence):
        run_arm(METHODS[name], arm, tmp_path, **changes)


def test_what_paser_chose_can_be_read_beside_the_network(out):
    line = run_arm(METHODS["paser"], "paser", out)
    path = out / line.checkpoint
    text = path.with_name(f"{path.stem}-selection.md").read_text(encoding="utf-8")
    assert f"{line.evidence['chosen']:.0f} of 40 instructions in 2 clusters" in text


def test_all_arms_of_paser_take_as_many_steps(out):
    steps = {arm: run_arm(METHODS["paser"], arm, out).steps for arm in ("paser", "random", "full", "none")}
    assert steps["paser"] == steps["random"] == steps["full"] == steps["none"] + 4


def test_wrong_answers_that_were_chosen_are_counted(out):
    line = run_arm(METHODS["paser"], "full", out, wrong=0.25)
    assert line.evidence["wrong_share"] == pytest.approx(0.25, abs=0.03)


def test_a_task_without_instructions_is_refused(tmp_path):
    method = METHODS["paser"]
    settings = dataclasses.replace(method.settings, **SETTINGS["paser"])
    for changes, sentence in (({"encode": None}, "takes no instructions"), ({"instructions": None}, "of its own")):
        task = dataclasses.replace(COUNTING, **changes)
        request = RunRequest(method, task, 0.3, ("random",), (0,), task.plan, settings, tmp_path, True, 0)
        with pytest.raises(RecipeError, match=sentence):
            run(request, lambda _: None)


def test_instructions_of_ones_own_are_taken(tmp_path):
    (tmp_path / "own.jsonl").write_text(
        "".join(json.dumps({"instruction": f"{n} {n + 1}", "output": str(n + 2)}) + "\n" for n in range(30)),
        encoding="utf-8",
    )
    line = run_arm(METHODS["paser"], "paser", tmp_path, data=str(tmp_path / "own.jsonl"))
    assert line.evidence["chosen"] == 15
