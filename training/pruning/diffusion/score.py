"""LD-Pruner's score: how far the distribution of latents moves when an operator is taken out.

LD-Pruner: Efficient Pruning of Latent Diffusion Models using Task-Agnostic Insights, Castells et al. 2024,
arXiv:2404.11936. The paper's score is

    score(o) = |mean - mean_o| + |deviation - deviation_o|

with element-wise moments over samples of the final latent that start from the same noise, and Euclidean norms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

import torch
from torch import Tensor, nn

from training.pruning.diffusion.latents import Draw, Moments, moments, sample
from training.pruning.diffusion.modeling_pruned_unet import put, replacement
from training.pruning.networks.denoiser import Denoiser


class Compare(Enum):
    """What of the latents is compared."""

    BOTH = "both"  # mean and deviation of the final latent: the paper's score
    MEAN = "mean"
    DEVIATION = "deviation"
    EVERY_STEP = "every_step"  # both, after every step, each as a share of the latents' own size there


def distance(one: Moments, other: Moments, compare: Compare) -> float:
    """How far two distributions of latents lie apart."""
    mean = (one.mean - other.mean).flatten(1).norm(dim=1)  # (steps,)
    deviation = (one.deviation - other.deviation).flatten(1).norm(dim=1)  # (steps,)
    if compare is Compare.MEAN:
        return float(mean[-1])
    if compare is Compare.DEVIATION:
        return float(deviation[-1])
    if compare is Compare.EVERY_STEP:
        size = one.mean.flatten(1).norm(dim=1) + one.deviation.flatten(1).norm(dim=1)
        return float(((mean + deviation) / size).sum())
    return float(mean[-1] + deviation[-1])


def latent_scores(
    denoiser: Denoiser,
    fits: Mapping[str, str],
    start: Draw,
    compare: Compare,
    tell: Callable[[float], None],
    whole: Moments | None = None,
) -> dict[str, float]:
    """The score of every operator, each taken out alone; the denoiser is as before in the end.

    Args:
        fits: What each operator becomes, by name.
        start: The noise that all samples start from.
        tell: Told the share of operators that are scored.
        whole: What is compared with; None: the latents of this denoiser as it is.
    """
    whole = whole or moments(denoiser, start)
    scores: dict[str, float] = {}
    for name, kind in fits.items():
        with taken_out(denoiser.unet, name, kind):
            found = distance(whole, moments(denoiser, start), compare)
        # Latents that are no longer numbers have moved as far as they can.
        scores[name] = found if found == found else float("inf")
        tell(len(scores) / len(fits))
    return scores


@contextmanager
def taken_out(unet: nn.Module, name: str, kind: str) -> Iterator[None]:
    """A denoiser without one operator for a while."""
    some = next(unet.parameters())
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)  # a convolution that is drawn anew is always the same one
        new = replacement(unet.get_submodule(name), kind).to(some)
    old = put(unet, name, new)
    try:
        yield
    finally:
        put(unet, name, old)


def magnitudes(unet: nn.Module, fits: Mapping[str, str]) -> dict[str, float]:
    """The mean size of each operator's weights; needs no data."""
    return {name: _mean_size(unet.get_submodule(name)) for name in fits}


def _mean_size(module: nn.Module) -> float:
    """The mean of all absolute weights."""
    weights = torch.cat([parameter.detach().flatten() for parameter in module.parameters()])
    return float(weights.abs().float().mean())


def milliseconds(denoiser: Denoiser, fits: Mapping[str, str], start: Draw) -> dict[str, float]:
    """How long each operator takes in a step, on average over a sampling; operators within operators count twice."""
    device = next(denoiser.unet.parameters()).device
    spent, calls, handles = dict.fromkeys(fits, 0.0), dict.fromkeys(fits, 0), []
    begun: dict[str, float] = {}
    for name in fits:

        def before(_module: nn.Module, _inputs: object, mine: str = name) -> None:
            begun[mine] = _seconds(device)

        def after(_module: nn.Module, _inputs: object, _output: Tensor, mine: str = name) -> None:
            spent[mine] += 1000 * (_seconds(device) - begun[mine])
            calls[mine] += 1

        module = denoiser.unet.get_submodule(name)
        handles += [module.register_forward_pre_hook(before), module.register_forward_hook(after)]
    sample(denoiser, start)
    for handle in handles:
        handle.remove()
    return {name: spent[name] / max(calls[name], 1) for name in fits}


def _seconds(device: torch.device) -> float:
    """The time once a device is done with what it was given; a GPU works on while the program goes on."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()
