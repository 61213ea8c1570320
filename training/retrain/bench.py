"""What the steps of a retraining share: the request, the plan, the decoded pictures, and whom to tell."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from training.data.loader import TrainingData, load_data
from training.recipe import Recipe
from training.retrain.notebook import Notebook
from training.retrain.plan import Plan, recipe_of
from training.retrain.request import RetrainRequest
from training.yolo.checkpoint import load_network, with_labels
from training.yolo.device import training_device
from training.yolo.evaluate import RawModel, predict, score, torch_model
from training.yolo.heard import Heard
from training.yolo.sweep import brief
from training.yolo.weights_file import find_weights

Tell = Callable[[str, Heard], None]  # of a stage


class RetrainBench:
    """One retraining under way.

    Args:
        lists: The folder that names the pictures.
    """

    def __init__(self, request: RetrainRequest, plan: Plan, lists: Path, pictures: int, tell: Tell) -> None:
        self.request, self.plan, self.tell = request, plan, tell
        self.root = request.out  # of the whole retraining, also where one try has a folder of its own
        has_gpu = torch.cuda.is_available()
        self.recipe = recipe_of(request, plan, lists, pictures, has_gpu=has_gpu)

    def settle_ratio(self, ratio: float) -> None:
        """Learn what was looked for: the share of the channels that goes.

        For a promised score that was cut and tuned already, so that the bench moves to where that lies.
        """
        if self.request.lose_at_most is not None:
            self.request = self.tried(ratio).request
        self.plan = replace(self.plan, pruning_ratio=ratio)

    def tried(self, ratio: float) -> RetrainBench:
        """The same for one ratio of a search, in a folder of its own; what is decoded and scored already is shared."""
        other = copy.copy(self)
        folder = self.request.out / "tries" / f"{ratio:g}"
        other.request = replace(self.request, out=folder, model=self.request.model_folder)
        other.plan = replace(self.plan, pruning_ratio=ratio)
        return other

    @property
    def notebook(self) -> Notebook:
        """What was finished in the folder of this bench."""
        return Notebook(self.request.out)

    @cached_property
    def data(self) -> TrainingData:
        """The pictures, decoded when they are needed first."""
        return load_data(self.recipe, self.device)

    @property
    def device(self) -> torch.device:
        """What is trained on."""
        return training_device(self.recipe.device)

    def tuning(self, weights: Path) -> Recipe:
        """The recipe that trains a pruned network on."""
        return replace(self.recipe, name="retrain_tune", weights=str(weights))

    def pulling(self, weights: str, field: str, strength: float) -> Recipe:
        """The recipe that trains a network for its cut, by the regulariser of this field."""
        pull: dict[str, Any] = {field: getattr(self.recipe, field) or strength, "epochs": self.plan.sparse_epochs}
        return replace(self.recipe, name="retrain_sparse", weights=weights, close_epochs=0, **pull)

    def hear(self, stage: str) -> Callable[[Heard], None]:
        """Who is told how far a stage is."""
        return lambda heard: self.tell(stage, heard)

    def tell_share(self, stage: str, share: float) -> None:
        """Say how much of a stage without epochs is done."""
        self.tell(stage, Heard(share, 0, 0, {}))

    def start_network(self) -> nn.Module:
        """The network to begin with, for the gestures of the folder."""
        return with_labels(load_network(find_weights(self.request.start)), self.plan.names)

    @cached_property
    def start_scores(self) -> Mapping[str, float]:
        """The figures of the network to begin with."""
        return self.scores(self.start_network())

    def scores(self, network: nn.Module) -> Mapping[str, float]:
        """The figures of a network on the pictures for validation."""
        return self.scores_of(torch_model(network.to(self.device)))

    def scores_of(self, model: RawModel) -> Mapping[str, float]:
        """The figures of anything that detects, of the gestures that the folder names."""
        results = predict(model, self.data.val, self.recipe.input_px)
        return brief(score(results, self.plan.names))
