"""The Fréchet distance between what is generated and what is real, over features that give it its name.

GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium, Heusel et al. 2017, arXiv:1706.08500:
the two sets of features are taken as normal distributions. Distances over different features do not compare.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.pruning.types import Split

FEATURES = 64
JUDGE_STEPS, JUDGE_BATCH, JUDGE_RATE = 200, 256, 1e-2
SMALL_PX = 8  # side of the pictures that are compared pixel by pixel

Floats = NDArray[np.float64]


def frechet(one: Tensor, other: Tensor) -> float:
    """The Fréchet distance of two sets of features.

    Shapes:
        one: (n, features), other: (m, features); n and m from 2
    """
    a, b = one.double().numpy(), other.double().numpy()
    mean = a.mean(0) - b.mean(0)
    spread_a, spread_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    shared = _root(_root(spread_a) @ spread_b @ _root(spread_a))
    return max(float(mean @ mean + np.trace(spread_a) + np.trace(spread_b) - 2 * np.trace(shared)), 0.0)


def learned_judge(split: Split, classes: int) -> nn.Sequential:
    """A small classifier of real pictures, always the same one; its last layer but one gives the features.

    Args:
        split: Pictures (n, channels, height, width) with their classes.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        pixels = split.inputs[:1].numel()
        judge = nn.Sequential(nn.Flatten(), nn.Linear(pixels, FEATURES), nn.ReLU(), nn.Linear(FEATURES, classes))
    random = torch.Generator().manual_seed(0)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=JUDGE_RATE, weight_decay=0.01)
    for step in range(JUDGE_STEPS):
        optimizer.param_groups[0]["lr"] = JUDGE_RATE * (1 - step / JUDGE_STEPS)
        chosen = torch.randint(0, len(split), (JUDGE_BATCH,), generator=random)
        loss = nn.functional.cross_entropy(judge(split.inputs[chosen]), split.targets[chosen])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return judge.eval()


@torch.no_grad()
def features(judge: nn.Sequential, pictures: Tensor) -> Tensor:
    """What a judge sees before it decides: (n, features)."""
    seen: Tensor = judge[:-1](pictures)
    return seen


def small_pixels(pictures: Tensor) -> Tensor:
    """Pictures as their own features, shrunk to a few pixels: (n, channels * SMALL_PX²)."""
    return nn.functional.adaptive_avg_pool2d(pictures, SMALL_PX).flatten(1)


def _root(matrix: Floats) -> Floats:
    """The square root of a symmetric matrix without negative eigenvalues; those that rounding made are taken as 0."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    root: Floats = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    return root
