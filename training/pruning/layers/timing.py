"""How long each layer takes in ONNX Runtime, by its own profiler.

ONNX Runtime rewrites a network before it runs it: it fuses operators and lays tensors out anew. What it made of a layer
is found again by the names that its operators are given here, else by the tensors that are made, else by what is read.
"""

from __future__ import annotations

import json
import re
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
import onnxruntime

from training.errors import CheckpointError
from training.pruning.graph.trace import FAILURES, random_inputs
from training.pruning.layers.read import Reading

THREADS = 2  # as the app runs its network
WARM_UP = 5
_MARK = re.compile(r"@(\d+)@")  # around an operator's number, in its name
_NODE, _SUFFIX = "Node", "_kernel_time"  # of the profiler's events
_AFTER_NCHWC = "_nchwc"  # what a convolution that was laid out anew is called, after the tensor it made


@dataclass(frozen=True, slots=True)
class Times:
    """The medians of many runs, in milliseconds."""

    layers: tuple[float, ...]
    rest_ms: float  # of operators that belong to no layer


def time_layers(readings: Sequence[Reading], runs: int, threads: int = THREADS) -> list[Times]:
    """Time networks side by side: one run of each in turn, so that a busy moment of the machine hits them all alike.

    Raises:
        CheckpointError: ONNX Runtime cannot run one.
    """
    with tempfile.TemporaryDirectory() as work:
        stages = [_Stage(reading, Path(work) / str(number), threads) for number, reading in enumerate(readings)]
        for _ in range(WARM_UP + runs):
            for stage in stages:
                stage.run()
        return [stage.times() for stage in stages]


class _Stage:
    """One network that is being timed."""

    def __init__(self, reading: Reading, folder: Path, threads: int) -> None:
        folder.mkdir()
        self._reading = reading
        self._optimized = folder / "optimized.onnx"
        self._inputs = random_inputs(reading.graph, reading.sizes, seed=0)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that wait for work by spinning would slow down whatever is timed next.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 4  # what goes wrong is raised
        options.enable_profiling = True
        options.profile_file_prefix = str(folder / "profile")
        options.optimized_model_filepath = str(self._optimized)
        marked = _marked(reading.graph.proto).SerializeToString()
        try:
            self._session = onnxruntime.InferenceSession(marked, options, providers=["CPUExecutionProvider"])
            self.run()
        except FAILURES as error:
            raise CheckpointError(f"ONNX Runtime cannot run {reading.path}: {error}") from None

    def run(self) -> None:
        """Run it once."""
        self._session.run(None, self._inputs)

    def times(self) -> Times:
        """What all runs came to but the first, in which memory is taken and threads are started."""
        events = json.loads(Path(self._session.end_profiling()).read_text(encoding="utf-8"))
        taken: dict[str, list[float]] = defaultdict(list)
        for event in events:
            if event["cat"] == _NODE and event["name"].endswith(_SUFFIX):
                taken[event["name"].removesuffix(_SUFFIX)].append(event["dur"] / 1000)
        owners = layers_of(onnx.load(str(self._optimized), load_external_data=False).graph.node, self._reading)
        layers, rest_ms = [0.0] * len(self._reading.layers), 0.0
        for name, all_ms in taken.items():
            owner, median_ms = owners.get(name), statistics.median(all_ms[WARM_UP + 1 :])
            if owner is None:
                rest_ms += median_ms
            else:
                layers[owner] += median_ms
        return Times(tuple(layers), rest_ms)


def layers_of(nodes: Iterable[onnx.NodeProto], reading: Reading) -> dict[str, int]:
    """The layer of every operator that a rewritten network has, by the operator's name; some belong to none.

    Args:
        nodes: In the order they run.
    """
    by_number, by_tensor = owners_in_file(reading)
    found: dict[str, int] = {}
    for node in nodes:
        mark = _MARK.search(node.name)
        owner = by_number.get(int(mark[1])) if mark else by_tensor.get(node.name.removesuffix(_AFTER_NCHWC))
        for name in (*node.output, *node.input):
            if owner is None:
                owner = by_tensor.get(name)
        if owner is not None:
            found[node.name] = owner
            for name in node.output:
                by_tensor.setdefault(name, owner)
    return found


def owners_in_file(reading: Reading) -> tuple[dict[int, int], dict[str, int]]:
    """The layers of the operators of a file, by their number, and of its tensors, by name."""
    renamed, owners = reading.plain.renamed, reading.folded.owners
    by_tensor = {
        name: owners[renamed.get(name, name)] for name in _tensors(reading) if renamed.get(name, name) in owners
    }
    readers = _first_readers(reading, by_tensor)
    by_number: dict[int, int] = {}
    for number, node in enumerate(reading.graph.nodes):
        made_by = [by_tensor.get(name, readers.get(renamed.get(name, name))) for name in node.outputs]
        owner = next((owner for owner in made_by if owner is not None), None)
        if owner is not None:
            by_number[number] = owner
    return by_number, by_tensor


def _tensors(reading: Reading) -> list[str]:
    return [name for node in reading.graph.nodes for name in node.outputs if name]


def _first_readers(reading: Reading, by_tensor: Mapping[str, int]) -> dict[str, int]:
    """For a tensor that no layer makes, the first layer that reads it: what prepares an input is counted there."""
    renamed = reading.plain.renamed
    readers: dict[str, int] = {}
    for node in reading.graph.nodes:
        owner = next((by_tensor[name] for name in node.outputs if name in by_tensor), None)
        for name in node.inputs:
            if owner is not None:
                readers.setdefault(renamed.get(name, name), owner)
    return readers


def _marked(proto: onnx.ModelProto) -> onnx.ModelProto:
    """The same model, its operators named by their number."""
    copied = onnx.ModelProto()
    copied.CopyFrom(proto)
    for number, node in enumerate(copied.graph.node):
        node.name = f"@{number}@"
    return copied
