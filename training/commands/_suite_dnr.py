"""training suite dnr: counts the neurons of a network that do not fire."""

from __future__ import annotations

import argparse

from training.commands._command import changes_from
from training.commands._suite_events import speaker
from training.commands._suite_options import check_seed
from training.dead_neurons import DeadNeurons, DeadRates, measure_dead
from training.pruning.bench import Bench
from training.pruning.checkpoint import load_network
from training.pruning.recipe import changed_plan, read_changes
from training.pruning.registry import find_task
from training.pruning.run import DENSE, Event
from training.pruning.types import Progress
from training.yolo.device import training_device

BATCHES = 16  # of 64 training examples each
ARM = "dense"


def count_dead(args: argparse.Namespace) -> DeadNeurons:
    """The rates of the network that the words name.

    Raises:
        RecipeError: Its activations cannot be watched, or the seed makes no sense.
        CheckpointError: The checkpoint is not of this task's network.
    """
    check_seed(args.seed)
    task = find_task(args.task)
    plan = changed_plan(task.plan, read_changes(args.recipe, changes_from(args.set)))
    hear = speaker(as_json=args.json)

    def tell(progress: Progress) -> None:
        values = {"seed": args.seed, "arm": ARM, "stage": progress.stage, "done": round(progress.done, 4)}
        hear(Event("progress", {**values, "figures": dict(progress.figures)}))

    bench = Bench(task, task.load(), plan, args.seed, args.out / DENSE, training_device(""), tell)
    network = load_network(bench.fresh(), args.checkpoint) if args.checkpoint else bench.dense()
    return measure_dead(network, (inputs for inputs, _ in bench.batches(BATCHES)))


def table(found: DeadNeurons) -> str:
    """The rates for a person, one activation a line."""
    rows = {**found.layers, "all units": found.units, "all channels": found.channels}
    width = max(len(name) for name in rows)
    head = f"{'':<{width}} {'silent':>8} {'dead':>8} {'dynamic':>8}\n"
    return head + "".join(_row(name.ljust(width), rates) for name, rates in rows.items())


def _row(name: str, rates: DeadRates) -> str:
    return f"{name} {rates.total:8.4f} {rates.static:8.4f} {rates.dynamic:8.4f}\n"
