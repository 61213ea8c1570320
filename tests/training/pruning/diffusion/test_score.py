"""The score is the paper's formula: what does nothing scores nothing, and scoring leaves no trace."""

from __future__ import annotations

import pytest
import torch
from tiny_diffusion import answer, call, untrained

from training.pruning.diffusion.latents import Moments, draw
from training.pruning.diffusion.operators import Grain, Replace, fitting, operators_of
from training.pruning.diffusion.score import (
    Compare,
    _seconds,
    distance,
    latent_scores,
    magnitudes,
    milliseconds,
    taken_out,
)

STILL = "mid_block.attentions.0"
FITS = {STILL: "through", "up_blocks.1.resnets.0": "shortcut"}


def some_moments(mean, deviation):
    """Two steps; what is given stands in each latent twice."""
    return Moments(*(torch.tensor(rows)[:, None, None, None].expand(2, 1, 1, 2) for rows in (mean, deviation)))


@pytest.mark.parametrize(
    ("compare", "expected"),
    [
        (Compare.BOTH, 3 * 2**0.5 + 1 * 2**0.5),
        (Compare.MEAN, 3 * 2**0.5),
        (Compare.DEVIATION, 1 * 2**0.5),
        (Compare.EVERY_STEP, (1 + 0) / (1 + 2) + (3 + 1) / (2 + 2)),
    ],
)
def test_a_distance_is_what_the_formula_says(compare, expected):
    one, other = some_moments([1.0, 2.0], [2.0, 2.0]), some_moments([2.0, 5.0], [2.0, 1.0])
    assert distance(one, other, compare) == pytest.approx(expected)


@pytest.fixture
def network():
    """A network whose attention in the middle adds nothing."""
    network = untrained()
    for parameter in network.unet.mid_block.attentions[0].to_out[0].parameters():
        torch.nn.init.zeros_(parameter)
    return network


def test_what_does_nothing_scores_nothing_and_the_rest_something(network):
    told = []
    scores = latent_scores(network, FITS, draw(network, 4, 0), Compare.BOTH, told.append)
    assert scores[STILL] == pytest.approx(0.0, abs=1e-4)
    assert scores["up_blocks.1.resnets.0"] > 0.01
    assert told == [0.5, 1.0]


def test_scoring_leaves_the_network_as_it_was(network):
    before, modules = answer(network), dict(network.unet.named_modules())
    latent_scores(network, FITS, draw(network, 2, 0), Compare.MEAN, lambda _done: None)
    assert dict(network.unet.named_modules()) == modules
    assert torch.equal(answer(network), before)


def test_latents_that_are_no_numbers_have_moved_furthest(network):
    torch.nn.init.constant_(network.unet.up_blocks[1].resnets[0].conv_shortcut.weight, float("inf"))
    fits = {"up_blocks.1.resnets.0": "shortcut"}
    whole = Moments(torch.zeros(2, 4, 8, 8), torch.zeros(2, 4, 8, 8))
    start = draw(network, 2, 0)
    assert latent_scores(network, fits, start, Compare.BOTH, lambda _done: None, whole)[
        "up_blocks.1.resnets.0"
    ] == float("inf")


def test_an_operator_comes_back_even_after_an_error(network):
    def fail():
        with taken_out(network.unet, STILL, "through"):
            raise RuntimeError("stopped")

    before = network.unet.mid_block.attentions[0]
    with pytest.raises(RuntimeError, match="stopped"):
        fail()
    assert network.unet.mid_block.attentions[0] is before


def test_magnitudes_are_mean_sizes(network):
    for parameter in network.unet.mid_block.attentions[0].parameters():
        torch.nn.init.constant_(parameter, -2.0)
    assert magnitudes(network.unet, FITS)[STILL] == pytest.approx(2.0)


def test_every_operator_takes_time(network):
    fits = fitting(operators_of(network.unet, call(network), Grain.BLOCK), Replace.REMOVAL)
    spent = milliseconds(network, fits, draw(network, 2, 0))
    assert spent.keys() == fits.keys()
    assert min(spent.values()) > 0


def test_the_clock_of_a_gpu_waits_for_it(monkeypatch):
    waits = []
    monkeypatch.setattr(torch.cuda, "synchronize", waits.append)
    _seconds(torch.device("cpu"))
    assert waits == []
    before = _seconds(torch.device("cuda"))
    assert waits == [torch.device("cuda")]
    assert _seconds(torch.device("cuda")) >= before
