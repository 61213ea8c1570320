"""Keeps the state of a network as it was early in a training, to go back to after a cut."""

from __future__ import annotations

from torch import Tensor, nn

from training.pruning.parts.training import Step


class Snapshot:
    """The network's state when a share of its training was over.

    Args:
        share: Of the training.
    """

    def __init__(self, network: nn.Module, share: float) -> None:
        self._network, self._share = network, share
        self._state: dict[str, Tensor] | None = None

    @property
    def state(self) -> dict[str, Tensor]:
        """What was kept.

        Raises:
            RuntimeError: The training did not come so far.
        """
        if self._state is None:
            raise RuntimeError(f"the training never came to {self._share:.0%}")
        return self._state

    def after_step(self, step: Step) -> None:
        """Look whether it is time."""
        if self._state is None and step.done >= self._share:
            self._state = copy_of(self._network)


def copy_of(network: nn.Module) -> dict[str, Tensor]:
    """All numbers of a network, which further training does not change."""
    return {name: value.detach().clone() for name, value in network.state_dict().items()}
