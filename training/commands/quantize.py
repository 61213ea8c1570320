"""training quantize: makes an int8 variant of an exported model, calibrated on training pictures and scored."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("model", help="name of a folder in assets/models, or a folder")
    parser.add_argument("--out", type=Path, required=True, help="folder of the int8 model")
    parser.add_argument("--title", required=True, help="its name for people")
    parser.add_argument("--data", default="hands", help="YOLO-layout folder: `train` calibrates, the split scores")
    parser.add_argument("--split", default="test")


def run(args: argparse.Namespace) -> int:
    """Quantise, score, and write the card."""
    from training.data.yolo_folder import picture_files, read_folder, resolve
    from training.yolo.export import copy_card
    from training.yolo.quantize import calibration_pictures, quantize
    from training.yolo.sweep import brief
    from training.yolo.validate import load_model, validate

    source = load_model(args.model, None)
    train = read_folder(resolve(args.data)).splits["train"]
    path = quantize(source.path, calibration_pictures(picture_files(train)), args.out / source.path.name)
    scores = brief(validate(load_model(str(path), source.input_px), args.data, args.split).scores)
    copy_card(source.path.parent, args.out, args.title, {"data": args.data, "split": args.split, **scores})
    say(f"{path}: mAP50 {scores['map50']:.4f}, mAP50-95 {scores['map50_95']:.4f}")
    return 0


COMMAND = Subcommand(help="write an int8 variant of a model", add_arguments=add_arguments, run=run)
