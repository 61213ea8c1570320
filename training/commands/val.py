"""training val: scores a model on labelled pictures."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from training.commands._command import Subcommand, at_least, counted, print_json, say, side_px


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("model", help="name of a folder in assets/models, an .onnx file or a checkpoint")
    parser.add_argument("--data", default="hands", help="YOLO-layout folder, or a name under GESTURE_DATA")
    parser.add_argument("--split", default="test")
    parser.add_argument("--input-px", type=side_px, help="long side the network sees; otherwise what it was made for")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--confusions", type=Path, metavar="FILE", help="write which gesture was taken for which, and in which pictures"
    )
    parser.add_argument("--worst", type=at_least(0), default=0, metavar="N", help="a sheet of the N worst pictures")
    parser.add_argument(
        "--figures", action="store_true", help="draw confusion, precision-recall curves and each gesture's scores"
    )
    parser.add_argument("--out", type=Path, default=Path("runs/val"), help="folder for what is written")


def run(args: argparse.Namespace) -> int:
    """Score a model; write the pictures that are asked for."""
    from training.yolo.confusions import Source, confusion, confusion_facts, write_confusions
    from training.yolo.figures import draw_confusion, draw_gallery, draw_per_class, draw_precision_recall
    from training.yolo.validate import load_model, validate

    done = validate(load_model(args.model, args.input_px), args.data, args.split)
    if args.confusions:
        source = Source(args.model, done.folder.resolve(), args.split, done.names, done.pictures, done.store.sizes)
        write_confusions(confusion_facts(source, done.results), args.confusions)
        say(f"confusions: {args.confusions}")
    if args.worst:
        draw_gallery(done.store, done.results, done.names, args.worst, args.out / "worst.jpg")
        say(f"the worst {counted(args.worst, 'picture')}: {args.out / 'worst.jpg'}")
    if args.figures:
        draw_confusion(confusion(done.results, len(done.names)), done.names, args.out / "confusion.svg")
        draw_precision_recall(done.results, done.names, args.out / "precision_recall.svg")
        draw_per_class(done.scores.per_class, args.out / "per_class.svg")
        say(f"figures: {args.out}")
    figures = {"model": args.model, "data": args.data, "split": args.split, **dataclasses.asdict(done.scores)}
    if args.json:
        print_json(figures)
    else:
        sys.stdout.write(_text(figures))
    return 0


def _text(figures: dict[str, object]) -> str:
    """The figures for a person, one class a line."""
    lines = [f"{key:>16} {value:.4f}" for key, value in figures.items() if isinstance(value, float)]
    per_class = figures["per_class"]
    assert isinstance(per_class, dict)
    lines.append(f"{'':>16} {'mAP50':>7} {'50-95':>7} {'recall':>7} {'hands':>6}")
    for name, row in per_class.items():
        lines.append(f"{name:>16} {row['map50']:7.3f} {row['map50_95']:7.3f} {row['recall']:7.3f} {row['boxes']:6.0f}")
    return "\n".join(lines) + "\n"


COMMAND = Subcommand(help="score a model", add_arguments=add_arguments, run=run)
