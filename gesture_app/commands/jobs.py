"""`gesture-app jobs`: the lab's queue, which goes on without a window."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.commands._options import add_json
from gesture_app.core.errors import UsageError
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import PROGRAMS, JobOrder, LabJob
from gesture_app.core.paths import jobs_folder, settings_file
from gesture_app.core.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which job."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all jobs and how they stand")
    add_json(listing)
    listing.set_defaults(action=_list)
    adding = actions.add_parser("add", help="put a command into the queue; it begins when those before it are over")
    adding.add_argument("--title", default="", help="what the lab calls it")
    adding.add_argument("--resume-with", default="", metavar="WORD", help="added when it goes on: --resume")
    adding.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND", help=f"{' | '.join(PROGRAMS)} ...")
    adding.set_defaults(action=_add)
    for name, what, act in (
        ("cancel", "end a job within a second", _cancel),
        ("resume", "let a job go on that was stopped", _resume),
        ("remove", "forget a job that does not run", _remove),
    ):
        one = actions.add_parser(name, help=what)
        one.add_argument("key", metavar="JOB")
        one.set_defaults(action=act)
    running = actions.add_parser("run-queue", help="work the queue off; the others start this by themselves")
    running.set_defaults(action=_run_queue)


def run(args: argparse.Namespace) -> int:
    """Do it; a runner that was killed is cleared up after first."""
    from gesture_app.workers.job_processes import is_alive
    from gesture_app.workers.job_runner import settle_if_idle

    folder = JobFolder(jobs_folder(), is_alive)
    settle_if_idle(folder, _now)
    action: Callable[[argparse.Namespace, JobFolder], None] = args.action
    action(args, folder)
    return 0


def _list(args: argparse.Namespace, folder: JobFolder) -> None:
    for job in folder.jobs():
        if args.json:
            say_json(_values(job))
        else:
            complaint = f"  ({job.standing.complaint})" if job.standing.complaint else ""
            say(f"{job.key:17} {job.state.value:12} {job.order.title}{complaint}")


def _add(args: argparse.Namespace, folder: JobFolder) -> None:
    words = tuple(args.words[1:] if args.words[:1] == ["--"] else args.words)
    if not words:
        raise UsageError("jobs add needs a command: `gesture-app jobs add -- gesture-train suite list`.")
    resume = (args.resume_with,) if args.resume_with else ()
    title = args.title or " ".join(words)
    job = folder.add(JobOrder(title, "command", words, resume), _now())
    _start_runner(folder)
    say(job.key)


def _cancel(args: argparse.Namespace, folder: JobFolder) -> None:
    folder.cancel(args.key)


def _resume(args: argparse.Namespace, folder: JobFolder) -> None:
    folder.resume(args.key, _now())
    _start_runner(folder)


def _remove(args: argparse.Namespace, folder: JobFolder) -> None:
    folder.remove(args.key)


def _run_queue(_args: argparse.Namespace, folder: JobFolder) -> None:
    from gesture_app.commands._stopping import stoppable
    from gesture_app.workers.job_runner import work_off

    with stoppable():
        work_off(folder, _now, _stands_back)


def _stands_back() -> bool:
    """Whether a job that begins now leaves the processor to everything else; the settings may have changed."""
    settings, _ = load_settings(settings_file())
    return settings.lab.job_priority == "low"


def _start_runner(folder: JobFolder) -> None:
    from gesture_app.workers.job_processes import let_go, start_runner
    from gesture_app.workers.job_runner import LOG

    let_go(start_runner(folder.place / LOG))


def _values(job: LabJob) -> dict[str, str | int | float | None]:
    standing = job.standing
    return {
        "key": job.key,
        "title": job.order.title,
        "kind": job.order.kind,
        "state": job.state.value,
        "command": job.order.shown,
        "code": standing.code,
        "complaint": standing.complaint,
        "queued_at_s": standing.queued_at_s,
        "started_at_s": standing.started_at_s,
        "ended_at_s": standing.ended_at_s,
        "folder": str(job.folder),
    }


def _now() -> datetime:
    return datetime.now(UTC)


COMMAND = Subcommand(help="the lab's queue of long commands", add_arguments=add_arguments, run=run)
