"""What a unit is worth: as the formulas say, and by Taylor's terms the same however a function is written down."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_language import loss_of, some_windows, tiny_model

from training.errors import TrainingError
from training.pruning.language.groups import block_groups
from training.pruning.language.importance import Aggregation, Criterion, Judge, measure_sensitivity, score_groups

TAYLOR = [criterion for criterion in Criterion if criterion not in (Criterion.L2, Criterion.RANDOM)]


def scores_of(model, judge, windows=None, seed=0):
    return score_groups(model, block_groups(model), some_windows() if windows is None else windows, judge, seed)


def rescaled(model, strength):
    """The same function with other numbers: what one matrix is multiplied by, the next is divided by."""
    twin, random = copy.deepcopy(model), torch.Generator().manual_seed(3)
    with torch.no_grad():
        for layer in twin.model.layers:
            up, down = layer.mlp.up_proj.weight, layer.mlp.down_proj.weight
            factor = torch.exp(strength * torch.randn(len(up), generator=random))
            up.mul_(factor[:, None])
            down.div_(factor[None, :])
            value, out = layer.self_attn.v_proj.weight, layer.self_attn.o_proj.weight
            factor = torch.exp(strength * torch.randn(4, generator=random))  # one for each key
            value.mul_(factor.repeat_interleave(4)[:, None])
            out.div_(factor.repeat_interleave(8)[None, :])
    return twin


@pytest.mark.parametrize(
    "judge",
    [Judge(criterion) for criterion in TAYLOR] + [Judge(aggregation=kind) for kind in Aggregation],
    ids=lambda judge: f"{judge.criterion.value}-{judge.aggregation.value}",
)
def test_rescaling_changes_no_score_that_asks_the_loss(judge):
    model = tiny_model("llama")
    twin = rescaled(model, 1.0)
    assert loss_of(twin, some_windows()) == pytest.approx(loss_of(model, some_windows()), rel=1e-5)
    for score, same in zip(scores_of(model, judge), scores_of(twin, judge), strict=True):
        torch.testing.assert_close(same, score, rtol=1e-3, atol=1e-12)


def test_rescaling_changes_what_size_says():
    model, judge = tiny_model("llama"), Judge(Criterion.L2)
    for score, other in zip(scores_of(model, judge), scores_of(rescaled(model, 1.0), judge), strict=True):
        assert score.argsort().tolist() != other.argsort().tolist()


def test_the_loss_of_a_removed_neuron_is_foretold():
    """The first-order score of a tiny neuron is what its removal does, to first order."""
    model, windows = tiny_model("llama"), some_windows(1)
    with torch.no_grad():
        model.model.layers[1].mlp.down_proj.weight[:, 5] *= 1e-3
    vector = scores_of(model, Judge(Criterion.VECTOR, Aggregation.LAST), windows)[3][5]
    before = loss_of(model, windows)
    with torch.no_grad():
        model.model.layers[1].mlp.down_proj.weight[:, 5] = 0
    assert abs(loss_of(model, windows) - before) == pytest.approx(float(vector), rel=0.1)


def test_squares_are_of_single_samples_and_summed():
    model, windows = tiny_model("llama"), some_windows(3)
    groups = block_groups(model)
    together = measure_sensitivity(model, groups, windows, Criterion.MIX)
    alone = [measure_sensitivity(model, groups, window[None], Criterion.MIX) for window in windows]
    name = "model.layers.0.mlp.up_proj.weight"
    torch.testing.assert_close(together.second[name], sum(one.first[name].square() for one in alone))
    torch.testing.assert_close(together.first[name], sum(one.first[name] for one in alone))


def test_both_terms_are_equation_five():
    model, windows = tiny_model("llama"), some_windows(3)
    found = measure_sensitivity(model, block_groups(model), windows, Criterion.MIX)
    name = "model.layers.2.mlp.down_proj.weight"
    weight = model.get_parameter(name).detach()
    damage = (found.first[name] * weight - 0.5 * found.second[name] * weight.square()).abs().sum(dim=0)
    judge = Judge(Criterion.MIX, Aggregation.LAST)
    torch.testing.assert_close(scores_of(model, judge, windows)[5].float(), damage)


def test_a_row_is_judged_as_a_whole_before_its_sign_is_dropped():
    model = tiny_model("llama")
    vector, element = scores_of(model, Judge(Criterion.VECTOR)), scores_of(model, Judge(Criterion.ELEMENT_FIRST))
    assert all(bool((low <= high + 1e-12).all()) for low, high in zip(vector, element, strict=True))


def test_scores_of_slices_come_together_as_asked():
    model = tiny_model("llama")
    found = {aggregation: scores_of(model, Judge(Criterion.L2, aggregation))[1] for aggregation in Aggregation}
    layer = model.model.layers[0].mlp
    parts = torch.stack([layer.gate_proj.weight.square().sum(1), layer.up_proj.weight.square().sum(1),
                         layer.down_proj.weight.square().sum(0)]).double()  # fmt: skip
    torch.testing.assert_close(found[Aggregation.SUM], parts.sum(0), rtol=1e-5, atol=0)
    torch.testing.assert_close(found[Aggregation.MAX], parts.amax(0), rtol=1e-5, atol=0)
    torch.testing.assert_close(found[Aggregation.PROD], parts.prod(0), rtol=1e-5, atol=0)
    torch.testing.assert_close(found[Aggregation.LAST], parts[2], rtol=1e-5, atol=0)


def test_chance_can_be_repeated():
    model, judge = tiny_model("llama"), Judge(Criterion.RANDOM)
    assert all(torch.equal(a, b) for a, b in zip(scores_of(model, judge), scores_of(model, judge), strict=True))
    assert not torch.equal(scores_of(model, judge)[0], scores_of(model, judge, seed=1)[0])


def test_judging_changes_nothing():
    model = tiny_model("opt")
    model.get_parameter("model.decoder.layers.0.fc1.weight").requires_grad = False
    before = {name: (value.clone(), value.requires_grad) for name, value in model.named_parameters()}
    scores_of(model, Judge(Criterion.MIX))
    for name, value in model.named_parameters():
        assert torch.equal(value, before[name][0])
        assert value.requires_grad == before[name][1]
        assert value.grad is None


def test_a_model_that_runs_over_is_refused():
    model = tiny_model("llama")
    with torch.no_grad():
        model.model.layers[0].mlp.up_proj.weight[0, 0] = float("nan")
    with pytest.raises(TrainingError, match="not finite; load it in bfloat16 or float32"):
        scores_of(model, Judge())


def test_gradients_are_added_up_one_by_one():
    """Those of a whole model would take as much memory as it does."""
    model, held = tiny_model("llama"), []
    for parameter in model.parameters():
        parameter.register_post_accumulate_grad_hook(
            lambda _: held.append(sum(other.grad is not None for other in model.parameters()))
        )
    scores_of(model, Judge())
    assert held
    assert max(held) == 1
