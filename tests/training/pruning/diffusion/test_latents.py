"""The same seed gives the same latents, and their moments are those of all samples whatever the batches."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from tiny_diffusion import untrained

from training.pruning.diffusion.latents import draw, moments, sample


def test_the_same_seed_gives_the_same_latents():
    network = untrained()
    one, again, other = (sample(network, draw(network, 3, seed)) for seed in (1, 1, 2))
    assert one.shape == (3, 4, 8, 8)
    assert torch.equal(one, again)
    assert not torch.allclose(one, other)


def test_batches_change_nothing():
    network = untrained()
    whole = sample(network, draw(network, 5, 0))
    network.sampling = dataclasses.replace(network.sampling, batch=2)
    torch.testing.assert_close(sample(network, draw(network, 5, 0)), whole, rtol=1e-4, atol=1e-5)


def test_moments_are_those_of_the_final_latents():
    network = untrained()
    network.sampling = dataclasses.replace(network.sampling, batch=2)
    start = draw(network, 5, 0)
    found, latents = moments(network, start), sample(network, start).double()
    assert found.mean.shape == (2, 4, 8, 8)
    torch.testing.assert_close(found.mean[-1], latents.mean(0))
    torch.testing.assert_close(found.deviation[-1], latents.std(0, unbiased=False))


def test_prompts_are_taken_in_turn_and_change_what_comes():
    network = untrained("text")
    assert draw(network, 5, 0).prompts.tolist() == [1, 2, 3, 1, 2]
    one, two = (sample(network, draw(network, 1, 0, torch.tensor([number]))) for number in (1, 2))
    assert not torch.allclose(one, two)
    assert draw(untrained(), 2, 0).prompts.tolist() == [0, 0]


def test_guidance_exaggerates_what_a_prompt_changes():
    network = untrained("text")
    network.sampling = dataclasses.replace(network.sampling, steps=1)
    named, free = (torch.tensor([number]) for number in (1, 0))

    def drawn(guidance, prompts):
        network.sampling = dataclasses.replace(network.sampling, guidance=guidance)
        return sample(network, draw(network, 1, 0, prompts))

    plain, without = drawn(1.0, named), drawn(1.0, free)
    torch.testing.assert_close(drawn(3.0, named), without + 3 * (plain - without), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("kind", ["plain", "text"])
def test_half_precision_gives_numbers(kind):
    network = untrained(kind)
    network.unet = torch.nn.Module.to(network.unet, torch.bfloat16)
    latents = sample(network, draw(network, 2, 0))
    assert latents.dtype == torch.float32
    assert torch.isfinite(latents).all()
