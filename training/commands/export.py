"""training export: writes model.onnx and a card with measured figures."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from training.commands._command import Subcommand, say, side_px
from training.errors import RecipeError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("checkpoint", help="a checkpoint, or the name of one in training/weights")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder, such as assets/models/default")
    parser.add_argument("--title", required=True, help="its name for people")
    parser.add_argument("--input-px", type=side_px, default=416)
    parser.add_argument("--data", default="hands", help="YOLO-layout folder to score on, never trained on")
    parser.add_argument("--split", default="test")
    parser.add_argument("--about", type=Path, help="TOML with further tables of the card: data, training, licence")


def run(args: argparse.Namespace) -> int:
    """Export, score the exported file, and write the card."""
    from training.yolo.checkpoint import load_network
    from training.yolo.export import export, write_card
    from training.yolo.sizes import sizes
    from training.yolo.sweep import brief
    from training.yolo.validate import load_model, validate
    from training.yolo.weights_file import find_weights

    about = _about(args.about)
    network = load_network(find_weights(args.checkpoint))
    path = export(network, args.out, args.input_px)
    scores = brief(validate(load_model(str(path), args.input_px), args.data, args.split).scores)
    metrics = {"data": args.data, "split": args.split, **scores, **sizes(network, args.input_px)}
    write_card(args.out, network, args.input_px, {"title": args.title, "metrics": metrics, **about})
    say(f"{path}: mAP50 {scores['map50']:.4f}, mAP50-95 {scores['map50_95']:.4f}")
    return 0


def _about(path: Path | None) -> dict[str, object]:
    """Further tables of the card."""
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path} cannot be read as TOML: {error}.") from None


COMMAND = Subcommand(help="write the ONNX file and its card", add_arguments=add_arguments, run=run)
