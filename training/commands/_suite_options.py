"""The words of `gesture-train suite` and what they ask for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import changes_from
from training.errors import RecipeError
from training.pruning.method import AnyMethod
from training.pruning.recipe import changed_plan, changed_settings, read_changes
from training.pruning.registry import all_methods, amount_for, find_method, find_task, misfit
from training.pruning.types import Precision

if TYPE_CHECKING:
    from training.pruning.run import RunRequest

OUT = Path("runs/suite")
REPAIR = "repair"  # a setting of those methods that leave something to solve for


def add_out(parser: argparse.ArgumentParser) -> None:
    """Where reports lie."""
    parser.add_argument("--out", type=Path, default=OUT, help="folder of report.jsonl and the networks")


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """How much, how often, and how it is trained."""
    parser.add_argument("--pruning-ratio", type=float, metavar="R", help="share of the channels to remove")
    parser.add_argument("--sparsity", type=float, metavar="S", help="share of the prunable weights to zero")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="run the seeds 0 to N - 1")
    parser.add_argument("--recipe", type=Path, metavar="F", help="TOML with [training] and [settings] to change")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="such as training.epochs=5")
    parser.add_argument("--device", default="", help="cpu, 0, 1, or auto: layers over all GPUs; usually the first GPU")
    kinds = [kind.value for kind in Precision]
    parser.add_argument("--precision", choices=kinds, default=kinds[0], help="of the weights; bfloat16 halves them")
    add_micro_batch(parser)
    parser.add_argument("--timing-runs", type=int, default=60, metavar="N", help="how often networks are timed; 0: not")
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="print events as JSON lines")


def add_micro_batch(parser: argparse.ArgumentParser) -> None:
    """How many rows training sends through at once."""
    help_ = "rows of a batch at once in training, their gradients are summed up; 0: all"
    parser.add_argument("--micro-batch", type=int, default=0, metavar="N", help=help_)


def add_dnr_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose neurons are counted."""
    parser.add_argument("task", metavar="TASK")
    parser.add_argument("--seed", type=int, default=0, help="of the dense network, which is trained if it is not there")
    parser.add_argument("--checkpoint", type=Path, help="a .safetensors of the task's network to count in instead")
    parser.add_argument("--recipe", type=Path, metavar="F", help="TOML with [training] to change")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="such as training.epochs=5")
    add_out(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def check_seed(seed: int) -> None:
    """Refuse dice that there are not.

    Raises:
        RecipeError: The seed is below 0.
    """
    if seed < 0:
        raise RecipeError(f"--seed is 0 or more, not {seed}.")


def check_timing_runs(count: int) -> None:
    """Refuse to time less often than not at all.

    Raises:
        RecipeError: The number is below 0.
    """
    if count < 0:
        raise RecipeError(f"--timing-runs is 0 or more, not {count}.")


def run_request(args: argparse.Namespace, method_word: str, *, resumes: bool) -> RunRequest:
    """What the words ask for.

    Args:
        method_word: METHOD, METHOD:ARM, or METHOD:all.

    Raises:
        RecipeError: They make no sense; nothing that takes time was done before that is said.
    """
    name, _, arm = method_word.partition(":")
    method = find_method(name)
    task = find_task(args.task, method.families)
    if reason := misfit(method, task):
        raise RecipeError(reason)
    if args.seeds < 1:
        raise RecipeError(f"--seeds is at least 1, not {args.seeds}.")
    check_timing_runs(args.timing_runs)
    amount = amount_for(method, args.pruning_ratio, args.sparsity)
    changes = read_changes(args.recipe, changes_from(args.set))
    if REPAIR in changes["settings"] and not hasattr(method.settings, REPAIR):
        raise RecipeError(_no_repair(method))
    plan, settings = changed_plan(task.plan, changes), changed_settings(method.settings, changes)
    from training.pruning.hardware import Hardware
    from training.pruning.run import RunRequest

    seeds, timing_runs = tuple(range(args.seeds)), args.timing_runs
    arms, hardware = _arms(method, arm), Hardware(args.device, Precision(args.precision), args.micro_batch)
    hardware.check()
    return RunRequest(method, task, amount, arms, seeds, plan, settings, args.out, resumes, timing_runs, hardware)


def _no_repair(method: AnyMethod) -> str:
    """Why there is nothing to repair after a method."""
    others = ", ".join(one.name for one in all_methods().values() if hasattr(one.settings, REPAIR))
    return (
        f"settings.{REPAIR} solves for what is left where whole channels were cut and nothing solves for it yet; "
        f"{method.name} removes {method.removes} and has no use for it. It is for {others}."
    )


def _arms(method: AnyMethod, word: str) -> tuple[str, ...]:
    """The arms of a word: the method itself if there is none."""
    names = tuple(arm.name for arm in method.arms)
    if word == "all":
        return names
    return (word,) if word else names[:1]
