"""training handedness: teaches a small network left and right hands, measures it and writes what the app runs."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from training.commands._command import Subcommand, add_recipe_arguments, changes_from, say

if TYPE_CHECKING:
    from training.handedness.labels import LabelledHand
    from training.handedness.measure import Report
    from training.handedness.recipe import HandednessRecipe

REPORT_FILE = "report.json"
ATTRIBUTION = "HaGRID: Kapitanov, Kvanchiani, Nagaev, Kraynov, Makhliarchuk, arXiv 2206.08219"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    add_recipe_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Train, choose the threshold on val, report on test, and write model.onnx with its card."""
    from training.handedness.crops import CONTEXT, SIDE_PX, STORE_CONTEXT, STORE_PX, load_crops
    from training.handedness.export import export
    from training.handedness.fit import fit
    from training.handedness.measure import report
    from training.handedness.recipe import read_handedness_recipe

    recipe = read_handedness_recipe(args.recipe, changes_from(args.set))
    train, val, test = _hands(args, recipe)
    args.out.mkdir(parents=True, exist_ok=True)
    network = fit(recipe, load_crops(train, STORE_PX, STORE_CONTEXT), args.out, _tell, resumes=args.resume)
    gestures = [hand.gesture for hand in test]
    found = report(network, load_crops(val, SIDE_PX, CONTEXT), load_crops(test, SIDE_PX, CONTEXT), gestures)
    for name, row in found.rows().items():
        say(
            f"{name}: {row['hands']:.0f} hands, {row['answered']:.1%} answered, {row['wrong']:.1%} of the answers wrong"
        )
    path = export(network, args.out, _card(recipe, found, args.recipe.name, len(train)))
    (args.out / REPORT_FILE).write_text(
        json.dumps({"threshold": found.threshold, **found.rows()}, indent=1), encoding="utf-8"
    )
    say(f"{path}: an answer takes a certainty of {found.threshold}")
    return 0


def _hands(args: argparse.Namespace, recipe: HandednessRecipe) -> list[list[LabelledHand]]:
    """The hands of train, val and test."""
    from training.data.yolo_folder import resolve
    from training.handedness.labels import read_hands

    beside = args.recipe.parent / recipe.table
    hands = read_hands(beside if beside.is_file() else resolve(recipe.table), resolve(recipe.data))
    return [[hand for hand in hands if hand.split == split] for split in ("train", "val", "test")]


def _tell(epochs: int, loss: float) -> None:
    say(f"epoch {epochs}: loss {loss:.3f}")


def _card(recipe: HandednessRecipe, found: Report, name: str, hands: int) -> dict[str, object]:
    """What the card says besides the file and its input."""
    from training.yolo.device import machine

    return {
        "title": "Left or right hand",
        "threshold": found.threshold,
        "metrics": {
            "split": "test",
            "accuracy": found.accuracy,
            "answered": round(found.test.answered_share, 4),
            "wrong_of_answered": round(found.test.wrong_share, 4),
            "hands": found.test.hands,
        },
        "training": {"recipe": name, "seed": recipe.seed, "epochs": recipe.epochs, "machine": machine()},
        "data": {
            "train": f"{hands} hands of HaGRID's pictures, left or right told by eye",
            "test": "HaGRID's official test people, never trained on and never used to choose",
            "attribution": ATTRIBUTION,
        },
        "licence": {
            "network": "AGPL-3.0-only",
            "note": "Trained on HaGRID, whose public licence reworks CC BY-SA 4.0; its pictures are not distributed.",
        },
    }


COMMAND = Subcommand(help="teach left and right hands", add_arguments=add_arguments, run=run)
