"""What travels through the suite: tasks, data, training plans and progress. Knows torch by name only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Generator, Tensor, device, dtype, nn


class Family(Enum):
    """What a network is built of, which decides what methods fit."""

    MLP = "mlp"
    CNN = "cnn"
    RNN = "rnn"
    VIT = "vit"
    GRAPH = "graph"  # whatever an .onnx file holds
    LANGUAGE = "language"  # a transformer that foretells tokens
    DIFFUSION = "diffusion"  # a denoiser that pictures or sounds are made with


class Effect(Enum):
    """What a method leaves behind; the value is the name of its amount."""

    SMALLER = "pruning_ratio"  # share of the channels (heads, units) that are gone; shapes shrink
    SPARSER = "sparsity"  # share of the prunable weights that are zero; shapes stay


@dataclass(frozen=True, slots=True)
class Went:
    """How much went, for a method whose ratio is not a share of all layers' channels."""

    share: float  # 0 to 1
    of: str  # what it is a share of, such as "parameters"
    whole: str  # what can only go as a whole, so that the ratio is not met exactly


class Optimizer(Enum):
    """Who takes the steps."""

    SGD = "sgd"
    ADAMW = "adamw"


class Precision(Enum):
    """Of the weights, and of what is computed with them; what is trained is float32 while it is."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """One training; the rate rises over the warm-up and falls along a cosine to nothing."""

    epochs: int = 10
    batch: int = 64
    learning_rate: float = 0.1  # at its peak
    warmup: float = 0.1  # share of the training
    weight_decay: float = 5e-4
    momentum: float = 0.9  # SGD only
    optimizer: str = Optimizer.SGD.value
    clip: float = 0.0  # largest norm of the gradient; 0: any
    limit: int = 0  # train on so many examples only; 0: on all


class Inputs(Protocol):
    """Inputs by their places: a tensor, or pictures that are read when they are asked for."""

    def __getitem__(self, chosen: Tensor | slice, /) -> Tensor:
        """The inputs of these places; `[:]` gives all of them as a tensor. Shapes: (places, ...)."""

    def __len__(self) -> int:
        """How many there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Examples; there are as many as there are targets, and inputs beyond are never asked for.

    Shapes:
        inputs: (n, ...), what the network takes: pictures (3, height, width) float32, or tokens (T,) int64
        targets: (n,) classes, or (n, T) the tokens that follow
    """

    inputs: Inputs
    targets: Tensor

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What a task is learned from and judged by; nothing is ever chosen by `test`."""

    train: Split
    test: Split


@dataclass(frozen=True, slots=True)
class Lesson:
    """How a network learns that is asked something else than its examples, as a denoiser is.

    Args:
        prepare: Teaches a fresh network, in place and for good, what its questions are made with; takes the training
            split, a seed and whom to tell.
        pose: Makes questions of a batch of examples, with what is right instead of its targets.
        probe: Makes questions of which only the shapes matter, to time a network with and to compare two by.
    """

    prepare: Callable[[nn.Module, Split, int, Tell], None]
    pose: Callable[[nn.Module, Split, Generator], Split]
    probe: Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Instruction:
    """Something that is asked for, and the answer that is wanted."""

    instruction: str
    input: str  # what it is about, where that is not said already
    output: str
    source: str = ""  # where it comes from, such as the name of a skill; never chosen by


@dataclass(frozen=True, slots=True)
class ModelSize:
    """What a language model's memory depends on."""

    params: int
    layers: int
    channels: int
    vocabulary: int
    length: int  # tokens of a row
    inner: int  # weights in the matrices of the decoder layers, of all params


def as_they_are(inputs: Tensor, _random: Generator) -> Tensor:
    """The augmentation that changes nothing."""
    return inputs


@dataclass(frozen=True, slots=True)
class Task:
    """A network with its data and its score; one file of training/pruning/tasks."""

    name: str  # of the file
    title: str
    family: Family
    data: str  # what it learns from, in words
    score_name: str
    is_higher_better: bool
    plan: TrainingPlan  # of the dense network, unless a recipe says otherwise
    keep_dense: tuple[str, ...]  # modules, by name, that no method touches: usually the first layer and the last
    build: Callable[[float], nn.Module]  # by width, a factor of all hidden layers; raises RecipeError if it has but one
    load: Callable[[], Examples]  # raises DataError
    loss: Callable[[Tensor, Tensor], Tensor]  # of outputs and targets
    score: Callable[[nn.Module, Split], float]  # of a network in eval mode
    augment: Callable[[Tensor, Generator], Tensor] = as_they_are
    lesson: Lesson | None = None  # None: a network is asked its examples as they are
    is_trained: bool = False  # `build` gives a network that has learned already, in its own width
    export: Callable[[nn.Module, Path], None] | None = None  # into a folder, as the network's own library reads it
    encode: Callable[[Instruction], tuple[list[int], list[int]]] | None = None  # into tokens: the question, the answer
    size: Callable[[], ModelSize] | None = None  # of a language model, without loading it
    read: Callable[[dtype, str], nn.Module] | None = None  # trained elsewhere; to a device, or "auto" for all GPUs
    load_on: Callable[[device], Examples] | None = None  # `load` where that makes pictures, on a device of choice
    instructions: Callable[[int, float], Sequence[Instruction]] | None = None  # by seed and share of wrong answers
    keep_weights: tuple[str, ...] = ()  # modules that lose whole channels, but no weight by itself

    @property
    def without_zeros(self) -> tuple[str, ...]:
        """The modules in which no weight is set to zero by itself."""
        return (*self.keep_dense, *self.keep_weights)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one seed is."""

    stage: str  # such as "dense", "prune", "recover", "measure"
    done: float  # share of the stage
    figures: Mapping[str, float] = field(default_factory=dict)  # such as loss and sparsity


Tell = Callable[[Progress], None]
