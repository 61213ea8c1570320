"""training suite groups | cut: what can go from an .onnx file of any origin, and the file without it."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import counted, print_json, say
from training.commands._suite_options import check_seed
from training.errors import DataError, RecipeError

if TYPE_CHECKING:
    from torch import Tensor

    from training.pruning.graph.couple import Coupling
    from training.pruning.graph.file import CutRequest, Repair
    from training.pruning.graph.trace import Shapes

CRITERIA = ("l1", "l2", "random")  # a file has no loss to ask
UNITS = ("block", "position", "nothing")
RANKINGS = ("local", "global")
PICTURES, NOISE_BATCHES, BATCH = 32, 8, 4
LARGEST_SHOWN = 3  # parameters named of a group


def add_graph_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and what is not written in it."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an .onnx file")
    parser.add_argument("--unit", choices=UNITS, default="block", help="of attention: whole heads, or within each")
    parser.add_argument(
        "--shape", action="append", default=[], metavar="INPUT=N,C,H,W", help="of an input whose size is left open"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def add_cut_arguments(parser: argparse.ArgumentParser) -> None:
    """How much goes, by what criterion, and how the rest is repaired."""
    add_graph_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, help="the smaller file")
    parser.add_argument("--pruning-ratio", type=float, required=True, metavar="R", help="share of the channels")
    parser.add_argument("--criterion", choices=CRITERIA, default="l1")
    parser.add_argument("--ranking", choices=RANKINGS, default="local", help="the same share of all groups, or not")
    parser.add_argument("--round-to", type=int, default=8, metavar="N", help="channels")
    parser.add_argument("--seed", type=int, default=0)
    repair = parser.add_mutually_exclusive_group()
    repair.add_argument("--data", metavar="FOLDER", help="repair by OBSPA, with training pictures in YOLO layout")
    repair.add_argument("--noise", action="store_true", help="repair by OBSPA, without any data")


def groups(args: argparse.Namespace) -> int:
    """List the groups of a file."""
    from training.pruning.graph.couple import Unit, couple
    from training.pruning.graph.model import count_values, read_graph
    from training.pruning.graph.trace import trace

    graph = read_graph(args.file)
    coupling = couple(graph, trace(graph, read_shapes(args.shape)), Unit(args.unit))
    if args.json:
        print_json(_facts(coupling) | {"file": str(args.file), "params": count_values(graph)})
    else:
        sys.stdout.write(_text(coupling))
    return 0


def cut(args: argparse.Namespace) -> int:
    """Write a file with fewer channels, once it has been shown to compute what it should."""
    from training.pruning.graph.choose import Cut, Ranking
    from training.pruning.graph.couple import Unit
    from training.pruning.graph.file import CutRequest, cut_file
    from training.pruning.graph.judge import Criterion

    check_seed(args.seed)
    if args.out.is_dir():
        raise RecipeError(f"--out names the folder {args.out}; give the smaller file a name.")
    amount = Cut(args.pruning_ratio, Ranking(args.ranking), args.round_to)
    request = CutRequest(
        amount, Criterion(args.criterion), Unit(args.unit), args.seed, read_shapes(args.shape), _repair(args)
    )
    _warn_about_pictures(request)
    report = cut_file(args.file, args.out, request)
    if report.calibration_is_far:
        say("repaired with inputs unlike those the network was trained on: measure it before it is used")
    if args.json:
        print_json(report.facts() | {"file": str(args.out)})
    else:
        say(f"{args.out}: {report.text()}")
    return 0


def _warn_about_pictures(request: CutRequest) -> None:
    """Without a repair, a file that lost many channels is good for training on only."""
    if request.repair is None and request.cut.pruning_ratio > 0:
        say("not repaired: give --data FOLDER or --noise unless the network is trained on")


def read_shapes(words: list[str]) -> Shapes:
    """The shapes of inputs as they were said.

    Raises:
        RecipeError: One cannot be understood.
    """
    shapes = {}
    for word in words:
        name, _, sizes = word.partition("=")
        if not name or not all(size.isdigit() for size in sizes.split(",")):
            raise RecipeError(f"--shape takes INPUT=N,C,H,W with whole numbers, not {word!r}.")
        shapes[name] = tuple(int(size) for size in sizes.split(","))
    return shapes


def _repair(args: argparse.Namespace) -> Repair | None:
    """What the file is shown while it is repaired."""
    from training.pruning.graph.file import Repair, noise

    if args.noise:
        return Repair(lambda graph, shapes: noise(graph, shapes, NOISE_BATCHES, args.seed))
    if args.data is None:
        return None
    batches = list(_picture_batches(args.data))
    return Repair(lambda _graph, _shapes: batches)


def _picture_batches(data: str) -> Iterator[Tensor]:
    """Training pictures as a detector is shown them: letterboxed, red first, 0 to 1.

    Raises:
        DataError: There are none.
    """
    import numpy as np
    import torch

    from training.data.yolo_folder import picture_files, read_folder, resolve
    from training.yolo.quantize import calibration_pictures

    by_size: dict[tuple[int, ...], list[Tensor]] = defaultdict(list)
    splits = read_folder(resolve(data)).splits
    files = picture_files(splits["train"]) if "train" in splits else []
    for picture in calibration_pictures(files, PICTURES):
        pixels = np.ascontiguousarray(picture[..., ::-1].transpose(2, 0, 1), np.float32) / 255
        by_size[pixels.shape].append(torch.from_numpy(pixels))
    if not by_size:
        raise DataError(f"There are no training pictures in {data} to repair the network with.")
    for pictures in by_size.values():
        for start in range(0, len(pictures), BATCH):
            yield torch.stack(pictures[start : start + BATCH])


def _facts(coupling: Coupling) -> dict[str, object]:
    """The groups as plain values."""
    listed = [
        {
            "channels": len(group.channels),
            "width": group.width,
            "places": [[place.parameter, place.axis] for place in dict.fromkeys(group.places)],
        }
        for group in coupling.groups
    ]
    kept = [[one.place.parameter, one.place.axis, one.size, one.reason] for one in coupling.kept]
    return {"groups": listed, "kept": kept, "unknown": dict(coupling.unknown)}


def _text(coupling: Coupling) -> str:
    """The groups for a person."""
    channels = sum(len(group.channels) for group in coupling.groups)
    lines = [
        f"{counted(len(coupling.groups), 'group')}, {counted(channels, 'channel')}",
        f"{'channels':>8} {'width':>5}  coupled parameters",
    ]
    for group in coupling.groups:
        names = list(dict.fromkeys(place.parameter for place in group.places))
        more = f" and {len(names) - LARGEST_SHOWN} more" if len(names) > LARGEST_SHOWN else ""
        lines.append(f"{len(group.channels):>8} {group.width:>5}  {', '.join(names[:LARGEST_SHOWN])}{more}")
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in coupling.kept:
        reasons[one.reason].append(f"{one.place.parameter} axis {one.place.axis}")
    lines.append("never pruned")
    for reason, places in reasons.items():
        more = f" and {len(places) - LARGEST_SHOWN} more" if len(places) > LARGEST_SHOWN else ""
        lines.append(f"  {reason}: {', '.join(places[:LARGEST_SHOWN])}{more}")
    unknown = ", ".join(f"{name} ({count})" for name, count in coupling.unknown.items())
    lines.append(f"operators without a rule: {unknown or 'none'}")
    return "\n".join(lines) + "\n"
