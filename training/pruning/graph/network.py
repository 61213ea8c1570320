"""A graph as a torch network: the same parameters, so that a loss can be asked for gradients and training can go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn

from training.errors import CheckpointError
from training.pruning.graph.model import Array, Graph, Node, with_parameters
from training.pruning.graph.operators import arithmetic, layers, layout
from training.pruning.graph.operators._operator import Operator
from training.pruning.graph.weights import BATCH_NORM, trainable

OPERATORS: Mapping[str, Operator] = {**arithmetic.OPERATORS, **layers.OPERATORS, **layout.OPERATORS}

MOMENTUM = 0.1  # torch's own
WEIGHT_RANKS: Mapping[str, int] = {"Conv": 4, "Gemm": 2, "MatMul": 2}  # of layers that can be solved for


class GraphNetwork(nn.Module):
    """Runs a graph operator by operator.

    Raises:
        CheckpointError: It holds an operator that is not known here.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        unknown = sorted({node.operator for node in graph.nodes} - set(OPERATORS))
        if unknown:
            raise CheckpointError(
                f"The graph cannot be run in torch: it holds operators that are not known here ({', '.join(unknown)}); "
                "judge by the weights alone, and do without a repair."
            )
        self.graph = graph
        self.names = trainable(graph)  # of `weights`, in order
        self.weights = nn.ParameterList(nn.Parameter(_tensor(graph.parameters[name])) for name in self.names)
        fixed = {name: array for name, array in graph.parameters.items() if name not in set(self.names)}
        self._fixed = tuple(name for name, array in fixed.items() if array.dtype.kind == "f")
        for number, name in enumerate(self._fixed):
            self.register_buffer(_buffer(number), _tensor(fixed[name]))
        # Sizes and positions stay where Python reads them, wherever the network goes.
        self._integers = {name: _tensor(array) for name, array in fixed.items() if array.dtype.kind != "f"}
        self.last_use = _last_uses(graph)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """The outputs of the network, as a tuple if there are several."""
        values = self.parameters_by_name()
        values.update(zip(self.graph.inputs, inputs, strict=True))
        for node in self.graph.nodes:
            values.update(zip(node.outputs, self.run(node, values), strict=False))
            for name in self.last_use.get(node.name, ()):
                values.pop(name, None)
        outputs = tuple(values[name] for name in self.graph.outputs)
        return outputs[0] if len(outputs) == 1 else outputs

    def run(self, node: Node, values: Mapping[str, Tensor]) -> Sequence[Tensor]:
        """The outputs of one operator."""
        inputs = [values[name] if name else None for name in node.inputs]
        if self.training and node.operator == BATCH_NORM:
            return [_train_batch_norm([tensor for tensor in inputs if tensor is not None], node)]
        attributes = {"num_outputs": len(node.outputs), **node.attributes}  # a Split may leave it out
        found = OPERATORS[node.operator](inputs, attributes)
        return [found] if isinstance(found, Tensor) else found

    def has_weight(self, node: Node) -> bool:
        """Whether an operator is a layer with a weight of its own, which can be solved for."""
        rank = WEIGHT_RANKS.get(node.operator)
        if rank is None or node.inputs[1] not in self.names or node.attributes.get("transA", 0):
            return False
        return self.graph.parameters[node.inputs[1]].ndim == rank

    def parameters_by_name(self) -> dict[str, Tensor]:
        """Every parameter of the graph, by its name there."""
        fixed = {name: getattr(self, _buffer(number)) for number, name in enumerate(self._fixed)}
        return self._integers | fixed | dict(zip(self.names, self.weights, strict=True))

    def to_graph(self) -> Graph:
        """The graph with the parameters as they are now."""
        now = self.parameters_by_name()
        return with_parameters(self.graph, {name: now[name].detach().cpu().numpy() for name in now})


def _last_uses(graph: Graph) -> dict[str, list[str]]:
    """The tensors that no operator needs after a node, by the node's name; they need not be kept in memory."""
    last: dict[str, str] = {}
    for node in graph.nodes:
        last.update(dict.fromkeys((*node.inputs, *node.outputs), node.name))
    uses: dict[str, list[str]] = {}
    for name, node_name in last.items():
        if name not in graph.outputs:
            uses.setdefault(node_name, []).append(name)
    return uses


def _train_batch_norm(inputs: Iterable[Tensor], node: Node) -> Tensor:
    """A batch norm by the statistics of the batch, which also move the ones that are kept."""
    data, scale, shift, mean, variance = inputs
    epsilon = float(node.attributes.get("epsilon", layers.EPSILON))
    return nn.functional.batch_norm(data, mean, variance, scale, shift, training=True, momentum=MOMENTUM, eps=epsilon)


def _tensor(array: Array) -> Tensor:
    return torch.from_numpy(array.copy())


def _buffer(number: int) -> str:
    return f"fixed_{number}"
