"""training suite recover: trains a pruned language model on; torchrun shards it over several devices."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import print_json, say
from training.commands._suite_options import add_micro_batch
from training.errors import CheckpointError, RecipeError
from training.pruning.extra import need_extra
from training.pruning.types import Precision

if TYPE_CHECKING:
    from training.pruning.hardware import Hardware
    from training.pruning.language.recovery import RecoveryPlan
    from training.pruning.types import Split

TOLD_EVERY = 10  # steps, for a person
ADVICE = "take --precision bfloat16, --micro-batch 1 or a few more, a smaller --length, or torchrun and more GPUs"


def add_recover_arguments(parser: argparse.ArgumentParser) -> None:
    """What is recovered, on what and for how long."""
    parser.add_argument("model", metavar="MODEL", help="a folder of a run, or a name on the hub")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--text", metavar="FILE", help="plain text to learn from")
    what.add_argument("--data", metavar="FILE", help="instructions: .json, .jsonl, .tsv or a folder of datasets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the recovered model; must not exist")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--batch", type=int, default=64, help="rows a step, of all processes together")
    add_micro_batch(parser)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--rank", type=int, default=8, help="of the adapters; 0: train all weights")
    parser.add_argument(
        "--fill-zeros", action="store_true", help="let single weights that were pruned be others than zero again"
    )
    parser.add_argument("--length", type=int, default=256, help="tokens of a row")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="", help="cpu, 0, 1, ...; usually the GPU of this process")
    kinds = [kind.value for kind in Precision]
    parser.add_argument("--precision", choices=kinds, default=kinds[0], help="of what is computed")
    parser.add_argument("--resume", action="store_true", help="go on with a recovery into --out that was stopped")
    parser.add_argument("--keep-every", type=int, default=100, metavar="N", help="steps after which it could go on")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each step")


def recover_model(args: argparse.Namespace) -> int:
    """Train, and write the model with its tokenizer."""
    need_extra()
    from training.yolo import processes

    if args.out.exists():
        raise CheckpointError(f"There is already something at {args.out}; name a new folder.")
    kept = args.out.with_name(f"{args.out.name}.resume")
    if kept.exists() and not args.resume:
        raise RecipeError(f"{kept} is of a recovery that was stopped; add --resume, or remove it.")
    if (
        min(args.steps, args.batch, args.length, args.keep_every) < 1
        or min(args.rank, args.micro_batch) < 0
        or not args.learning_rate > 0
    ):
        raise RecipeError(
            "--steps, --batch and the like are at least 1, --rank and --micro-batch 0 or more, --learning-rate above 0."
        )
    if args.batch % processes.count():
        raise RecipeError(f"--batch {args.batch} does not divide between {processes.count()} processes.")
    from training.pruning.hardware import Hardware, out_of_memory_told
    from training.pruning.language.hub import save_with_tokenizer
    from training.pruning.language.recovery import Companions, recover
    from training.pruning.language.resume import Keeper, facts_of

    hardware = Hardware(args.device, Precision(args.precision), args.micro_batch)
    hardware.check()
    _weigh(args, hardware)
    with out_of_memory_told(f"The recovery of {args.model}", ADVICE):
        plan = _plan(args)
        keeper = Keeper(kept, facts_of(args.model, args.text, args.data, args.length, plan), args.keep_every)
        companions = Companions(lambda step, loss: _tell(args, plan, step, loss), keeper)
        model = recover(args.model, _rows(args), plan, hardware, companions)
    if model is not None:
        save_with_tokenizer(model, args.model, args.out)
        keeper.forget()
        sys.stdout.write("" if args.json else f"{args.out}\n")
    processes.end()
    return 0


def _weigh(args: argparse.Namespace, hardware: Hardware) -> None:
    """Tell how much memory it will take; the first process speaks, and refuses, for all.

    Raises:
        RecipeError: There is not so much.
    """
    from training.pruning import footprint
    from training.pruning.hardware import Hardware
    from training.pruning.language.saved import size_of
    from training.yolo import processes

    if not processes.is_first():
        return
    size, here = size_of(args.model, args.length), processes.here()
    rows = processes.count() * hardware.rows_at_once(args.batch // processes.count())
    work = footprint.Recovery(rows, args.rank, processes.count())
    needed, free = footprint.recovery_bytes(size, work, hardware.dtype.itemsize), hardware.free_bytes()
    needed *= here if hardware.first.type == "cpu" else 1
    if args.json:
        print_json({"event": "memory", "needed_bytes": needed, "free_bytes": free})
    else:
        say(f"needs about {footprint.in_words(needed)} of memory; {footprint.in_words(free)} are free")
    footprint.refuse_what_cannot_fit(needed, free, f"The recovery of {args.model}", ADVICE)
    if processes.count() > 1:  # each reads all of it before it keeps its part
        loading, memory = here * footprint.loading_bytes(size), Hardware("cpu").free_bytes()
        what = f"Reading {args.model} in {here} processes"
        footprint.refuse_what_cannot_fit(loading, memory, what, "start fewer of them on this machine")


def _plan(args: argparse.Namespace) -> RecoveryPlan:
    """How it is trained."""
    from training.pruning.language.recovery import RecoveryPlan

    names = ("steps", "batch", "learning_rate", "rank", "seed")
    named = {name: getattr(args, name) for name in names}
    return dataclasses.replace(RecoveryPlan(), fills_zeros=args.fill_zeros, **named)


def _rows(args: argparse.Namespace) -> Split:
    """What it is trained on."""
    from training.pruning.language.hub import instruction_rows, text_rows

    if args.text:
        return text_rows(args.model, args.text, args.length)
    return instruction_rows(args.model, args.data, args.length)


def _tell(args: argparse.Namespace, plan: RecoveryPlan, step: int, loss: float) -> None:
    """How far it is; the first process speaks for all."""
    from training.yolo import processes

    if not processes.is_first():
        return
    if args.json:
        print_json({"event": "progress", "step": step, "steps": plan.steps, "loss": loss})
    elif step % TOLD_EVERY == 0 or step in (1, plan.steps):
        say(f"step {step} of {plan.steps}: loss {loss:.4f}")
