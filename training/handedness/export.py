"""Writes the network that tells left from right as the ONNX file that the app runs, with its card beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import onnx
import tomlkit
import torch

from training.handedness.crops import CONTEXT, SIDE_PX
from training.handedness.network import HandednessNet

MODEL_FILE, CARD_FILE = "model.onnx", "card.toml"
INPUT, OUTPUT = "hands", "left"
OPSET = 17


class _Certainty(torch.nn.Module):
    """The network as the app sees it: a certainty instead of a logit."""

    def __init__(self, network: HandednessNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """How sure it is that each hand is a left one; (n,), 0 to 1."""
        return torch.sigmoid(self.network(pictures))


def export(network: HandednessNet, folder: Path, entries: Mapping[str, object]) -> Path:
    """Write model.onnx and card.toml; the model takes any number of hands at once.

    Args:
        entries: What the card says besides the file and its input: title, threshold, metrics, data, licence.
    """
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.rand(2, 3, SIDE_PX, SIDE_PX)
    with tempfile.TemporaryDirectory() as work:
        written = Path(work) / MODEL_FILE
        torch.onnx.export(
            _Certainty(network).eval(), (example,), written, input_names=[INPUT], output_names=[OUTPUT],
            dynamic_axes={INPUT: {0: "hands"}, OUTPUT: {0: "hands"}}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        model = onnx.load(str(written))
    part = folder / f"{MODEL_FILE}.part"
    onnx.save(model, part)
    part.replace(folder / MODEL_FILE)
    _write_card(folder, {"file": MODEL_FILE, "side_px": SIDE_PX, "context": CONTEXT, **entries})
    return folder / MODEL_FILE


def _write_card(folder: Path, values: Mapping[str, object]) -> None:
    document = tomlkit.document()
    # Plain entries come before tables, as TOML wants it.
    for key, value in sorted(values.items(), key=lambda item: isinstance(item[1], Mapping)):
        document[key] = value
    part = folder / f"{CARD_FILE}.part"
    part.write_text(tomlkit.dumps(document), encoding="utf-8")
    part.replace(folder / CARD_FILE)
