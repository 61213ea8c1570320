"""From a torch network to its graph and back: what is pruned in the graph is pruned in the network's own code.

Parameters keep their names on the way, so that a smaller graph tells each layer of the network its new width.
"""

from __future__ import annotations

import copy
import tempfile
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.jit._trace import TracerWarning

from training.errors import RecipeError
from training.pruning.checkpoint import narrow
from training.pruning.exporting import failure_told
from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Coupling, Group, Unit, couple
from training.pruning.graph.model import Array, Graph, graph_of, layer_outputs
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.remove import mask, remove
from training.pruning.graph.rules._step import Rule
from training.pruning.graph.rules.layout import slice_alike, split_alike
from training.pruning.graph.rules.table import RULES
from training.pruning.graph.trace import Trace, trace

NOT_READ = (
    "its layers cannot be followed; gradual zeroes single weights of any network without that, "
    "and l1 may find the channels of a convolutional one"
)
IN_CODE: Mapping[str, Rule] = {
    **RULES,
    "Slice": slice_alike,
    "Split": split_alike,
}  # of a network whose own code goes on running
INPUT = "input"
OPSET = 17


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A torch network and its graph.

    Args:
        turned: Parameters that the graph holds transposed.
        outputs: Of the layers that may be cut: a weight, and the axis of its outputs.
    """

    network: nn.Module
    graph: Graph
    trace: Trace
    coupling: Coupling
    turned: frozenset[str]
    outputs: tuple[tuple[str, int], ...]

    def free_share(self) -> float:
        """The share of the channels of these layers that could go; the rest is coupled to what stays as it is."""
        every = np.concatenate([np.zeros(0, np.int64), *(group.channels for group in self.coupling.groups)])
        stays = [self.coupling.stays(name, axis, every) for name, axis in self.outputs]
        return 1 - float(np.concatenate(stays).mean()) if stays else 0.0

    def sets_of(self, outputs: Mapping[str, Sequence[int]]) -> Indices:
        """The sets of channels that these outputs of layers belong to, by the names of the layers."""
        found = [np.zeros(0, np.int64)]
        for layer, places in outputs.items():
            name = f"{layer}.weight"
            if name not in self.graph.parameters:  # of a layer that nothing asks
                continue
            axis = self.coupling.axes[name][1 if name in self.turned else 0]
            found.append(self.coupling.atoms.roots(axis.atoms[list(places)]))
        return np.unique(np.concatenate(found))

    def masked(self, removed: Indices) -> nn.Module:
        """A copy of the network with zeros for these sets of channels."""
        return self.filled(mask(self.graph, self.coupling, removed))

    def cut(self, removed: Indices) -> Graph:
        """The graph without them."""
        return remove(self.graph, self.trace, self.coupling, removed)

    def filled(self, graph: Graph) -> nn.Module:
        """A copy of the network with the parameters of a graph, in the widths that they have there."""
        if isinstance(self.network, GraphNetwork):
            return GraphNetwork(graph).to(next(self.network.parameters()).device).eval()
        return self.with_parameters(graph.parameters)

    def with_parameters(self, parameters: Mapping[str, Array]) -> nn.Module:
        """A copy of a torch network with these parameters, by their names in the graph, in the widths that they have.

        Raises:
            RuntimeError: One has a shape that no layer of the network can take on.
        """
        network = copy.deepcopy(self.network)
        device = next(network.parameters()).device
        numbers = dict(network.state_dict())
        for name in numbers:
            if name in parameters:
                array = parameters[name]
                numbers[name] = torch.from_numpy((array.T if name in self.turned else array).copy())
        narrow(network, numbers)
        network.load_state_dict(numbers)
        return network.to(device).eval()


def read_source(
    network: nn.Module,
    example: Tensor,
    keep_dense: Iterable[str],
    unit: Unit = Unit.NOTHING,
    rules: Mapping[str, Rule] = IN_CODE,
) -> Source:
    """The graph of a network, with the channels that can go from it.

    Heads stay unless they are asked for: the code of a network may fix how many there are. Whatever came from a file is
    free of that.

    Args:
        example: One input as a batch of one.
        keep_dense: Modules, by name, that keep their outputs.
        unit: BLOCK for whole heads of attention that counts them by `heads` or `num_heads`, as the suite's and timm's.
        rules: As `couple` has them; of a network that came from a file always the usual ones.

    Raises:
        CheckpointError: torch cannot export it.
    """
    if isinstance(network, GraphNetwork):
        return _of_file(network)
    graph = graph_of(_exported(network, example))
    seen = trace(graph)
    coupling = couple(graph, seen, unit, rules)
    turned = frozenset(_turned(network, graph))
    kept = tuple(keep_dense)
    groups = tuple(group for group in coupling.groups if not _is_kept(group, kept, turned))
    outputs = tuple(pair for pair in layer_outputs(graph) if not _is_within(pair[0], kept))
    return Source(network, graph, seen, replace(coupling, groups=groups), turned, outputs)


def head_unit(network: nn.Module, *, heads: bool) -> Unit:
    """What goes from the attention of a network: whole heads, or nothing.

    Raises:
        RecipeError: Heads are to go from an attention that cannot lose any.
    """
    if not heads:
        return Unit.NOTHING
    if any(isinstance(module, nn.MultiheadAttention) for module in network.modules()):
        raise RecipeError("torch's own MultiheadAttention cannot lose heads; export the network and use `suite cut`.")
    return Unit.BLOCK


def _of_file(network: GraphNetwork) -> Source:
    """A network that is its graph already."""
    graph = network.to_graph()
    seen = trace(graph)
    outputs = tuple(layer_outputs(graph)[:-1])  # the last one's are the answer
    return Source(network, graph, seen, couple(graph, seen, Unit.BLOCK), frozenset(), outputs)


def _exported(network: nn.Module, example: Tensor) -> onnx.ModelProto:
    """The network as ONNX, layer by layer and with the names it gives its parameters."""
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings(), failure_told(network, NOT_READ):
        # What it warns of, a loop that is run out for one size, is what a graph is; what comes of it is proved.
        warnings.simplefilter("ignore", TracerWarning)
        path = str(Path(work) / "network.onnx")
        torch.onnx.export(
            copy.deepcopy(network).cpu().eval(),
            (example.cpu(),),
            path,
            input_names=[INPUT],
            dynamic_axes={INPUT: {0: "n"}},
            opset_version=OPSET,
            training=torch.onnx.TrainingMode.PRESERVE,  # batch norms stay batch norms
            do_constant_folding=False,  # and parameters keep their names
            dynamo=False,
        )
        return onnx.load(path)


def _turned(network: nn.Module, graph: Graph) -> Iterable[str]:
    """The parameters that the exporter transposed."""
    for name, value in network.state_dict().items():
        array = graph.parameters.get(name)
        if array is None or array.ndim != 2:
            continue
        own = value.cpu().numpy()
        if array.shape != own.shape or not np.array_equal(array, own):
            yield name


def _is_kept(group: Group, keep_dense: tuple[str, ...], turned: frozenset[str]) -> bool:
    """Whether a group holds outputs of a module that is to keep them."""
    for place in group.places:
        outputs = 1 if place.parameter in turned else 0
        if place.axis == outputs and _is_within(place.parameter, keep_dense):
            return True
    return False


def _is_within(parameter: str, modules: tuple[str, ...]) -> bool:
    """Whether a parameter belongs to one of these modules."""
    return any(parameter.startswith(f"{name}.") for name in modules)
