"""The criteria by name, whether they look at the weights alone or ask the loss."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from training.pruning.graph import gradients
from training.pruning.graph.gradients import Batches, Loss
from training.pruning.graph.importance import Scores, l1, l2, random_scores, weight_scores
from training.pruning.graph.model import Graph
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.weights import trainable


class Criterion(Enum):
    """How a weight is judged."""

    L1 = "l1"
    L2 = "l2"
    RANDOM = "random"
    SNIP = "snip"
    GRASP = "grasp"
    CROP = "crop"
    OBD = "obd"

    @property
    def needs_labels(self) -> bool:
        """Whether it asks the loss of labelled examples; the others look at the weights alone."""
        return self is not Criterion.RANDOM and self not in ALONE


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a criterion may use."""

    batches: Batches = ()
    loss: Loss | None = None
    seed: int = 0


def judge(criterion: Criterion, graph: Graph, question: Question) -> Scores:
    """The score of every weight of a graph.

    Raises:
        RecipeError: The criterion asks the loss, and there are no batches.
        CheckpointError: It does, and torch cannot run the graph.
    """
    names = trainable(graph)
    if criterion is Criterion.RANDOM:
        return random_scores(graph, names, question.seed)
    if criterion in ALONE:
        return weight_scores(graph, names, ALONE[criterion])
    if question.loss is None:
        raise ValueError(f"{criterion.value} asks a loss, and none is given")
    return gradients.CRITERIA[criterion.value](GraphNetwork(graph), question.batches, question.loss)


ALONE = {Criterion.L1: l1, Criterion.L2: l2}
