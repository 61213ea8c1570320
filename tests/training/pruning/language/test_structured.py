"""What is cut out says nothing any more: a pruned model is the model whose removed units are silent."""

from __future__ import annotations

import copy
import dataclasses

import pytest
import torch
from tiny_language import CLASSES, logits_of, loss_of, some_windows, tiny_model

from training.errors import DataError, RecipeError
from training.pruning.language.cut import cut, keep_lowest_out, narrow_norms, silence
from training.pruning.language.groups import block_groups
from training.pruning.language.importance import Criterion, Judge, score_groups
from training.pruning.language.structured import Scope, Strategy, StructuredRequest, prune_structured
from training.pruning.language.windows import mean_loss


def generate(model, use_cache):
    return model.generate(some_windows(2, 4), max_new_tokens=8, do_sample=False, use_cache=use_cache)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("name", CLASSES)
def test_a_pruned_model_says_what_the_masked_one_says(name, scope):
    model, windows = tiny_model(name), some_windows()
    masked = copy.deepcopy(model)
    kept = prune_structured(model, StructuredRequest(0.5, scope=scope), windows)
    silence(masked, kept)
    torch.testing.assert_close(logits_of(model, windows), logits_of(masked, windows), rtol=1e-5, atol=1e-5)
    assert model.num_parameters() < 0.8 * masked.num_parameters()


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("name", CLASSES)
def test_a_pruned_model_writes_the_same_with_and_without_cache(name, strategy):
    model = tiny_model(name)
    prune_structured(model, StructuredRequest(0.5, strategy), some_windows())
    assert torch.equal(generate(model, use_cache=True), generate(model, use_cache=False))


@pytest.mark.parametrize("name", CLASSES)
def test_a_channel_is_gone_from_the_whole_model(name):
    """Norms divide by the number of channels; with that heeded, the masked model says the same."""
    model, windows = tiny_model(name), some_windows()
    masked = copy.deepcopy(model)
    kept = prune_structured(model, StructuredRequest(0.25, Strategy.CHANNEL), windows)
    silence(masked, kept)
    narrow_norms(masked, model, kept)
    torch.testing.assert_close(logits_of(model, windows), logits_of(masked, windows), rtol=1e-5, atol=1e-5)
    assert model.get_input_embeddings().embedding_dim == 24


@pytest.mark.parametrize("tied", [True, False])
def test_a_head_that_is_one_with_the_words_stays_so(tied):
    model = tiny_model("llama", tie_word_embeddings=tied)
    prune_structured(model, StructuredRequest(0.25, Strategy.CHANNEL), some_windows())
    assert model.lm_head.in_features == model.model.embed_tokens.embedding_dim == 24
    assert (model.lm_head.weight is model.model.embed_tokens.weight) == tied


@pytest.mark.parametrize("changes", [{"word_embed_proj_dim": 16}, {"do_layer_norm_before": False}])
def test_the_odd_ones_of_opt_lose_channels_too(changes):
    model = tiny_model("opt", **changes)
    prune_structured(model, StructuredRequest(0.5, Strategy.CHANNEL), some_windows())
    assert model.model.decoder.layers[0].fc1.in_features == 16
    assert torch.isfinite(logits_of(model, some_windows())).all()


def test_opt_knows_how_many_heads_are_left():
    model = tiny_model("opt")
    prune_structured(model, StructuredRequest(0.25), some_windows())
    attention = model.model.decoder.layers[0].self_attn
    assert (attention.num_heads, attention.embed_dim, attention.head_dim) == (6, 24, 4)
    assert attention.q_proj.bias.shape == (24,)
    assert attention.out_proj.bias.shape == (32,)


def test_queries_of_a_single_key_go_one_by_one():
    model, windows = tiny_model("gemma", num_key_value_heads=1), some_windows()
    masked = copy.deepcopy(model)
    silence(masked, prune_structured(model, StructuredRequest(0.5), windows))
    assert model.model.layers[0].self_attn.num_key_value_groups == 4
    torch.testing.assert_close(logits_of(model, windows), logits_of(masked, windows), rtol=1e-5, atol=1e-5)


def test_layers_that_are_not_named_stay_whole():
    model, before = tiny_model("llama"), tiny_model("llama")
    prune_structured(model, StructuredRequest(0.5, layers=range(1, 2)), some_windows())
    widths = [layer.mlp.up_proj.out_features for layer in model.model.layers]
    assert widths == [40, 20, 40]
    assert torch.equal(model.model.layers[0].mlp.up_proj.weight, before.model.layers[0].mlp.up_proj.weight)


def test_a_model_can_be_pruned_again():
    model = tiny_model("llama")
    for _ in range(2):
        prune_structured(model, StructuredRequest(0.5), some_windows())
    assert [layer.self_attn.k_proj.out_features for layer in model.model.layers] == [4, 4, 4]
    assert torch.isfinite(logits_of(model, some_windows())).all()


def test_at_least_one_head_and_neuron_stay():
    model = tiny_model("llama")
    prune_structured(model, StructuredRequest(0.99), some_windows())
    assert {layer.self_attn.q_proj.out_features for layer in model.model.layers} == {8}
    assert {layer.mlp.up_proj.out_features for layer in model.model.layers} == {1}


def test_without_groups_the_damage_is_greater():
    """The ablation of the paper: each matrix loses as much, but by its own score."""
    model, windows = trained_model()
    together, apart = copy.deepcopy(model), copy.deepcopy(model)
    groups = [group for group in block_groups(model) if group.name.endswith("mlp")]
    judge = Judge(Criterion.ELEMENT_FIRST)
    scores = score_groups(model, groups, windows, judge, 0)
    cut(together, dict(zip(groups, keep_lowest_out(scores, [10] * len(groups)), strict=True)))
    single = [dataclasses.replace(group, members=(member,)) for group in groups for member in group.members]
    scores = score_groups(model, single, windows, judge, 0)
    cut(apart, dict(zip(single, keep_lowest_out(scores, [10] * len(single)), strict=True)))
    assert together.num_parameters() == apart.num_parameters()
    dense, damage = loss_of(model, windows), loss_of(together, windows)
    assert loss_of(apart, windows) - dense > 2 * (damage - dense)


def trained_model():
    """A model that has learned to count, so that its neurons mean something."""
    model = tiny_model("llama")
    windows = (torch.arange(12)[None, :] + torch.arange(2, 34, 8)[:, None]) % 48 + 2
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(40):
        loss = mean_loss(model, windows)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model, windows


@pytest.mark.parametrize("ratio", [-0.1, 1.0])
def test_a_ratio_that_is_no_share_is_refused(ratio):
    with pytest.raises(RecipeError, match="0 to below 1"):
        prune_structured(tiny_model("llama"), StructuredRequest(ratio), some_windows())


def test_layers_that_there_are_not_are_refused():
    with pytest.raises(RecipeError, match="Layers 2 to 3 were named, but the model has 0 to 2"):
        prune_structured(tiny_model("llama"), StructuredRequest(0.5, layers=range(2, 4)), some_windows())


def test_channels_of_some_layers_are_refused():
    request = StructuredRequest(0.5, Strategy.CHANNEL, layers=range(1))
    with pytest.raises(RecipeError, match="runs through all layers"):
        prune_structured(tiny_model("llama"), request, some_windows())


def test_tokens_that_the_model_does_not_know_are_refused():
    with pytest.raises(DataError, match=r"token 99, but the model knows only 50; use the model's own tokenizer"):
        prune_structured(tiny_model("llama"), StructuredRequest(0.5), torch.full((1, 4), 99))
