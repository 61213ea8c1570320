"""OBSPA: gives a pruned network the weights with which every layer comes nearest to what it gave before.

Structurally Prune Anything, Wang et al. 2024, arXiv:2403.18955, after Optimal Brain Surgeon. For a layer with weight
W, the inputs X it had and the inputs Z it has now, kept columns only:

    (W X Z' + d W_K) (Z Z' + d 1)^-1        d: a share of the mean of the diagonal of Z Z'

which is the exact least-squares answer for all removed columns at once, pulled towards the weights W_K that were
there by d. The dense and the pruned network run side by side, so that each layer also makes up for what the layers
before it have lost. So do batch norms: they are given the statistics with which what they put out varies as it did
before, on the same inputs, which is exact where these are the network's own and sensible where they are not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Coupling
from training.pruning.graph.model import Graph, Node
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.operators.layers import padding, per_axis
from training.pruning.graph.weights import BATCH_NORM

DAMPING = 0.01  # anything from here to 0.1 does the same, 1 is worse
WEIGHT_RANKS: Mapping[str, int] = {"Conv": 4, "Gemm": 2, "MatMul": 2}  # layers that can be solved for
LARGEST_GRID = 512  # places of a picture that a layer is asked at; more say the same
SMALLEST_VARIANCE = 1e-8  # a channel that is always the same stays so
LARGEST_RATIO = 16.0  # of a channel's variances now and before; more tells of the inputs, not of the channel


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """What a layer sees, as the rows of a least-squares problem for each of its groups.

    Shapes:
        inputs: (groups, rows, columns), with a last column of ones if the layer has a bias
        outputs: (groups, rows, outputs)
    """

    inputs: Tensor
    outputs: Tensor


@dataclass(frozen=True, slots=True)
class Recovery:
    """How a pruned network is repaired.

    Args:
        recalibrates: Whether batch norms get other statistics, too.
    """

    damping: float = DAMPING
    recalibrates: bool = True


@torch.no_grad()
def reconstruct(
    dense: Graph, pruned: Graph, kept: tuple[Coupling, Indices], batches: Sequence[Tensor], recovery: Recovery
) -> Graph:
    """The pruned network with better weights.

    Args:
        kept: What is coupled in the dense network, and which sets of channels went from it.
        batches: Inputs, to be asked together for every layer; a network has one input here.
    """
    before, after = GraphNetwork(dense).eval(), GraphNetwork(pruned).eval()
    old = [before.parameters_by_name() | {dense.inputs[0]: batch} for batch in batches]
    new = [after.parameters_by_name() | {pruned.inputs[0]: batch} for batch in batches]
    twins = {node.name: node for node in dense.nodes}
    for node in pruned.nodes:
        twin = twins.get(node.name)  # sizes that were brought up to date have none
        if twin is not None:
            _advance(before, twin, old)
        if twin is not None and _has_weight(node, after) and _differs(twin, node, old[0], new[0]):
            _solve(node, after, kept, (old, new), recovery.damping)
        elif twin is not None and node.operator == BATCH_NORM and recovery.recalibrates:
            _level(twin, node, after, kept, (old, new))
        _refresh(node, after, new)
        _advance(after, node, new)
        for values, network, name in ((old, before, twin), (new, after, node)):
            _forget(network, name, values)
    return after.to_graph()


def _advance(network: GraphNetwork, node: Node, values: Sequence[dict[str, Tensor]]) -> None:
    """Run one operator on all batches."""
    for batch in values:
        batch.update(zip(node.outputs, network.run(node, batch), strict=False))


def _forget(network: GraphNetwork, node: Node | None, values: Sequence[dict[str, Tensor]]) -> None:
    """Drop what no later operator needs."""
    for name in network.last_use.get(node.name, ()) if node is not None else ():
        for batch in values:
            batch.pop(name, None)


def _refresh(node: Node, network: GraphNetwork, values: Sequence[dict[str, Tensor]]) -> None:
    """Let all batches see the parameters as they are now."""
    now = network.parameters_by_name()
    for name in node.inputs:
        if name in now:
            for batch in values:
                batch[name] = now[name]


def _has_weight(node: Node, network: GraphNetwork) -> bool:
    """Whether a layer has a weight of its own that can be solved for."""
    rank = WEIGHT_RANKS.get(node.operator)
    if rank is None or node.inputs[1] not in network.names or node.attributes.get("transA", 0):
        return False
    return network.graph.parameters[node.inputs[1]].ndim == rank


def _differs(twin: Node, node: Node, old: Mapping[str, Tensor], new: Mapping[str, Tensor]) -> bool:
    """Whether a layer gets other inputs than it did."""
    one, other = old[twin.inputs[0]], new[node.inputs[0]]
    return one.shape != other.shape or not torch.equal(one, other)


def _solve(
    node: Node,
    network: GraphNetwork,
    kept: tuple[Coupling, Indices],
    values: tuple[Sequence[dict[str, Tensor]], Sequence[dict[str, Tensor]]],
    damping: float,
) -> None:
    """Put the best weights into a layer."""
    coupling, removed = kept
    axis = 1 if node.operator == "Conv" else len(coupling.axes[node.outputs[0]]) - 1
    stays = torch.from_numpy(coupling.stays(node.outputs[0], axis, removed))
    weight = network.parameters_by_name()[node.inputs[1]]
    matrix = _as_matrix(node, weight, network)  # (groups, outputs, columns)
    square = matrix.new_zeros(len(matrix), matrix.shape[2], matrix.shape[2], dtype=torch.float64)
    mixed = torch.zeros_like(matrix, dtype=torch.float64)
    for old, new in zip(*values, strict=True):
        wanted = old[node.outputs[0]].movedim(axis, -1)[..., stays.to(weight.device)].movedim(-1, axis)
        system = _rows(node, new[node.inputs[0]], weight, wanted, has_bias=_bias(node, network) is not None)
        square += system.inputs.transpose(1, 2) @ system.inputs
        mixed += system.outputs.transpose(1, 2) @ system.inputs
    size = square.diagonal(dim1=1, dim2=2).mean(1)[:, None, None].clamp(min=1e-12) * damping
    solved = torch.linalg.solve(
        square + size * torch.eye(square.shape[1], device=square.device), mixed + size * matrix, left=False
    )
    _write(node, network, solved.to(weight.dtype))


def _bias(node: Node, network: GraphNetwork) -> Tensor | None:
    """The layer's own bias, if it has one that training may change."""
    if node.operator == "MatMul" or len(node.inputs) < 3 or node.inputs[2] not in network.names:
        return None
    bias = network.parameters_by_name()[node.inputs[2]]
    return bias if bias.ndim == 1 else None


def _as_matrix(node: Node, weight: Tensor, network: GraphNetwork) -> Tensor:
    """Weight and bias as they multiply the rows.

    Shapes:
        returns: (groups, outputs, columns)
    """
    groups = int(node.attributes.get("group", 1)) if node.operator == "Conv" else 1
    is_upright = node.operator == "MatMul" or not node.attributes.get("transB", 0)
    rows = weight.flatten(1) if node.operator == "Conv" else weight.t() if is_upright else weight
    bias = _bias(node, network)
    whole = rows if bias is None else torch.cat([rows, bias[:, None]], 1)
    return whole.reshape(groups, -1, whole.shape[1])


def _write(node: Node, network: GraphNetwork, matrix: Tensor) -> None:
    """The way back."""
    parameters, rows = network.parameters_by_name(), matrix.flatten(0, 1)
    weight, bias = parameters[node.inputs[1]], _bias(node, network)
    if bias is not None:
        bias.copy_(rows[:, -1])
        rows = rows[:, :-1]
    if node.operator == "Conv":
        weight.copy_(rows.reshape(weight.shape))
    else:
        weight.copy_(rows if node.attributes.get("transB", 0) else rows.t())


def _rows(node: Node, data: Tensor, weight: Tensor, wanted: Tensor, *, has_bias: bool) -> System:
    """What a layer gets and what it should give, one row for each place."""
    if node.operator == "Conv":
        inputs, outputs = _unfolded(node, data, weight, wanted)
    else:
        inputs, outputs = data.flatten(0, -2)[None], wanted.flatten(0, -2)[None]
    if has_bias:
        inputs = torch.cat([inputs, inputs.new_ones(*inputs.shape[:2], 1)], 2)
    return System(inputs, outputs)


def _unfolded(node: Node, data: Tensor, weight: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
    """A convolution as a matrix product, at some of its places.

    Shapes:
        data: (B, C, H, W); wanted: (B, outputs, height, width)
        returns: (groups, rows, columns), (groups, rows, outputs of a group)
    """
    groups, kernel = int(node.attributes.get("group", 1)), tuple(weight.shape[2:])
    padded = functional.pad(data, padding(data, kernel, node.attributes))
    dilations, strides = per_axis(node.attributes, "dilations", 2), per_axis(node.attributes, "strides", 2)
    rows, columns = _places(wanted.shape[2], wanted.shape[3], wanted.device)
    down, across = (
        torch.arange(size, device=data.device) * dilation for size, dilation in zip(kernel, dilations, strict=True)
    )
    seen = padded[
        :,
        :,
        (rows * strides[0])[:, None, None] + down[:, None],
        (columns * strides[1])[:, None, None] + across,
    ]  # (B, C, places, height, width)
    count, _, places = seen.shape[:3]
    split = seen.reshape(count, groups, -1, *seen.shape[2:]).permute(1, 0, 3, 2, 4, 5)
    targets = wanted[:, :, rows, columns].reshape(count, groups, -1, places).permute(1, 0, 3, 2)
    return split.flatten(3).flatten(1, 2), targets.flatten(1, 2)


def _places(height: int, width: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Some places of a picture, spread evenly, as rows and columns.

    A step that has a factor in common with the width would see some columns only, such as every other one of what was
    scaled up to twice its size.
    """
    step = -(-height * width // LARGEST_GRID)
    while math.gcd(step, width) > 1:
        step += 1
    places = torch.arange(0, height * width, step, device=device)
    return places // width, places % width


def _level(
    twin: Node,
    node: Node,
    network: GraphNetwork,
    kept: tuple[Coupling, Indices],
    values: tuple[Sequence[dict[str, Tensor]], Sequence[dict[str, Tensor]]],
) -> None:
    """Give a batch norm the statistics that make its output vary as the dense one's does on the same inputs."""
    coupling, removed = kept
    stays = torch.from_numpy(coupling.stays(twin.inputs[0], 1, removed))
    old_mean, old_variance = (one[stays.to(one.device)] for one in _moments(values[0], twin.inputs[0]))
    new_mean, new_variance = _moments(values[1], node.inputs[0])
    parameters = network.parameters_by_name()
    mean, variance = parameters[node.inputs[3]], parameters[node.inputs[4]]
    ratio = (new_variance + SMALLEST_VARIANCE) / (old_variance + SMALLEST_VARIANCE)
    ratio = ratio.clamp(1 / LARGEST_RATIO, LARGEST_RATIO)
    mean.copy_(new_mean + (mean - old_mean) * ratio.sqrt())
    variance.mul_(ratio)


def _moments(values: Sequence[dict[str, Tensor]], name: str) -> tuple[Tensor, Tensor]:
    """Mean and variance of every channel of a tensor over all batches."""
    data = [batch[name].movedim(1, 0).flatten(1) for batch in values]  # (C, rows) each
    count = sum(one.shape[1] for one in data)
    mean = torch.stack([one.sum(1) for one in data]).sum(0) / count
    return mean, torch.stack([(one - mean[:, None]).square().sum(1) for one in data]).sum(0) / count
