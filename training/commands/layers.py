"""training layers: what each layer of an .onnx file takes, and what is left of it in another file."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from training.commands._command import Subcommand, print_json
from training.commands._suite_graph import read_shapes
from training.errors import RecipeError

RUNS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("file", metavar="FILE", help="an .onnx file, or the name of a folder in assets/models")
    parser.add_argument("--against", metavar="FILE", help="another one, whose layers are put beside them")
    parser.add_argument(
        "--shape", action="append", default=[], metavar="INPUT=N,C,H,W", help="of an input whose size is left open"
    )
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="timed, in turn; 0: none")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="that they are timed with")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Read one file or two, time them, and tell."""
    need_onnx()
    if args.runs < 0 or args.threads < 1:
        raise RecipeError(f"--runs is at least 0 and --threads at least 1, not {args.runs} and {args.threads}.")
    from training.pruning.layers.align import align
    from training.pruning.layers.read import read_layers
    from training.pruning.layers.report import network_of, text_of
    from training.pruning.layers.timing import time_layers

    shapes = read_shapes(args.shape)
    readings = [read_layers(model_file(name), shapes) for name in (args.file, args.against) if name is not None]
    times = time_layers(readings, args.runs, args.threads) if args.runs else [None] * len(readings)
    networks = [network_of(reading, taken) for reading, taken in zip(readings, times, strict=True)]
    pairs = align(networks[0].layers, networks[-1].layers)
    if args.json:
        facts = {"runs": args.runs, "threads": args.threads, "networks": [network.facts() for network in networks]}
        print_json(facts | {"pairs": [list(pair) for pair in pairs]})
    else:
        sys.stdout.write(text_of(networks, pairs))
    return 0


def need_onnx() -> None:
    """Make sure that files can be read; torch is not needed for that.

    Raises:
        RecipeError: They cannot.
    """
    if importlib.util.find_spec("onnx") is None:
        raise RecipeError("Layers are read by the package onnx, which is not installed; type: pip install onnx")


def model_file(name: str) -> Path:
    """The file that a name or a path stands for."""
    path = Path(name).expanduser()
    package = Path(__file__).resolve().parents[1]
    folders = (package.parent / "assets" / "models", package.parent / "gesture_app" / "assets" / "models")
    shipped = (folder / name / "model.onnx" for folder in folders)
    return path if path.is_file() else next((file for file in shipped if file.is_file()), path)


COMMAND = Subcommand(
    help="what each layer of an .onnx file takes, beside another file", add_arguments=add_arguments, run=run
)
