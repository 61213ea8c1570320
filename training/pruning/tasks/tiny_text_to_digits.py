"""A latent diffusion that writes the digit a prompt names: Stable Diffusion with everything small.

The text encoder is CLIP's with one layer; it is not trained, as Stable Diffusion's is not. Pictures follow their
prompts with a guidance of 2. FD-digits is the Fréchet distance in the features of a small classifier of digits, over as
many pictures of each digit as there are real ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from training.pruning.datasets import small_digits
from training.pruning.diffusion.lesson import LATENT, TINY_KEPT, TINY_PLAN, export_pipeline, latent_lesson
from training.pruning.judging import squared_error
from training.pruning.types import Examples, Family, Split, Task

if TYPE_CHECKING:
    from torch import nn

SIDE_PX = 16
PROMPTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
GUIDANCE = 2.0


def _build(width: float) -> nn.Module:
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.networks.denoiser import tiny_text_denoiser

    denoiser = tiny_text_denoiser(width, SIDE_PX, PROMPTS)
    denoiser.sampling = replace(denoiser.sampling, guidance=GUIDANCE)
    return denoiser


def _load() -> Examples:
    """Digits with the numbers of their prompts, the empty one being 0."""
    found = small_digits()
    train, test = (Split(split.inputs, split.targets + 1) for split in (found.train, found.test))
    return Examples(train, test)


def _score(network: nn.Module, split: Split) -> float:
    from training.pruning.diffusion.generate import learned_distance

    return learned_distance(network, split, small_digits().train, classes=len(PROMPTS))


TASK = Task(
    name="tiny_text_to_digits",
    title="Text to digits, latent diffusion of 0.9 million parameters",
    family=Family.DIFFUSION,
    data="1,297 digits of scikit-learn with their names as prompts, judged by 500 others",
    score_name="FD-digits",
    is_higher_better=False,
    plan=TINY_PLAN,
    keep_dense=(*TINY_KEPT, "text"),
    build=_build,
    load=_load,
    loss=squared_error,
    score=_score,
    lesson=latent_lesson(LATENT),
    export=export_pipeline,
)
