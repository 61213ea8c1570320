"""Layers that change little lose more, in small steps, down to the number of parameters that was asked for."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_language import logits_of, some_windows, tiny_model

from training.errors import RecipeError
from training.pruning.language.adapt import (
    AdaptPruner,
    AdaptRequest,
    Distance,
    count_parameters,
    layer_importance,
    next_shares,
    normalised,
    stable_rate,
    stage_share,
)
from training.pruning.language.cut import silence


def uneven_model():
    """The layer in the middle hardly changes what passes through it, the last changes it most."""
    model = tiny_model("llama")
    with torch.no_grad():
        for strength, layer in zip((1.0, 0.05, 3.0), model.model.layers, strict=True):
            layer.mlp.down_proj.weight.mul_(strength)
            layer.self_attn.o_proj.weight.mul_(strength)
    return model


@pytest.mark.parametrize("distance", Distance)
def test_by_every_distance_a_layer_that_changes_more_is_more_important(distance):
    first, second, third = layer_importance(uneven_model(), some_windows(), distance)
    assert second < first < third


def test_importance_is_around_zero_and_reaches_one():
    assert normalised([-0.9, -0.8, -0.4]) == pytest.approx([-2 / 3, -1 / 3, 1.0])
    assert normalised([0.5, 0.5]) == [0.0, 0.0]


def test_shares_rise_by_the_step_and_depart_by_the_amplitude():
    request = AdaptRequest(step=0.02, amplitude=0.03)
    assert next_shares([0.1, 0.1, 0.1], [-1.0, 0.0, 1.0], request) == pytest.approx([0.15, 0.12, 0.09])
    assert next_shares([0.0, 0.98], [1.0, -1.0], request) == pytest.approx([0.0, 0.99])


def test_the_wanted_number_of_parameters_is_reached_and_the_idle_layer_loses_most():
    model, windows = uneven_model(), some_windows()
    wanted = round(0.7 * count_parameters(model))
    AdaptPruner(model, AdaptRequest(step=0.05, amplitude=0.05)).prune_to(wanted, windows)
    assert 0.99 * wanted < count_parameters(model) <= wanted
    first, second, third = (layer.mlp.up_proj.out_features for layer in model.model.layers)
    assert second < first < third


def test_without_amplitude_all_layers_lose_alike():
    model = uneven_model()
    AdaptPruner(model, AdaptRequest(step=0.1, amplitude=0.0)).prune_to(
        round(0.7 * count_parameters(model)), some_windows()
    )
    widths = [layer.mlp.up_proj.out_features for layer in model.model.layers]
    assert max(widths) - min(widths) <= 1  # one neuron more or less, so that the size is met


@pytest.mark.parametrize("amplitude", [-0.1, 0.0, 0.1])
def test_however_shares_differ_the_size_that_was_asked_for_is_met(amplitude):
    """Or a comparison would be one of sizes; half of a step would be 5 % here."""
    model = uneven_model()
    wanted = round(0.6 * count_parameters(model))
    AdaptPruner(model, AdaptRequest(step=0.1, amplitude=amplitude)).prune_to(wanted, some_windows())
    assert 0.99 * wanted < count_parameters(model) <= wanted


def test_what_is_left_after_many_steps_is_known_by_its_first_number():
    model, windows = uneven_model(), some_windows()
    masked = copy.deepcopy(model)
    pruner = AdaptPruner(model, AdaptRequest(step=0.1, amplitude=0.05))
    pruner.prune_to(round(0.7 * count_parameters(model)), windows)
    silence(masked, pruner.left)
    torch.testing.assert_close(logits_of(model, windows), logits_of(masked, windows), rtol=1e-5, atol=1e-5)


def test_a_layer_with_one_key_left_keeps_its_queries():
    model, windows = uneven_model(), some_windows()
    masked = copy.deepcopy(model)
    pruner = AdaptPruner(model, AdaptRequest(step=0.3, amplitude=0.3))
    pruner.prune_to(round(0.5 * count_parameters(model)), windows)
    assert any(layer.self_attn.q_proj.out_features == 8 for layer in model.model.layers)
    silence(masked, pruner.left)
    torch.testing.assert_close(logits_of(model, windows), logits_of(masked, windows), rtol=1e-5, atol=1e-5)


def test_more_than_there_is_to_give_is_refused():
    with pytest.raises(RecipeError, match="when no head or neuron can go any more; ask for more"):
        AdaptPruner(tiny_model("opt"), AdaptRequest(step=0.4)).prune_to(10, some_windows())


def test_stages_share_all_steps_and_later_ones_get_more():
    shares = [stage_share(stage, 4) for stage in range(1, 5)]
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares)


def test_the_rate_rises_stays_and_falls():
    assert [stable_rate(done) for done in (0.0, 0.025, 0.05, 0.5, 0.9, 0.95, 1.0)] == pytest.approx(
        [0, 0.5, 1, 1, 1, 0.5, 0]
    )
