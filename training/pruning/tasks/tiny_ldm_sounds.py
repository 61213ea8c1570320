"""A latent diffusion that makes sounds of half a second, as spectrograms that become waves again.

FD-sounds is the Fréchet distance in the features of a small classifier of the six kinds of sounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import short_sounds
from training.pruning.diffusion.lesson import LATENT, TINY_KEPT, TINY_PLAN, export_pipeline, latent_lesson
from training.pruning.judging import squared_error
from training.pruning.types import Family, Task

if TYPE_CHECKING:
    from torch import nn

    from training.pruning.types import Split


def _build(width: float) -> nn.Module:
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.networks.denoiser import tiny_denoiser
    from training.pruning.sounds import SoundFormat

    sound = SoundFormat()
    denoiser = tiny_denoiser(width, sound.columns)
    denoiser.sound = sound
    return denoiser


def _score(network: nn.Module, split: Split) -> float:
    from training.pruning.diffusion.generate import learned_distance
    from training.pruning.sounds import KINDS

    return learned_distance(network, split, short_sounds().train, classes=len(KINDS))


TASK = Task(
    name="tiny_ldm_sounds",
    title="Latent diffusion of spectrograms, 0.6 million parameters",
    family=Family.DIFFUSION,
    data="1,500 short sounds made here by rule, judged by 500 others",
    score_name="FD-sounds",
    is_higher_better=False,
    plan=TINY_PLAN,
    keep_dense=TINY_KEPT,
    build=_build,
    load=short_sounds,
    loss=squared_error,
    score=_score,
    lesson=latent_lesson(LATENT),
    export=export_pipeline,
)
