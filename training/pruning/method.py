"""What a pruning method is, what it is asked and what it hands back. Knows torch by name only."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from training.pruning.types import Effect, Family, ModelSize, Went

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.pruning.bench import Bench

S = TypeVar("S")  # the settings of one method: a frozen dataclass in its own file
V = TypeVar("V")  # the value of one of them
ADDED = "added"  # in the metadata of a setting that came later


def added(usual: V) -> V:
    """A setting that came after runs were kept: at its usual value it tells no runs apart, so they stay finished."""
    return field(default=usual, metadata={ADDED: True})


def telling_settings(settings: Any) -> dict[str, object]:
    """The settings by which runs are told apart."""
    return {
        one.name: getattr(settings, one.name)
        for one in dataclasses.fields(settings)
        if ADDED not in one.metadata or getattr(settings, one.name) != one.default
    }


@dataclass(frozen=True, slots=True)
class Arm:
    """One variant that a method is compared with, itself included."""

    name: str
    title: str
    is_dense: bool = False  # nothing is pruned in it, by design; every other arm has to prove what it did
    is_narrower: bool = False  # it trains a network of the task in another width


@dataclass(frozen=True, slots=True)
class PruneRequest:
    """How much is to go, in what variant, and which dice are thrown."""

    amount: float  # 0 to below 1; a pruning ratio or a sparsity, as the method's effect has it
    arm: str
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Pruned:
    """What a method hands back.

    Args:
        network: Ready to be scored: training is over.
        unrecovered_score: The score right after the cut, where a recovery followed.
        proof: For a method that makes networks smaller: the network with zeros where something was to go, and the
            smaller one before any recovery. Both are checked to compute the same.
        alive: For a method that makes networks sparser: the prunable weights by name, True where one is alive. They
            are checked against the network after the last optimiser step.
        evidence: Figures of the method's own, such as dead-neuron rates.
        went: What is to be compared with the ratio that was asked for; None: the share of all channels.
        calibration: How near what it was repaired with is to what it was trained on: near, far or unknown; empty if
            nothing was shown.
        files: What a person reads or looks at, by name; written beside the network's checkpoint.
    """

    network: nn.Module
    unrecovered_score: float | None = None
    proof: tuple[nn.Module, nn.Module] | None = None
    alive: Mapping[str, Tensor] = field(default_factory=dict)
    evidence: Mapping[str, float] = field(default_factory=dict)
    went: Went | None = None
    calibration: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """What an arm of a method for language models holds at once, beside the network that is pruned."""

    waiting: int = 0  # copies in the processor's memory, to be compared in the end
    sums: int = 0  # float32 numbers for each weight that is judged, while it is
    judged_share: float = 1.0  # of the weights
    trained_share: float = 0.0  # of the weights
    rank: int = 0  # of adapters that are trained at every matrix of the decoder layers
    changed: int = 0  # further copies in training: weights as adapters change them, or as they were before
    masks: int = 0  # for each weight, in training
    length: int = 0  # tokens of a row that is trained on; 0: as many as the task's rows have


def _nothing_more(_arm: str, _settings: object, _size: ModelSize) -> MemoryUse:
    """The memory use of methods that are not for language models."""
    return MemoryUse()


@dataclass(frozen=True, slots=True)
class PruneMethod(Generic[S]):
    """One paper; one file of training/pruning/methods."""

    name: str  # of the file
    title: str
    paper: str  # "Zhu and Gupta 2017, arXiv:1710.01878"
    removes: str  # what goes, in words
    families: frozenset[Family]
    effect: Effect
    usual_amount: float
    arms: tuple[Arm, ...]  # the first is the method itself
    settings: S  # the usual ones
    prune: Callable[[Bench, PruneRequest, S], Pruned]  # refuses what cannot work by RecipeError, before any training
    memory: Callable[[str, S, ModelSize], MemoryUse] = _nothing_more  # of an arm, with settings, on a language model

    @property
    def sentence(self) -> str:
        """What it does, in one sentence: the first line of its file."""
        text = sys.modules[self.prune.__module__].__doc__ or ""
        return text.partition("\n")[0]


AnyMethod = PruneMethod[Any]
