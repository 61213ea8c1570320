"""A task around a classifier in an .onnx file of any origin: torch, scikit-learn, Keras.

It is taken apart into what answers, which is pruned, trained and timed, and what makes labels and probabilities of the
answer, which is put back when the file is written.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx
from torch import Tensor, nn

from training.errors import CheckpointError, DataError, RecipeError
from training.pruning.graph.model import Graph, graph_of, read_graph, replace_parameters, write_graph
from training.pruning.graph.network import GraphNetwork
from training.pruning.graph.part import answer_of, part_before
from training.pruning.graph.trace import SIDES_PX, trace
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Examples, Family, Inputs, Split, Task, TrainingPlan
from training.pruning.zoo.address import Address
from training.pruning.zoo.data import DIGITS, read_pictures
from training.pruning.zoo.pictures import PictureData
from training.pruning.zoo.preprocessing import Preprocessing

TUNED = TrainingPlan(epochs=5, batch=32, learning_rate=0.01)
FILE = "model.onnx"
TRIED = 128  # training pictures that tell how the network is used to see pictures
# What is tried, by mean and deviation of a share of white: from 0 to 1, as torchvision has it, from -1 to 1, in
# levels of grey, and the 0 to 16 of scikit-learn's digits.
SCALES: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = (
    ((0.0,), (1.0,)),
    ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    ((0.5,), (0.5,)),
    ((0.0,), (1 / 255,)),
    ((0.0,), (1 / 16,)),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How an input lays out a square picture."""

    colours: int
    side_px: int
    arrange: Callable[[Tensor], Tensor]  # from (n, colours, side, side)


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """Pictures as the file takes them."""

    pictures: Inputs
    arrange: Callable[[Tensor], Tensor]

    def __getitem__(self, chosen: Tensor | slice, /) -> Tensor:
        """The inputs of these places."""
        return self.arrange(self.pictures[chosen])

    def __len__(self) -> int:
        return len(self.pictures)


def onnx_task(address: Address) -> Task:
    """The task that `FILE.onnx[@DATA[@PIXELS]]` names.

    Raises:
        CheckpointError: The file is none, or no classifier that takes pictures one by one in any number.
        DataError: There are no such pictures, or as many classes.
    """
    whole, data = read_graph(Path(address.name).expanduser()), read_pictures(address.data)
    graph, layout = _opened(whole, address), layout_of(whole, address)
    _check_classes(graph, data, address)

    def build(width: float) -> nn.Module:
        if width != 1.0:
            raise RecipeError(f"{address.name} comes in one width; this needs a task that can be built narrower.")
        return GraphNetwork(graph).eval()

    return Task(
        name=address.word,
        title=f"The file {Path(address.name).name}",
        family=Family.GRAPH,
        data=f"{address.data or DIGITS}, {len(data.train)} to learn from, {len(data.test)} to judge by",
        score_name="accuracy",
        is_higher_better=True,
        plan=TUNED,
        keep_dense=(),
        build=build,
        load=lambda: _examples(graph, data, layout),
        loss=cross_entropy,
        score=accuracy,
        is_trained=True,
        export=lambda network, folder: _export(whole, network, folder),
    )


def layout_of(graph: Graph, address: Address) -> Layout:
    """How the input of a file lays out pictures: colours first, colours last, or all in one row.

    Raises:
        CheckpointError: It takes no pictures.
    """
    if len(graph.inputs) != 1:
        raise CheckpointError(f"{address.name} takes {len(graph.inputs)} inputs; a task shows it one, a picture.")
    sizes = [dim.dim_value for dim in graph.proto.graph.input[0].type.tensor_type.shape.dim]
    if len(sizes) == 2 and sizes[1]:
        return _in_a_row(sizes[1])
    if len(sizes) == 4 and sizes[1] in (1, 3):
        return Layout(sizes[1], _side(sizes[2], address), lambda pictures: pictures)
    if len(sizes) == 4 and sizes[3] in (1, 3):
        return Layout(sizes[3], _side(sizes[1], address), lambda pictures: pictures.movedim(1, -1).contiguous())
    raise CheckpointError(f"{address.name} takes inputs of the shape {sizes}, which are no pictures.")


def _in_a_row(features: int) -> Layout:
    """Pixels in a row: grey if they make a square."""
    colours = 1 if math.isqrt(features) ** 2 == features else 3
    side = math.isqrt(features // colours)
    if colours * side**2 != features:
        raise CheckpointError(f"{features} features in a row make no square picture.")
    return Layout(colours, side, lambda pictures: pictures.flatten(1))


def _side(size: int, address: Address) -> int:
    """The side that a file fixes, or the one that was said."""
    if size and address.side_px not in (None, size):
        raise CheckpointError(f"{address.name} takes pictures of {size} pixels, not {address.side_px}.")
    return size or address.side_px or SIDES_PX[0]


def _opened(whole: Graph, address: Address) -> Graph:
    """The part that answers, for any number of pictures.

    Raises:
        CheckpointError: It cannot be had.
    """
    answer = answer_of(whole)
    proto = part_before(whole, [answer]).proto
    shape = proto.graph.input[0].type.tensor_type.shape
    if not shape.dim:
        raise CheckpointError(f"{address.name} does not say what shape its input has; export it with one.")
    shape.dim[0].dim_param = "n"  # a batch that is fixed is freed, if the network lets it
    del proto.graph.value_info[:]
    graph = graph_of(proto)
    try:
        seen = trace(graph)
    except CheckpointError:
        raise CheckpointError(
            f"{address.name} fixes how many pictures it takes; export it with an open batch."
        ) from None
    if len(seen.shapes[answer]) != 2 or not seen.is_moving(answer, 0):
        raise CheckpointError(f"{address.name} does not answer each picture with a row of numbers, one for each class.")
    GraphNetwork(graph)  # refuses operators that torch does not know here
    return graph


def _check_classes(graph: Graph, data: PictureData, address: Address) -> None:
    """Raises DataError for pictures of other classes than the network tells apart."""
    classes = trace(graph).shapes[graph.outputs[0]][1]
    if classes != len(data.names):
        where = address.data or DIGITS
        raise DataError(f"{address.name} tells {classes} classes apart, and {where} has {len(data.names)}.")


def _examples(graph: Graph, data: PictureData, layout: Layout) -> Examples:
    """The pictures in the scale in which the network is right most often on some that are for training."""
    found: list[tuple[float, Examples]] = []
    for mean, deviation in SCALES:
        if len(mean) not in (1, layout.colours):
            continue
        times = layout.colours // len(mean)
        examples = data.examples(Preprocessing(layout.side_px, layout.side_px, mean * times, deviation * times))
        arranged = [
            Split(Arranged(part.inputs, layout.arrange), part.targets) for part in (examples.train, examples.test)
        ]
        few = Split(arranged[0].inputs, arranged[0].targets[:TRIED])
        found.append((accuracy(GraphNetwork(graph).eval(), few), Examples(*arranged)))
    return max(found, key=lambda pair: pair[0])[1]


def _export(whole: Graph, network: nn.Module, folder: Path) -> None:
    """Write the whole file with what is left of its answer; what a stopped run left there goes."""
    if not isinstance(network, GraphNetwork):
        raise TypeError(f"{type(network).__name__} is no graph")
    part = network.to_graph()
    proto = onnx.ModelProto()
    proto.CopyFrom(whole.proto)
    answer = {name for node in part.nodes for name in node.outputs}
    rest = [entry for entry in whole.proto.graph.node if answer.isdisjoint(entry.output)]
    del proto.graph.node[:], proto.graph.value_info[:]
    proto.graph.node.extend([*part.proto.graph.node, *rest])
    replace_parameters(proto, part.parameters)
    known = {entry.name for entry in proto.graph.initializer}
    proto.graph.initializer.extend(entry for entry in part.proto.graph.initializer if entry.name not in known)
    shutil.rmtree(folder, ignore_errors=True)
    write_graph(graph_of(proto), folder / FILE)
