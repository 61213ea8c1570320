"""training suite: prunes any network of the suite with any method that fits, and compares what comes out."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from training.commands._command import Subcommand, print_json, say
from training.commands._suite_detectors import detectors
from training.commands._suite_events import speaker
from training.commands._suite_evidence import add_evidence_arguments, add_verdict_arguments, evidence, verdicts
from training.commands._suite_graph import add_cut_arguments, add_graph_arguments, cut, groups
from training.commands._suite_lm_eval import add_lm_eval_arguments, judge
from training.commands._suite_options import add_dnr_arguments, add_out, add_run_arguments, run_request
from training.commands._suite_recover import add_recover_arguments, recover_model
from training.commands._suite_target import add_target_arguments, find_amount
from training.commands._suite_task import add_task_arguments, show_task
from training.commands._terminable import terminable
from training.errors import DataError
from training.pruning.method import AnyMethod
from training.pruning.registry import all_methods, all_tasks, find_method, misfit
from training.pruning.types import Task


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all methods and tasks")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(action=_list)
    show = actions.add_parser("show", help="one method, its arms and settings")
    show.add_argument("method", metavar="METHOD")
    show.set_defaults(action=_show)
    looked_up = actions.add_parser("task", help="one network, also one from outside, and the methods that fit it")
    add_task_arguments(looked_up)
    looked_up.set_defaults(action=show_task)
    run_one = actions.add_parser("run", help="one method on one task")
    run_one.add_argument("method", metavar="METHOD[:ARM]", help="a method; `:all` runs its controls, too")
    run_one.add_argument("--task", required=True)
    run_one.add_argument("--resume", action="store_true", help="leave out seeds that are finished")
    add_run_arguments(run_one)
    run_one.set_defaults(action=_run)
    target = actions.add_parser("target", help="one method on one task, as much as keeps a promise of time or score")
    add_target_arguments(target)
    target.set_defaults(action=_target)
    compare = actions.add_parser("compare", help="several methods on one task, seed by seed; what is there is kept")
    compare.add_argument("task", metavar="TASK")
    compare.add_argument("methods", nargs="+", metavar="METHOD[:ARM]")
    add_run_arguments(compare)
    compare.set_defaults(action=_compare)
    dnr = actions.add_parser("dnr", help="the dead-neuron rates of a task's dense network, or of a checkpoint")
    add_dnr_arguments(dnr)
    dnr.set_defaults(action=_dnr)
    grouping = actions.add_parser("groups", help="which channels of an .onnx file go together, and what never goes")
    add_graph_arguments(grouping)
    grouping.set_defaults(action=groups)
    cutting = actions.add_parser("cut", help="remove channels from an .onnx file and repair what is left")
    add_cut_arguments(cutting)
    cutting.set_defaults(action=cut)
    _add_language(actions)
    _add_reading(actions)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    code: int = args.action(args)
    return code


def _add_language(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What there is for language models only."""
    recovering = actions.add_parser("recover", help="train a pruned language model on; torchrun shards it")
    add_recover_arguments(recovering)
    recovering.set_defaults(action=_recover)
    judging = actions.add_parser("lm-eval", help="judge a language model by lm_eval's benchmarks")
    add_lm_eval_arguments(judging)
    judging.set_defaults(action=judge)


def _add_reading(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What judges papers, and tells of runs."""
    proving = actions.add_parser("evidence", help="run what shows whether the papers' claims hold, cell by cell")
    add_evidence_arguments(proving)
    proving.set_defaults(action=_evidence)
    judged = actions.add_parser("verdicts", help="the papers' claims, and what the runs that were kept say of them")
    add_verdict_arguments(judged)
    judged.set_defaults(action=verdicts)
    report = actions.add_parser("report", help="all runs of a folder in a table")
    add_out(report)
    report.add_argument("--json", action="store_true", help="print one JSON object for each run")
    report.add_argument("--charts", type=Path, metavar="FOLDER", help="draw a chart for each task into a folder, too")
    report.add_argument("--chart-format", choices=("svg", "png"), default="svg")
    report.set_defaults(action=_report)


def _list(args: argparse.Namespace) -> int:
    """Methods and tasks, and which go together."""
    methods, tasks = all_methods(), all_tasks()
    if args.json:
        listed = {"methods": [_method(m, tasks) for m in methods.values()], "tasks": [_task(t) for t in tasks.values()]}
        print_json({**listed, "detectors": detectors()})
        return 0
    lines = ["methods"]
    lines += [f"  {m.name:<22} {m.title}; {m.paper}; takes {m.effect.value}" for m in methods.values()]
    lines += ["tasks", *(f"  {t.name:<22} {t.title} ({t.family.value}); {t.data}" for t in tasks.values())]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _show(args: argparse.Namespace) -> int:
    """One method."""
    method = find_method(args.method)
    fits = [task.name for task in all_tasks().values() if misfit(method, task) is None]
    lines = [f"{method.title}: {method.paper}", f"removes {method.removes}; --{method.effect.value.replace('_', '-')}, "
             f"usually {method.usual_amount:g}", f"fits {', '.join(fits)}", "arms"]  # fmt: skip
    lines += [f"  {method.name}:{arm.name:<18} {arm.title}" for arm in method.arms]
    lines += ["settings", *(f"  {name} = {value!r}" for name, value in dataclasses.asdict(method.settings).items())]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _run(args: argparse.Namespace) -> int:
    """Run one method."""
    request = run_request(args, args.method, resumes=args.resume)
    from training.pruning.run import run
    from training.pruning.tables import differences, markdown

    with terminable():
        lines = run(request, speaker(as_json=args.json))
    if not args.json:
        sys.stdout.write(markdown(lines) + differences(lines))
    return 0


def _target(args: argparse.Namespace) -> int:
    """Look for an amount."""
    with terminable():
        return find_amount(args)


def _compare(args: argparse.Namespace) -> int:
    """Run what is missing, and compare."""
    requests = [run_request(args, word, resumes=True) for word in args.methods]
    from training.pruning.run import run
    from training.pruning.tables import differences, markdown

    lines = []
    with terminable():
        for request in requests:
            lines += run(request, speaker(as_json=args.json))
    if not args.json:
        sys.stdout.write(markdown(lines) + differences(lines))
    return 0


def _dnr(args: argparse.Namespace) -> int:
    """Count dead neurons."""
    from training.commands._suite_dnr import count_dead, table

    with terminable():
        found = count_dead(args)
    if args.json:
        print_json(dataclasses.asdict(found))
    else:
        sys.stdout.write(table(found))
    return 0


def _recover(args: argparse.Namespace) -> int:
    """Train a model on."""
    with terminable():
        return recover_model(args)


def _evidence(args: argparse.Namespace) -> int:
    """Run the protocols of papers."""
    with terminable():
        return evidence(args)


def _report(args: argparse.Namespace) -> int:
    """The table of a folder."""
    from training.pruning.cells import lines_of
    from training.pruning.report import by_run
    from training.pruning.tables import markdown, summary

    lines = lines_of(args.out)
    if not lines:
        raise DataError(f"There is no report in {args.out}; `gesture-train suite run` writes one.")
    if args.json:
        for seeds in by_run(lines).values():
            print_json(summary(seeds))
    else:
        sys.stdout.write(markdown(lines))
    if args.charts:
        from training.pruning.charts import draw_charts

        for path in draw_charts(lines, args.charts, args.chart_format):
            say(f"drew {path}")
    return 0


def _method(method: AnyMethod, tasks: dict[str, Task]) -> dict[str, object]:
    """A method as plain values."""
    return {
        "name": method.name,
        "title": method.title,
        "paper": method.paper,
        "sentence": method.sentence,
        "removes": method.removes,
        "families": sorted(family.value for family in method.families),
        "amount_name": method.effect.value,
        "usual_amount": method.usual_amount,
        "arms": [dataclasses.asdict(arm) for arm in method.arms],
        "settings": dataclasses.asdict(method.settings),
        "tasks": [task.name for task in tasks.values() if misfit(method, task) is None],
    }


def _task(task: Task) -> dict[str, object]:
    """A task as plain values."""
    return {
        "name": task.name,
        "title": task.title,
        "family": task.family.value,
        "data": task.data,
        "score_name": task.score_name,
        "is_higher_better": task.is_higher_better,
        "plan": dataclasses.asdict(task.plan),
    }


COMMAND = Subcommand(help="prune with any method of the suite, and compare", add_arguments=add_arguments, run=run)
