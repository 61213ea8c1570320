"""Keeps how far a recovery is, each process its own share, so that one that was stopped can go on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.distributed.tensor import DTensor

from training.errors import CheckpointError
from training.yolo import processes

MOMENTS = ("exp_avg", "exp_avg_sq")  # what AdamW remembers of each parameter
KEPT = 2  # of the newest: processes may have been stopped between two of them


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where the shares lie.

    Args:
        facts: What the recovery is, so that another one is not gone on with.
        every: Steps between two of them.
    """

    folder: Path
    facts: str
    every: int = 100

    def keep(self, step: int, trained: Sequence[nn.Parameter], optimizer: torch.optim.Optimizer) -> None:
        """Write this process's share after a step, whole or not at all, if one is due."""
        if step % self.every:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path, part = self._file(step), self.folder / f"{processes.number()}.part"
        numbers = {
            f"{place}.{name}": _own(value).cpu().clone().contiguous()
            for place, parameter in enumerate(trained)
            for name, value in _remembered(parameter, optimizer).items()
        }
        save_file(numbers, part, metadata={"facts": self.facts})
        part.replace(path)
        self._file(step - KEPT * self.every).unlink(missing_ok=True)

    def restore(self, trained: Sequence[nn.Parameter], optimizer: torch.optim.Optimizer) -> int:
        """Go back to where all processes were; gives how many steps are done.

        Raises:
            CheckpointError: What lies there is of another recovery.
        """
        done = self.newest()
        if not done:
            return 0
        with safe_open(self._file(done), framework="pt") as file:
            if file.metadata()["facts"] != self.facts:
                raise CheckpointError(f"{self.folder} is of a recovery with other words; remove it, or repeat those.")
            for place, parameter in enumerate(trained):
                optimizer.state[parameter] = {name: torch.zeros_like(parameter) for name in MOMENTS}
                for name, value in _remembered(parameter, optimizer).items():
                    _own(value).copy_(file.get_tensor(f"{place}.{name}"))
                optimizer.state[parameter]["step"] = torch.tensor(float(done))
        return done

    def newest(self) -> int:
        """The last step after which every process wrote its share; 0 if there is none."""
        world = processes.count()
        steps = {int(path.name.partition("-")[0]) for path in self.folder.glob(f"*-of-{world}.safetensors")}
        whole = [
            s for s in steps if all((self.folder / f"{s}-{n}-of-{world}.safetensors").is_file() for n in range(world))
        ]
        return max(whole, default=0)

    def forget(self) -> None:
        """Remove all shares: the recovery is over."""
        if processes.is_first():
            shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, step: int) -> Path:
        """Where the share of this process lies after a step."""
        return self.folder / f"{step}-{processes.number()}-of-{processes.count()}.safetensors"


def facts_of(*values: object) -> str:
    """What makes a recovery that one and no other."""
    return json.dumps([str(value) for value in values])


def _remembered(parameter: nn.Parameter, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """A parameter's numbers and what the optimiser remembers of it."""
    return {"weight": parameter.detach(), **{name: optimizer.state[parameter][name] for name in MOMENTS}}


def _own(value: Tensor) -> Tensor:
    """What of a tensor lies in this process."""
    return value.to_local() if isinstance(value, DTensor) else value
