"""training suite evidence | verdicts: shows what the papers claim, by runs of one's own or by those that were kept."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import print_json, say
from training.commands._suite_at_once import prove_at_once
from training.commands._suite_events import speaker
from training.commands._suite_options import check_timing_runs
from training.errors import RecipeError
from training.pruning.claim import Evidence
from training.pruning.registry import all_evidence, find_evidence, find_method

if TYPE_CHECKING:
    from training.pruning.prove import Proof

OUT, REPORTS = Path("runs/evidence"), Path("assets/reports/suite")


def add_evidence_arguments(parser: argparse.ArgumentParser) -> None:
    """Which papers, and where their runs go."""
    _add_papers(parser)
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the runs; those that are there are kept")
    parser.add_argument("--reports", type=Path, help="folder of the papers' finished cells; usually --out")
    seeds = parser.add_mutually_exclusive_group()
    seeds.add_argument("--seeds", type=int, metavar="N", help="run the seeds 0 to N - 1; usually as many as planned")
    seeds.add_argument("--only-seed", type=int, metavar="K", help="run this one; others may run elsewhere meanwhile")
    parser.add_argument("--only-task", default="", metavar="TASK", help="run what the protocol does on this one")
    parser.add_argument(
        "--at-once", type=int, default=1, metavar="N", help="so many at a time of a seed on a task, one core each"
    )
    parser.add_argument(
        "--timing-runs", type=int, default=60, metavar="N", help="of the first seed's networks; 0: none"
    )
    parser.add_argument("--dry-run", action="store_true", help="check the protocols and tell what would be run")


def add_verdict_arguments(parser: argparse.ArgumentParser) -> None:
    """Which papers, and where their cells lie."""
    _add_papers(parser)
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the papers' finished cells")


def evidence(args: argparse.Namespace) -> int:
    """Run the protocols, and tell what follows."""
    from training.pruning.prove import Proof, prove

    if args.at_once < 1:
        raise RecipeError(f"--at-once is at least 1, not {args.at_once}.")
    check_timing_runs(args.timing_runs)
    for protocol in _chosen(args.papers):
        reports, seeds = args.reports or args.out, _seeds(args, protocol)
        proof = Proof(protocol, args.out, reports, seeds, args.timing_runs, args.only_task)
        if args.only_task and not any(proof.trials(seed) for seed in seeds):
            tasks = ", ".join(dict.fromkeys(trial.task for trial in protocol.trials))
            raise RecipeError(
                f"The protocol of {protocol.method} does nothing on {args.only_task}; there are: {tasks}."
            )
        if args.dry_run:
            _tell_plan(proof, as_json=args.json)
            continue
        if args.at_once > 1:
            prove_at_once(proof, args.at_once, speaker(as_json=args.json))
        else:
            prove(proof, speaker(as_json=args.json))
        _tell_verdict(protocol, proof.reports, as_json=args.json)
    return 0


def verdicts(args: argparse.Namespace) -> int:
    """Tell what follows from cells that were kept; runs nothing."""
    for protocol in _chosen(args.papers):
        _tell_verdict(protocol, args.reports, as_json=args.json)
    return 0


def _add_papers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("papers", nargs="*", metavar="PAPER", help="by its method; all if none is named")
    parser.add_argument("--json", action="store_true", help="print JSON lines")


def _chosen(names: list[str]) -> list[Evidence]:
    """The protocols of some papers, or of all."""
    return [find_evidence(name) for name in names] or list(all_evidence().values())


def _seeds(args: argparse.Namespace, protocol: Evidence) -> tuple[int, ...]:
    """Which seeds were asked for."""
    if args.only_seed is not None:
        if args.only_seed < 0:
            raise RecipeError(f"--only-seed is at least 0, not {args.only_seed}.")
        return (args.only_seed,)
    if args.seeds is not None and args.seeds < 1:
        raise RecipeError(f"--seeds is at least 1, not {args.seeds}.")
    return tuple(range(args.seeds or protocol.seeds))


def _tell_plan(proof: Proof, *, as_json: bool) -> None:
    """What would be run, once it is checked that it can be."""
    from training.pruning.prove import trial_request

    planned = [trial for seed in proof.seeds for trial in proof.trials(seed)]
    for trial in proof.evidence.trials:
        seeds = planned.count(trial)
        if not seeds:
            continue
        trial_request(trial, proof.seeds[0], proof)
        facts = dataclasses.asdict(trial) | {"paper": proof.evidence.method, "seeds": seeds}
        if as_json:
            print_json(facts)
        else:
            arms = ", ".join(trial.arms)
            say("{paper}: {name}: {method} on {task}, {seeds} seeds of ".format_map(facts) + arms)


def _tell_verdict(protocol: Evidence, reports: Path, *, as_json: bool) -> None:
    """The claims with what was measured, and the verdict."""
    from training.pruning.cells import cells_file, read_cells
    from training.pruning.verdict_tables import facts, text

    method, cells = find_method(protocol.method), read_cells(cells_file(reports, protocol.method))
    if as_json:
        print_json({"event": "verdict", **facts(method, protocol, cells)})
    else:
        sys.stdout.write(text(method, protocol, cells) + "\n")
