"""Draws latents from a denoiser, and says what of their distribution LD-Pruner compares.

The same seed gives the same noise whatever is asked of the denoiser, so that two samples differ by the denoiser only.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from training.pruning.networks.denoiser import NO_PROMPT, Denoiser


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Mean and standard deviation over the samples, element by element.

    Shapes:
        mean, deviation: (steps, planes, height, width), the last step is the final latent
    """

    mean: Tensor
    deviation: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """The noise that sampling starts from, and the prompts to be followed.

    Shapes:
        noise: (n, planes, height, width); prompts: (n,)
    """

    noise: Tensor
    prompts: Tensor


Watch = Callable[[int, Tensor], None]  # the number of a step, and the latents after it


def draw(denoiser: Denoiser, count: int, seed: int, prompts: Tensor | None = None) -> Draw:
    """Noise for so many samples; prompts are taken in turn unless they are given."""
    random = torch.Generator().manual_seed(seed)
    noise = torch.randn(count, *denoiser.latent_shape, generator=random)
    if prompts is None:
        known = max(len(denoiser.conditions) - 1, 0)
        prompts = 1 + torch.arange(count) % known if known else torch.full((count,), NO_PROMPT)
    return Draw(noise, prompts)


def sample(denoiser: Denoiser, start: Draw, watch: Watch = lambda _step, _latents: None) -> Tensor:
    """The latents that come of noise, batch by batch.

    Args:
        watch: Told the latents after every step of every batch.

    Shapes:
        returns: (n, planes, height, width), on the processor
    """
    size = denoiser.sampling.batch
    parts = [
        _sample(denoiser, Draw(start.noise[begin : begin + size], start.prompts[begin : begin + size]), watch)
        for begin in range(0, len(start.noise), size)
    ]
    return torch.cat(parts)


@torch.no_grad()
def _sample(denoiser: Denoiser, start: Draw, watch: Watch) -> Tensor:
    """One batch."""
    device = next(denoiser.unet.parameters()).device
    scheduler = copy.deepcopy(denoiser.scheduler)
    scheduler.set_timesteps(denoiser.sampling.steps)
    latents = start.noise.to(device) * scheduler.init_noise_sigma
    prompts = start.prompts.to(device)
    for number, step in enumerate(scheduler.timesteps):
        steps = torch.full((len(latents),), int(step), device=device)
        asked = scheduler.scale_model_input(latents, step)
        foretold = _guided(denoiser, asked, steps, prompts)
        latents = scheduler.step(foretold, step, latents, return_dict=False)[0]
        watch(number, latents)
    return cast(Tensor, latents.cpu())


def _guided(denoiser: Denoiser, latents: Tensor, steps: Tensor, prompts: Tensor) -> Tensor:
    """What is foretold, with what the prompt changes exaggerated (classifier-free guidance, Ho and Salimans 2022)."""
    guidance = denoiser.sampling.guidance
    found = denoiser.ask(latents, steps, prompts)
    if guidance == 1.0 or not denoiser.has_prompts:
        return found
    free = denoiser.ask(latents, steps, torch.full_like(prompts, NO_PROMPT))
    return free + guidance * (found - free)


class MomentsMeter:
    """Sums latents up while they are drawn, so that no more than one batch is held."""

    def __init__(self, steps: int, shape: tuple[int, int, int]) -> None:
        self._sum = torch.zeros(steps, *shape, dtype=torch.float64)
        self._squares = torch.zeros(steps, *shape, dtype=torch.float64)
        self._counts = torch.zeros(steps)

    def watch(self, step: int, latents: Tensor) -> None:
        """Add the latents of one batch after a step."""
        wide = latents.detach().double().cpu()  # (n, planes, height, width)
        self._sum[step] += wide.sum(0)
        self._squares[step] += wide.square().sum(0)
        self._counts[step] += len(wide)

    def moments(self) -> Moments:
        """What was seen so far; deviations are those of the samples, not an estimate from them."""
        counts = self._counts[:, None, None, None].double()
        mean = self._sum / counts
        return Moments(mean, (self._squares / counts - mean.square()).clamp(min=0).sqrt())


def moments(denoiser: Denoiser, start: Draw) -> Moments:
    """Mean and deviation of the latents after every step."""
    meter = MomentsMeter(denoiser.sampling.steps, denoiser.latent_shape)
    sample(denoiser, start, meter.watch)
    return meter.moments()
