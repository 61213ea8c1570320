"""training extend: teaches a network your own gestures and leaves the old ones as they are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import Subcommand, at_least, say, side_px

if TYPE_CHECKING:
    from training.yolo.extend import Extended


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("--data", nargs="+", required=True, metavar="FOLDER", help="folders of own gestures")
    parser.add_argument("--weights", default="default", help="a checkpoint, or the name of one in training/weights")
    parser.add_argument(
        "--rehearse",
        nargs="*",
        default=[],
        metavar="FOLDER",
        help="folders of old gestures, such as `gesture-app render` writes, to learn from what the new ones are not",
    )
    parser.add_argument(
        "--judge", default="", metavar="FOLDER", help="measure old gestures on its val, before and after"
    )
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument("--title", default="", help="its name for people")
    parser.add_argument("--input-px", type=side_px, default=416)
    parser.add_argument("--pictures", type=at_least(1), default=600, help="painted pictures to learn from, twice")
    parser.add_argument("--seed", type=at_least(0), default=0)


def run(args: argparse.Namespace) -> int:
    """Teach, measure, export, and write the card."""
    from training.yolo.checkpoint import load_network, save_network
    from training.yolo.export import export, write_card
    from training.yolo.extend import ExtendRequest, extend
    from training.yolo.sizes import sizes
    from training.yolo.weights_file import find_weights

    network = load_network(find_weights(args.weights))
    request = ExtendRequest(
        tuple(args.data),
        tuple(args.rehearse),
        args.judge,
        args.input_px,
        max(args.pictures, 1),
        seed=args.seed,
    )
    done = extend(network, request, say)
    save_network(network, args.out / "weights.safetensors")
    path = export(network, args.out, args.input_px)
    figures = _figures(done)
    title = args.title or f"{args.weights}, with {', '.join(done.labels)}"
    training = {"from": args.weights, "by": "gesture-train extend", "rehearsed": list(args.rehearse), "seed": args.seed}
    metrics = {"data": "own recordings", "split": "val", **figures, **sizes(network, args.input_px)}
    write_card(args.out, network, args.input_px, {"title": title, "metrics": metrics, "training": training})
    say(_text(path, done, figures))
    return 0


def _figures(done: Extended) -> dict[str, float]:
    """What was measured, as the card has it."""
    new = [done.own.per_class[label] for label in done.labels if label in done.own.per_class]
    figures = {
        "own_map50": sum(row["map50"] for row in new) / max(len(new), 1),
        "own_found": done.own_found,
        "own_false_alarms": done.false_alarms,
    }
    if done.old_before is not None and done.old_after is not None:
        figures |= {
            "old_map50_before": done.old_before.map50,
            "old_map50_after": done.old_after.map50,
            "old_hand_accuracy_before": done.old_before.hand_accuracy,
            "old_hand_accuracy_after": done.old_after.hand_accuracy,
        }
    if done.held is not None:
        figures["held_back_logits"] = done.held.logits
    return {name: round(float(value), 5) for name, value in figures.items()}


def _text(path: Path, done: Extended, figures: dict[str, float]) -> str:
    """The figures for a person."""
    lines = [
        f"{path}: {', '.join(done.labels)}: found and rightly named {figures['own_found']:.1%} of the val hands,"
        f" false alarms in {figures['own_false_alarms']:.1%} of the other val pictures",
    ]
    if "old_map50_before" in figures:
        before, after = figures["old_hand_accuracy_before"], figures["old_hand_accuracy_after"]
        lines.append(f"old gestures: rightly named {before:.1%} before, {after:.1%} after;")
        lines.append(f"  mAP50 {figures['old_map50_before']:.4f} before, {figures['old_map50_after']:.4f} after")
    else:
        lines.append("old gestures: not measured; --judge FOLDER does that")
    return "\n".join(lines)


COMMAND = Subcommand(help="teach a network your own gestures", add_arguments=add_arguments, run=run)
