"""A latent diffusion that writes digits: an autoencoder and a denoiser, trained in a minute or two.

Pictures are made in ten steps of DDIM. FD-digits is the Fréchet distance in the features of a small classifier of
digits; it does not compare with distances over other features.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import small_digits
from training.pruning.diffusion.lesson import LATENT, TINY_KEPT, TINY_PLAN, export_pipeline, latent_lesson
from training.pruning.judging import squared_error
from training.pruning.types import Family, Task

if TYPE_CHECKING:
    from torch import nn

    from training.pruning.types import Split

SIDE_PX = 16


def _build(width: float) -> nn.Module:
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.networks.denoiser import tiny_denoiser

    return tiny_denoiser(width, SIDE_PX)


def _score(network: nn.Module, split: Split) -> float:
    from training.pruning.diffusion.generate import learned_distance

    return learned_distance(network, split, small_digits().train, classes=10)


TASK = Task(
    name="tiny_ldm_digits",
    title="Latent diffusion of digits, 0.6 million parameters",
    family=Family.DIFFUSION,
    data="1,297 digits of scikit-learn, judged by 500 others",
    score_name="FD-digits",
    is_higher_better=False,
    plan=TINY_PLAN,
    keep_dense=TINY_KEPT,
    build=_build,
    load=small_digits,
    loss=squared_error,
    score=_score,
    lesson=latent_lesson(LATENT),
    export=export_pipeline,
)
