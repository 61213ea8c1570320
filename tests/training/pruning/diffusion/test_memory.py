"""What the work takes is estimated, refused where it cannot fit, and told in a sentence where it did not."""

from __future__ import annotations

import pytest
import torch
from tiny_diffusion import untrained

from training.errors import RecipeError, TrainingError
from training.pruning.diffusion.lesson import latent_lesson
from training.pruning.diffusion.memory import (
    GIB,
    TWINS,
    estimate_bytes,
    free_bytes,
    held_bytes,
    refuse_too_large,
    refuse_unloadable,
    told_when_full,
)


def test_an_estimate_holds_weights_and_grows_with_what_is_asked():
    network, row = untrained(), latent_lesson((4, 8, 8)).probe(torch.zeros(1))
    weights = sum(parameter.numel() * 4 for parameter in network.parameters())
    least = estimate_bytes(network, row, (1, 0))
    assert weights + TWINS * sum(p.numel() * 4 for p in network.unet.parameters()) < least
    assert least < estimate_bytes(network, row, (64, 0))
    assert estimate_bytes(network, row, (1, 8)) < estimate_bytes(network, row, (1, 64))


def test_the_conditions_of_prompts_take_room_too():
    network = untrained("text")
    before = held_bytes(network)
    network.conditions = torch.zeros(1000, 8, 32)
    assert held_bytes(network) - before == pytest.approx(1000 * 8 * 32 * 4, rel=0.01)


def test_half_the_precision_takes_half_the_room_and_trained_weights_the_whole():
    network, row = untrained(), latent_lesson((4, 8, 8)).probe(torch.zeros(1))
    weights, scored = (
        sum(parameter.numel() for parameter in network.unet.parameters()),
        estimate_bytes(network, row, (64, 0)),
    )
    assert learned(network, row) == 3 * 4 * weights
    low = network.to(torch.bfloat16)
    assert estimate_bytes(low, row, (64, 0)) == pytest.approx(scored / 2, rel=0.01)
    assert learned(low, row) == (16 - 2) * weights


def learned(network, row):
    """What training holds beside the weights and what lies between layers."""
    one, two = (estimate_bytes(network, row, (0, batch)) for batch in (1, 2))
    return 2 * one - two - held_bytes(network) - TWINS * held_bytes(network.unet)


def test_too_much_is_refused_with_what_to_do():
    refuse_too_large(GIB, 2 * GIB)
    with pytest.raises(RecipeError, match=r"about 3\.0 GiB of memory and 2\.0 GiB are free; lower settings\.batch"):
        refuse_too_large(3 * GIB, 2 * GIB)


def test_weights_that_cannot_be_loaded_are_refused(tmp_path):
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "weights.safetensors").write_bytes(bytes(1000))
    refuse_unloadable(tmp_path, 1000)
    with pytest.raises(RecipeError, match=r"The weights at .* take 0\.0 GiB and 0\.0 GiB of memory are free"):
        refuse_unloadable(tmp_path, 999)


def test_what_is_free_is_a_number():
    assert free_bytes(torch.device("cpu")) > 0


@pytest.mark.parametrize(
    "error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("can't allocate memory: 1 TB")]
)
def test_memory_that_ran_out_is_told_in_a_sentence(error):
    with (
        pytest.raises(TrainingError, match="not enough for the test; lower settings"),
        told_when_full("the test"),
    ):
        raise error


def test_other_errors_stay_what_they_are():
    with pytest.raises(RuntimeError, match="shapes"), told_when_full("the test"):
        raise RuntimeError("shapes do not match")
