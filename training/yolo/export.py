"""Writes a trained network as the ONNX file that the app runs, with its card beside it."""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import tomlkit
from google.protobuf.message import DecodeError
from torch import nn
from ultralytics import YOLO

from training.errors import CheckpointError
from training.yolo.checkpoint import labels_of, save_network

MODEL_FILE, CARD_FILE = "model.onnx", "card.toml"
SMALL = 256  # tensors below this stay as they are: biases, anchors, shapes


@dataclass(frozen=True, slots=True)
class OnnxFacts:
    """What an exported file says of itself."""

    names: tuple[str, ...]
    input_px: int


def export(network: nn.Module, folder: Path, input_px: int) -> Path:
    """Write model.onnx into a folder; it takes any height and width that are multiples of 32."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        checkpoint = Path(work) / "network.pt"
        save_network(network, checkpoint)
        written = YOLO(str(checkpoint)).export(
            format="onnx", imgsz=input_px, dynamic=True, simplify=True, opset=17, verbose=False, device="cpu"
        )
        model = onnx.load(written)
    store_half(model)
    part = folder / f"{MODEL_FILE}.part"
    onnx.save(model, part)
    part.replace(folder / MODEL_FILE)
    return folder / MODEL_FILE


def write_card(folder: Path, network: nn.Module, input_px: int, entries: Mapping[str, object]) -> None:
    """Write card.toml beside a model, whole or not at all.

    Args:
        entries: What the card says besides the file, its labels and its input: title, metrics, data, licence.
    """
    values = {"file": MODEL_FILE, "labels": labels_of(network), "input_px": input_px, **entries}
    document = tomlkit.document()
    # Plain entries come before tables, as TOML wants it.
    for key, value in sorted(values.items(), key=lambda item: isinstance(item[1], Mapping)):
        document[key] = value
    part = folder / f"{CARD_FILE}.part"
    part.write_text(tomlkit.dumps(document), encoding="utf-8")
    part.replace(folder / CARD_FILE)


def copy_card(source: Path, folder: Path, title: str, metrics: Mapping[str, object]) -> None:
    """Write the card of a variant: the source's, with another title and its own figures where they differ."""
    document = tomlkit.parse((source / CARD_FILE).read_text(encoding="utf-8"))
    document["title"] = title
    document["metrics"] = {**document.get("metrics", {}), **metrics}
    part = folder / f"{CARD_FILE}.part"
    part.write_text(tomlkit.dumps(document), encoding="utf-8")
    part.replace(folder / CARD_FILE)


def store_half(model: onnx.ModelProto) -> None:
    """Keep large weights as float16 followed by a cast, in place: half the file, the same arithmetic.

    Nothing is lost on weights from our checkpoints, which are stored in float16 themselves.
    """
    casts = []
    for weights in model.graph.initializer:
        values = onnx.numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < SMALL:
            continue
        name = weights.name
        weights.CopyFrom(onnx.numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)


def read_facts(path: Path) -> OnnxFacts:
    """Read the names and the input size from an exported file's metadata.

    Raises:
        CheckpointError: It is no ONNX file, or nothing that `export` wrote.
    """
    try:
        model = onnx.load(str(path))
        metadata = {entry.key: entry.value for entry in model.metadata_props}
        names = ast.literal_eval(metadata["names"])
        size = ast.literal_eval(metadata["imgsz"])
    except FileNotFoundError:
        raise CheckpointError(f"There is no model at {path}.") from None
    except (KeyError, ValueError, SyntaxError, onnx.onnx_cpp2py_export.checker.ValidationError):
        raise CheckpointError(
            f"{path} does not say which gestures it knows; write it with `gesture-train export`."
        ) from None
    except DecodeError:
        raise CheckpointError(f"{path} is not an ONNX file.") from None
    return OnnxFacts(tuple(str(names[index]) for index in sorted(names)), max(size))
