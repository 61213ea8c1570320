"""OBSPA: gives a pruned network the weights with which every layer comes nearest to what it gave before.

Structurally Prune Anything, Wang et al. 2024, arXiv:2403.18955, after Optimal Brain Surgeon. Each layer is solved for
by least squares, for all removed columns at once and exactly; see `normal.py`. The dense and the pruned network run
side by side, so that each layer also makes up for what the layers before it have lost. So do batch norms: they are
given the statistics with which what they put out varies as it did before, on the same inputs, which is exact where
these are the network's own and sensible where they are not. As they take care of the mean, too, a convolution before
one is solved for as if it had a bias.

Of all that lies between layers only what the next layer needs is kept, so memory grows with the number of inputs but
hardly with the depth of the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Coupling
from training.pruning.graph.model import Graph, Node
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.normal import USUAL_DAMPING, Normal, added, best_damping, normal_of
from training.pruning.graph.rows import Seen, rows_of
from training.pruning.graph.weights import BATCH_NORM

HELD_OUT = 4  # every so many-th batch, or the last of fewer, is not solved with until damping has been chosen by it
SMALLEST_VARIANCE = 1e-8  # a channel that is always the same stays so
LARGEST_RATIO = 16.0  # of a channel's variances now and before; more tells of the inputs, not of the channel


@dataclass(frozen=True, slots=True)
class Recovery:
    """How a pruned network is repaired.

    Args:
        damping: How strongly weights stay where they were; None: as much as serves each layer best.
        recalibrates: Whether batch norms get other statistics, too.
        solves: Whether layers get other weights; if not, only batch norms are measured anew.
        felt: For each batch, how much every place of a convolution's output counts, (B, height, width), by node;
            empty: all the same.
    """

    damping: float | None = None
    recalibrates: bool = True
    solves: bool = True
    felt: Sequence[Mapping[str, Tensor]] = ()


@dataclass(frozen=True, slots=True)
class Solved:
    """What solving did for one layer, on inputs that it was not solved with: shares of its output that are lost."""

    layer: str
    damping: float
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One of the two networks, and for each batch what its operators have put out that is needed still."""

    network: GraphNetwork
    batches: list[dict[str, Tensor]]

    def run(self, node: Node, number: int) -> None:
        """Run one operator on one batch, unless that was done before."""
        values = self.batches[number]
        if node.outputs[0] not in values:
            values.update(zip(node.outputs, self.network.run(node, values), strict=False))

    def forget(self, node: Node, number: int) -> None:
        """Drop what no later operator needs."""
        for name in self.network.last_use.get(node.name, ()):
            self.batches[number].pop(name, None)


@dataclass(slots=True, eq=False)
class _Layer:
    """A layer with a weight: the rows it was shown, and the answer to them."""

    node: Node
    twin: Node  # in the dense network
    network: GraphNetwork
    stays: Tensor  # which of the twin's outputs the layer still has
    axis: int  # of its outputs
    norm: Node | None  # the batch norm that takes all that it puts out
    has_offset: bool
    is_leveled: bool  # that batch norm is to be given other statistics in any case
    is_held_out: Sequence[bool]  # for each batch
    felt: Sequence[Tensor]  # the same; empty: all places count the same
    known: Normal | None = None
    held_out: Normal | None = None

    def see(self, old: Mapping[str, Tensor], new: Mapping[str, Tensor], number: int) -> None:
        """Take in one batch."""
        wanted = old[self.twin.outputs[0]].movedim(self.axis, -1)[..., self.stays].movedim(-1, self.axis)
        weight = self.network.parameters_by_name()[self.node.inputs[1]]
        felt = self.felt[number] if self.felt else None
        seen = Seen(new[self.node.inputs[0]], wanted, felt)
        found = normal_of(rows_of(self.node, seen, weight, has_offset=self.has_offset), has_offset=self.has_offset)
        if self.is_held_out[number]:
            self.held_out = added(self.held_out, found)
        else:
            self.known = added(self.known, found)

    def mend(self, damping: float | None) -> Solved | None:
        """Put the best weights in; says what it was good for, if there are batches to tell."""
        if self.known is None:
            return None
        weight = self._matrix().double()
        if self.held_out is None:
            self._write(self.known.solved(weight, damping or USUAL_DAMPING))
            return None
        chosen = damping or best_damping(self.known, self.held_out, weight)
        lost = [self.held_out.left(one) for one in (weight, self.known.solved(weight, chosen))]
        self._write(added(self.known, self.held_out).solved(weight, chosen))
        return Solved(self.node.name, chosen, *lost)

    def _bias(self) -> Tensor | None:
        return bias_of(self.node, self.network)

    def _matrix(self) -> Tensor:
        """Weight and bias as they multiply the rows.

        Shapes:
            returns: (groups, outputs, columns)
        """
        weight, bias = self.network.parameters_by_name()[self.node.inputs[1]], self._bias()
        groups = int(self.node.attributes.get("group", 1)) if self.node.operator == "Conv" else 1
        is_upright = self.node.operator == "MatMul" or not self.node.attributes.get("transB", 0)
        rows = weight.flatten(1) if self.node.operator == "Conv" else weight.t() if is_upright else weight
        if self.has_offset:
            rows = torch.cat([rows, (rows.new_zeros(len(rows)) if bias is None else bias)[:, None]], 1)
        return rows.reshape(groups, -1, rows.shape[1])

    def _write(self, matrix: Tensor) -> None:
        """The way back; an offset that the layer has no place for goes to the batch norm after it."""
        weight, bias = self.network.parameters_by_name()[self.node.inputs[1]], self._bias()
        rows = matrix.flatten(0, 1).to(weight.dtype)
        if self.has_offset:
            rows, offset = rows[:, :-1], rows[:, -1]
            if bias is not None:
                bias.copy_(offset)
            elif self.norm is not None and not self.is_leveled:
                self.network.parameters_by_name()[self.norm.inputs[3]].sub_(offset)
        if self.node.operator == "Conv":
            weight.copy_(rows.reshape(weight.shape))
        else:
            weight.copy_(rows if self.node.attributes.get("transB", 0) else rows.t())


@dataclass(slots=True, eq=False)
class _Norm:
    """A batch norm: how what it got and gets varies."""

    node: Node
    twin: Node
    network: GraphNetwork
    stays: Tensor
    old: list[Tensor] = field(default_factory=list)  # count, mean and mean square of each batch, (3, C)
    new: list[Tensor] = field(default_factory=list)

    def see(self, old: Mapping[str, Tensor], new: Mapping[str, Tensor], number: int) -> None:
        """Take in one batch."""
        del number  # nothing is chosen here
        self.old.append(_sums(old[self.twin.inputs[0]])[:, self.stays])
        self.new.append(_sums(new[self.node.inputs[0]]))

    def mend(self, damping: float | None) -> None:
        """Give it the statistics that make its output vary as the dense one's does on the same inputs."""
        del damping
        (old_mean, old_variance), (new_mean, new_variance) = _moments(self.old), _moments(self.new)
        parameters = self.network.parameters_by_name()
        mean, variance = parameters[self.node.inputs[3]], parameters[self.node.inputs[4]]
        ratio = (new_variance + SMALLEST_VARIANCE) / (old_variance + SMALLEST_VARIANCE)
        ratio = ratio.clamp(1 / LARGEST_RATIO, LARGEST_RATIO)
        mean.copy_(new_mean + (mean - old_mean) * ratio.sqrt())
        variance.mul_(ratio)


@torch.no_grad()
def reconstruct(
    dense: Graph, pruned: Graph, kept: tuple[Coupling, Indices], batches: Sequence[Tensor], recovery: Recovery
) -> tuple[Graph, list[Solved]]:
    """The pruned network with better weights, and what each layer that was solved for gained.

    Args:
        kept: What is coupled in the dense network, and which sets of channels went from it.
        batches: Inputs, to be asked together for every layer; a network has one input here.
    """
    sides = tuple(
        _Side(network, [network.parameters_by_name() | {graph.inputs[0]: batch} for batch in batches])
        for graph, network in ((dense, GraphNetwork(dense).eval()), (pruned, GraphNetwork(pruned).eval()))
    )
    twins = {node.name: node for node in dense.nodes}
    solved: list[Solved] = []
    open_nodes: list[Node] = []
    for node in pruned.nodes:
        twin = twins.get(node.name)  # sizes that were brought up to date have none
        part = _mendable(node, twin, sides[1], kept, recovery) if twin is not None else None
        if part is not None:
            found = _mended((sides[0], sides[1]), [(one, twins.get(one.name)) for one in open_nodes], part, recovery)
            solved += [found] if found else []
            open_nodes = []
        open_nodes.append(node)
    return sides[1].network.to_graph(), solved


def _mendable(
    node: Node, twin: Node, new: _Side, kept: tuple[Coupling, Indices], recovery: Recovery
) -> _Layer | _Norm | None:
    """The operator as something that can be made better; None if it has nothing to change."""
    (coupling, removed), network, count = kept, new.network, len(new.batches)
    if node.operator == BATCH_NORM:
        stays = torch.from_numpy(coupling.stays(twin.inputs[0], 1, removed))
        return _Norm(node, twin, network, stays) if recovery.recalibrates else None
    if not recovery.solves or not network.has_weight(node):
        return None
    axis = 1 if node.operator == "Conv" else len(coupling.axes[node.outputs[0]]) - 1
    stays = torch.from_numpy(coupling.stays(node.outputs[0], axis, removed))
    norm = _norm_after(node, network.graph)
    has_offset = bias_of(node, network) is not None or norm is not None
    every = min(HELD_OUT, count)
    held_out = [every > 1 and number % every == every - 1 for number in range(count)]
    felt = [batch[node.name] for batch in recovery.felt if node.name in batch]
    return _Layer(node, twin, network, stays, axis, norm, has_offset, recovery.recalibrates, held_out, felt)


def _mended(
    sides: tuple[_Side, _Side],
    before: Sequence[tuple[Node, Node | None]],
    part: _Layer | _Norm,
    recovery: Recovery,
) -> Solved | None:
    """Run both networks up to an operator, batch by batch, and make it better if it gets other inputs than it did."""
    old, new = sides
    differs = False
    for number in range(len(new.batches)):
        for node, twin in before:
            if twin is not None:
                old.run(twin, number)
                old.forget(twin, number)
            new.run(node, number)
            new.forget(node, number)
        old.run(part.twin, number)
        if number == 0:
            differs = _differs(part, old.batches[0], new.batches[0])
        if differs:
            part.see(old.batches[number], new.batches[number], number)
    return part.mend(recovery.damping) if differs else None


def _differs(part: _Layer | _Norm, old: Mapping[str, Tensor], new: Mapping[str, Tensor]) -> bool:
    """Whether an operator gets other inputs than it did."""
    one, other = old[part.twin.inputs[0]], new[part.node.inputs[0]]
    return one.shape != other.shape or not torch.equal(one, other)


def _norm_after(node: Node, graph: Graph) -> Node | None:
    """The batch norm that takes all that a layer puts out, if there is one."""
    readers = [other for other in graph.nodes if node.outputs[0] in other.inputs]
    is_lone = len(readers) == 1 and node.outputs[0] not in graph.outputs
    is_norm = is_lone and readers[0].operator == BATCH_NORM and readers[0].inputs[0] == node.outputs[0]
    return readers[0] if is_norm else None


def bias_of(node: Node, network: GraphNetwork) -> Tensor | None:
    """A layer's own bias, if it has one that training may change."""
    if node.operator == "MatMul" or len(node.inputs) < 3 or node.inputs[2] not in network.names:
        return None
    bias = network.parameters_by_name()[node.inputs[2]]
    return bias if bias.ndim == 1 else None


def _sums(data: Tensor) -> Tensor:
    """How many numbers every channel has, their mean and the mean of their squares. Shapes: (B, C, ...) to (3, C)."""
    rows = data.movedim(1, 0).flatten(1)
    variance, mean = torch.var_mean(rows, 1, correction=0)
    count = torch.full_like(mean, rows.shape[1])
    return torch.stack([count, mean, variance + mean.square()]).double()


def _moments(batches: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Mean and variance of every channel over all batches."""
    counts, means, squares = torch.stack(list(batches)).unbind(1)
    mean, square = ((counts * one).sum(0) / counts.sum(0) for one in (means, squares))
    return mean, square - mean.square()
