"""Teaches the network left and right; a run that was stopped goes on from its last checkpoint."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from training.errors import CheckpointError
from training.handedness.crops import Crops, varied
from training.handedness.network import HandednessNet
from training.handedness.recipe import HandednessRecipe

CHECKPOINT = "last.pt"
Tell = Callable[[int, float], None]  # takes the epochs done and the mean loss of the last one


@dataclass(slots=True)
class _Run:
    """Everything that changes while it trains."""

    network: HandednessNet
    optimizer: torch.optim.Optimizer
    epoch: int = 0


def fit(recipe: HandednessRecipe, crops: Crops, folder: Path, tell: Tell, *, resumes: bool = False) -> HandednessNet:
    """Train, and give the network after its last epoch.

    Every epoch draws from its own seed, so that a resumed run ends like one that was never stopped.

    Raises:
        CheckpointError: There is nothing to resume, or it is damaged.
    """
    torch.set_num_threads(recipe.threads)
    run = _begin(recipe)
    if resumes:
        _load(run, folder / CHECKPOINT)
    while run.epoch < recipe.epochs:
        loss = _epoch(run, recipe, crops)
        run.epoch += 1
        tell(run.epoch, loss)
        if run.epoch % recipe.check_every == 0 or run.epoch == recipe.epochs:
            _save(run, folder / CHECKPOINT)
    return run.network.eval()


def _begin(recipe: HandednessRecipe) -> _Run:
    torch.manual_seed(recipe.seed)
    network = HandednessNet()
    plain = [value for value in network.parameters() if value.ndim < 2]  # norms and biases: nothing to decay
    others = [value for value in network.parameters() if value.ndim >= 2]
    groups = [{"params": plain, "weight_decay": 0.0}, {"params": others, "weight_decay": recipe.weight_decay}]
    optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate)
    return _Run(network, optimizer)


def _epoch(run: _Run, recipe: HandednessRecipe, crops: Crops) -> float:
    """Show every crop once; gives the mean loss."""
    rng = np.random.default_rng([recipe.seed, run.epoch])
    generator = torch.Generator().manual_seed(1000 * recipe.seed + run.epoch)
    torch.manual_seed(1000 * recipe.seed + run.epoch)  # dropout
    answers = torch.from_numpy(crops.is_left).float()
    order = rng.permutation(len(crops))
    batches = np.array_split(order, math.ceil(len(order) / recipe.batch))
    run.network.train()
    total = 0.0
    for step, chosen in enumerate(batches):
        progress = (run.epoch + step / len(batches)) / recipe.epochs
        for group in run.optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _rate(progress, recipe.final_rate)
        wanted = answers[torch.from_numpy(chosen)] * (1 - 2 * recipe.smoothing) + recipe.smoothing
        loss = _step(run, varied(crops, chosen, rng, generator), wanted)
        total += loss * len(chosen)
    return total / len(crops)


def _rate(progress: float, final: float) -> float:
    """Share of the learning rate: up for a twentieth of the run, then down a cosine."""
    if progress < 0.05:
        return 0.05 + 0.95 * progress / 0.05
    return final + (1 - final) * (1 + math.cos(math.pi * (progress - 0.05) / 0.95)) / 2


def _step(run: _Run, pictures: Tensor, wanted: Tensor) -> float:
    run.optimizer.zero_grad(set_to_none=True)
    loss = F.binary_cross_entropy_with_logits(run.network(pictures), wanted)
    loss.backward()  # type: ignore[no-untyped-call]
    run.optimizer.step()
    return float(loss.detach())


def _save(run: _Run, path: Path) -> None:
    """Write the checkpoint whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    state = {
        "network": run.network.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "epoch": run.epoch,
    }
    torch.save(state, part)
    part.replace(path)


def _load(run: _Run, path: Path) -> None:
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint at {path}; start the run without --resume.")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        run.network.load_state_dict(state["network"])
        run.optimizer.load_state_dict(state["optimizer"])
        run.epoch = int(state["epoch"])
    except (RuntimeError, KeyError, ValueError, EOFError) as error:
        raise CheckpointError(f"{path} is no checkpoint of such a run ({type(error).__name__}).") from None
