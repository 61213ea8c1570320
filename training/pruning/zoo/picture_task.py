"""A task around any picture classifier of timm or torchvision, with pictures of a folder."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from training.pruning.extra import need_packages
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Optimizer, Task, TrainingPlan, as_they_are
from training.pruning.widths import Widths, forget
from training.pruning.zoo.address import TIMM, Address
from training.pruning.zoo.data import DIGITS, read_pictures
from training.pruning.zoo.origin import Origin, family_of, first_and_last
from training.pruning.zoo.pictures import cropped_or_mirrored
from training.pruning.zoo.preprocessing import resized

# Of weights that have learned other pictures already, and of those that have learned nothing.
TUNED = TrainingPlan(epochs=5, batch=32, learning_rate=0.01)
TUNED_VIT = TrainingPlan(epochs=5, batch=32, learning_rate=1e-4, weight_decay=0.05, clip=1.0)
FROM_SCRATCH = TrainingPlan(epochs=30, batch=32, learning_rate=0.05)
FROM_SCRATCH_VIT = TrainingPlan(epochs=30, batch=32, learning_rate=5e-4, weight_decay=0.05, clip=1.0)


def picture_task(address: Address) -> Task:
    """The task that `timm:NAME[@DATA[@PIXELS]]` or `torchvision:...` names.

    Where the data have as many classes as the network tells apart, it is taken as it is; otherwise it gets a new last
    layer and is trained on from its learned weights before anything is pruned. Narrower it has learned nothing.

    Raises:
        RecipeError: There is no such network, or timm is missing.
        CheckpointError: The network cannot be built.
        DataError: There are no such pictures.
    """
    origin, data = _origin(address), read_pictures(address.data)
    family = family_of(origin.bare)
    preprocessing = resized(origin.preprocessing, address.side_px) if address.side_px else origin.preprocessing

    classes, side_px = len(data.names), preprocessing.side_px
    narrower = Widths(
        address.name, lambda: origin.build_untrained(classes), torch.zeros(1, 3, side_px, side_px), forget
    )

    def build(width: float) -> nn.Module:
        return origin.build(classes) if width == 1.0 else narrower.at(width)

    return Task(
        name=address.word,
        title=f"{address.name} of {address.kind}",
        family=family,
        data=f"{address.data or DIGITS}, {len(data.train)} to learn from, {len(data.test)} to judge by",
        score_name="accuracy",
        is_higher_better=True,
        plan=_plan(family, has_learned=origin.has_learned),
        keep_dense=first_and_last(origin.bare),
        build=build,
        load=lambda: data.examples(preprocessing),
        loss=cross_entropy,
        score=accuracy,
        augment=cropped_or_mirrored if data.is_natural else as_they_are,
        is_trained=origin.has_learned and origin.classes == classes,
    )


def _origin(address: Address) -> Origin:
    """The network of an address; its library is loaded now."""
    if address.kind == TIMM:
        need_packages("Networks of timm", {"timm": "timm"})
        from training.pruning.zoo.timm_origin import timm_origin

        return timm_origin(address)
    from training.pruning.zoo.torchvision_origin import torchvision_origin

    return torchvision_origin(address)


def _plan(family: Family, *, has_learned: bool) -> TrainingPlan:
    """How long and how hard it is trained, unless a recipe says otherwise."""
    if family is not Family.VIT:
        return TUNED if has_learned else FROM_SCRATCH
    return replace(TUNED_VIT if has_learned else FROM_SCRATCH_VIT, optimizer=Optimizer.ADAMW.value)
