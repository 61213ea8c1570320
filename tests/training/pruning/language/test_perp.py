"""What PERP trains, and that all of it ends up in the weights with every zero where it was."""

from __future__ import annotations

import pytest
import torch
from tiny_language import logits_of, loss_of, some_windows, tiny_model

from training.errors import RecipeError
from training.pruning.language.adapters import Adapter, AdapterSize, LowRank, attach, merge
from training.pruning.language.families import inner_matrices
from training.pruning.language.perp import Part, Retrained, choose_model_parts
from training.pruning.language.select import Selection, prune_sparse
from training.pruning.language.sparse import Sparsity, masks_of
from training.pruning.language.windows import mean_loss
from training.pruning.parts.prunable import sparsity_of

KEEPING = [adapter for adapter in Adapter if adapter is not Adapter.LORA]


def sparse_model(name="llama"):
    model = tiny_model(name)
    prune_sparse(model, Selection.MAGNITUDE, Sparsity(0.5), some_windows())
    return model


def train(model, steps=5):
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    for _ in range(steps):
        loss = mean_loss(model, some_windows())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@pytest.mark.parametrize("adapter", Adapter)
def test_an_untrained_adapter_changes_nothing(adapter):
    model = sparse_model()
    before = logits_of(model, some_windows())
    attach(inner_matrices(model), adapter, AdapterSize(2, 4))
    torch.testing.assert_close(logits_of(model, some_windows()), before, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("adapter", KEEPING)
@pytest.mark.parametrize("name", ["llama", "opt"])
def test_a_merged_adapter_keeps_every_zero(name, adapter):
    model = sparse_model(name)
    masks, before = masks_of(inner_matrices(model)), loss_of(model, some_windows())
    choose_model_parts(model, Retrained(adapter=adapter, size=AdapterSize(2, 4)))
    train(model)
    merge(inner_matrices(model))
    for weight, mask in masks.items():
        assert not model.get_parameter(weight)[~mask].any()
    assert loss_of(model, some_windows()) < before


@pytest.mark.parametrize("adapter", [Adapter.LORA, Adapter.MASK_LORA, Adapter.SCALE_LORA])
def test_what_was_trained_is_what_runs(adapter):
    model = sparse_model()
    choose_model_parts(model, Retrained(adapter=adapter, size=AdapterSize(2, 4)))
    train(model)
    said = logits_of(model, some_windows())
    merge(inner_matrices(model))
    torch.testing.assert_close(logits_of(model, some_windows()), said, rtol=1e-5, atol=1e-5)


def test_plain_adapters_lose_the_zeros_when_merged():
    model = sparse_model()
    choose_model_parts(model, Retrained(adapter=Adapter.LORA, size=AdapterSize(2, 4)))
    train(model)
    merge(inner_matrices(model))
    assert sparsity_of({name: matrix.weight for name, matrix in inner_matrices(model).items()}) < 0.1


def test_a_merge_that_would_fill_a_zero_is_stopped():
    weight = torch.tensor([[1.0, 0.0]])
    adapter = LowRank(weight, Adapter.SCALE_LORA, AdapterSize(1, 1))
    with pytest.raises(AssertionError, match="filled weights that were pruned"):
        adapter.merged(torch.tensor([[1.0, 1.0]]))


@pytest.mark.parametrize(
    ("name", "parts", "trained"),
    [
        ("llama", (Part.NORMS,), {"norm"}),
        ("opt", (Part.NORMS,), {"norm"}),
        ("opt", (Part.BIASES,), {"proj.bias", "fc1.bias", "fc2.bias"}),
    ],
)
def test_only_the_wanted_part_is_trained(name, parts, trained):
    model = tiny_model(name)
    count = choose_model_parts(model, Retrained(parts, adapter=None))
    wanted = {n: p for n, p in model.named_parameters() if p.requires_grad}
    assert all(any(word in n for word in trained) for n in wanted)
    assert count == sum(p.numel() for p in wanted.values())
    assert 0 < count < 0.05 * model.num_parameters()


def test_a_head_of_its_own_can_be_trained():
    model = tiny_model("llama", tie_word_embeddings=False)
    assert choose_model_parts(model, Retrained((Part.HEAD,), adapter=None)) == model.lm_head.weight.numel()


def test_a_head_that_is_one_with_the_words_is_refused():
    with pytest.raises(RecipeError, match="one with its embeddings"):
        choose_model_parts(tiny_model("opt"), Retrained((Part.HEAD,)))


def test_biases_that_there_are_not_are_refused():
    with pytest.raises(RecipeError, match="has no biases"):
        choose_model_parts(tiny_model("llama"), Retrained((Part.BIASES,), adapter=None))
