"""Which weights go, and what reconstruction gives back."""

from __future__ import annotations

import pytest
import torch
from tiny_language import logits_of, some_windows, tiny_model

from training.errors import DataError
from training.pruning.language.adapters import Adapter
from training.pruning.language.families import inner_matrices
from training.pruning.language.perp import Part, Retrained
from training.pruning.language.reconstruct import Fit, pruner, reconstruct
from training.pruning.language.select import Selection, prune_sparse
from training.pruning.language.sparse import Sparsity, magnitude_mask, wanda_mask
from training.pruning.language.sparse_gpt import sparse_gpt_weight
from training.pruning.language.walk import input_products, steps_of
from training.pruning.parts.granularity import OutOf

HALF, TWO_OF_FOUR = Sparsity(0.5), Sparsity(0.5, OutOf(2, 4))


def correlated_inputs():
    """Inputs that go together, as those of a language model do."""
    random = torch.Generator().manual_seed(0)
    return torch.randn(200, 6, generator=random) @ torch.randn(6, 16, generator=random)


def test_magnitude_keeps_the_largest_of_the_matrix():
    weight = torch.tensor([[4.0, -3.0], [2.0, 1.0]])
    assert magnitude_mask(weight, HALF).tolist() == [[True, True], [False, False]]


def test_wanda_keeps_the_best_of_every_row_and_asks_the_input():
    weight, norm = torch.tensor([[4.0, -3.0], [2.0, 1.0]]), torch.tensor([1.0, 10.0])
    assert wanda_mask(weight, norm, HALF).tolist() == [[False, True], [False, True]]


@pytest.mark.parametrize("selection", Selection)
@pytest.mark.parametrize("name", ["llama", "opt"])
def test_every_four_neighbours_keep_two(name, selection):
    model = tiny_model(name)
    prune_sparse(model, selection, TWO_OF_FOUR, some_windows())
    for matrix in inner_matrices(model).values():
        assert (matrix.weight.view(-1, 4) == 0).sum(dim=1).eq(2).all()


@pytest.mark.parametrize("selection", Selection)
def test_every_matrix_loses_the_same_share(selection):
    model = tiny_model("llama")
    embeddings = model.model.embed_tokens.weight.clone()
    prune_sparse(model, selection, HALF, some_windows())
    for matrix in inner_matrices(model).values():
        assert float((matrix.weight == 0).float().mean()) == pytest.approx(0.5, abs=0.01)
    assert torch.equal(model.model.embed_tokens.weight, embeddings)


def test_each_selection_that_knows_more_does_less_damage():
    random = torch.Generator().manual_seed(1)
    inputs = torch.randn(400, 16, generator=random) * torch.linspace(0.1, 3, 16)
    weight = torch.randn(12, 16, generator=random)
    products = inputs.T @ inputs
    large = weight * magnitude_mask(weight, HALF)
    wanda = weight * wanda_mask(weight, products.diagonal().sqrt(), HALF)
    gpt = sparse_gpt_weight(weight, products, HALF)
    damage = [float((inputs @ (weight - other).T).square().mean()) for other in (large, wanda, gpt)]
    assert damage[0] > damage[1] > damage[2]


def test_sparse_gpt_takes_inputs_that_never_say_anything():
    inputs = correlated_inputs()
    inputs[:, 3] = 0
    pruned = sparse_gpt_weight(torch.ones(4, 16), inputs.T @ inputs, HALF)
    assert not pruned[:, 3].any()
    assert torch.isfinite(pruned).all()


@pytest.mark.parametrize("name", ["llama", "gemma3_text", "opt"])
def test_walking_through_the_layers_is_what_the_model_does(name):
    model, windows = tiny_model(name), some_windows()
    steps, hidden = steps_of(model, windows)
    for step in steps:
        hidden = step.through(hidden)
    norm = model.model.decoder.final_layer_norm if name == "opt" else model.model.norm
    with torch.no_grad():
        last = model.model(input_ids=windows, use_cache=False).last_hidden_state
        torch.testing.assert_close(norm(hidden), last, rtol=1e-5, atol=1e-5)


def test_what_enters_a_matrix_is_summed_over_all_tokens():
    model, windows = tiny_model("llama"), some_windows(11)  # more than one part of the work
    steps, hidden = steps_of(model, windows)
    entering = steps[0].layer.input_layernorm(hidden).detach().flatten(0, 1)
    found = input_products(steps[0], hidden)["self_attn.k_proj"]
    torch.testing.assert_close(found, entering.T @ entering, rtol=1e-4, atol=1e-4)


def test_reconstruction_takes_most_of_the_error_away_and_keeps_the_zeros():
    model, windows = tiny_model("opt"), some_windows(8)
    plain = tiny_model("opt")
    before = logits_of(model, windows)
    prune_sparse(plain, Selection.MAGNITUDE, HALF, windows)
    retrained = Retrained((Part.BIASES, Part.NORMS), Adapter.MASK_LORA)
    layers = reconstruct(model, pruner(Selection.MAGNITUDE, HALF), windows, retrained, Fit(20, 1e-2))
    assert all(layer.after < 0.5 * layer.before for layer in layers)
    assert len({layer.trained for layer in layers}) == 1  # no layer keeps asking for gradients with the next
    for matrix in inner_matrices(model).values():
        assert float((matrix.weight == 0).float().mean()) == pytest.approx(0.5, abs=0.01)
    apart, apart_plain = ((logits_of(m, windows) - before).square().mean() for m in (model, plain))
    assert apart < 0.5 * apart_plain


def test_tokens_that_the_model_does_not_know_are_refused():
    with pytest.raises(DataError, match="token 99"):
        prune_sparse(tiny_model("opt"), Selection.WANDA, HALF, torch.full((1, 4), 99))


def test_a_layer_in_bfloat16_learns_by_steps_that_bfloat16_cannot_tell_apart():
    """Norms lie about 1, where the next number is 0.0078 away: a step of 0.001 alone would change none."""
    model, windows = tiny_model("llama").bfloat16(), some_windows()
    norm = model.model.layers[0].input_layernorm.weight
    torch.nn.init.ones_(norm)
    retrained = Retrained((Part.NORMS,), None)
    reconstruct(model, pruner(Selection.MAGNITUDE, HALF), windows, retrained, Fit(40, 1e-3))
    norm = model.model.layers[0].input_layernorm.weight
    assert norm.dtype is torch.bfloat16
    assert float((norm != 1).float().mean()) > 0.5
