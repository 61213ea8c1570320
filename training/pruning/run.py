"""Runs one method on one task for some seeds; every finished seed is on disk before the next begins."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import nn

from training.errors import RecipeError, TrainingError
from training.pruning import report
from training.pruning.bench import Bench
from training.pruning.checkpoint import save_network
from training.pruning.footprint import HOST_ADVICE, Work, needs, refuse_what_cannot_fit
from training.pruning.graph.calibration import Quality
from training.pruning.graph.model import count_channels
from training.pruning.graph.network import GraphNetwork
from training.pruning.hardware import SAME, Hardware, out_of_memory_told
from training.pruning.measure import Figures, measure
from training.pruning.method import AnyMethod, Pruned, PruneRequest, telling_settings
from training.pruning.parts.masks import leaked
from training.pruning.parts.prunable import prunable
from training.pruning.registry import misfit
from training.pruning.report import ReportLine
from training.pruning.types import Effect, Examples, Family, Precision, Progress, Task, TrainingPlan
from training.yolo.device import machine

DENSE = "dense"  # folder of the trained dense networks, within that of the report
TOLERANCE = 0.02  # of the sparsity that was asked for: blocks and small layers round
NARROWER = 0.5  # a width to try whether a task can be built in another than its own
WITHOUT_BATCH_NORMS = (Family.LANGUAGE, Family.DIFFUSION)  # whose batches can be taken in parts
IN_LOW_PRECISION = (Family.LANGUAGE, Family.DIFFUSION)  # that train in float32 what they keep in bfloat16
FAR = 0.05  # from the ratio that was asked for: what is coupled to what stays cannot go, and widths round


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be run."""

    method: AnyMethod
    task: Task
    amount: float
    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    plan: TrainingPlan
    settings: object  # of the method's own type
    out: Path
    resumes: bool = False
    timing_runs: int = 60  # how often each network is timed; 0: not at all
    hardware: Hardware = field(default_factory=Hardware)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run; `kind` and `values` are one line of the panel's."""

    # started, memory, progress, off_the_ratio, calibration, seed_finished, seed_skipped, then finished or cancelled
    kind: str
    values: Mapping[str, object]


Hear = Callable[[Event], None]


def run(request: RunRequest, hear: Hear) -> list[ReportLine]:
    """Run every arm of every seed that is not finished yet; gives the lines of all of them.

    Seeds come before arms, so that a run that is cancelled leaves arms that can be compared in pairs.

    Raises:
        RecipeError: The method does not fit the task, or seeds are finished and `resumes` is not set.
        TrainingError: A seed came to no good end; those before it are in the report.
    """
    _refuse(request)
    path = request.out / report.FILE
    jobs = [(seed, arm) for seed in request.seeds for arm in request.arms]
    there = finished(request, path)
    if there and not request.resumes:
        raise RecipeError(f"{path} has {len(there)} seeds of this run already; add --resume or give another --out.")
    hear(Event("started", _facts(request) | {"jobs": len(jobs), "report": str(path)}))
    if len(there) < len(jobs):
        _weigh(request, hear)
    examples = _examples(request) if len(there) < len(jobs) else None
    lines: list[ReportLine] = []
    try:
        for seed, arm in jobs:
            line = there.get((seed, arm))
            if line is not None:
                hear(Event("seed_skipped", {"seed": seed, "arm": arm}))
            elif examples is not None:
                with out_of_memory_told(
                    f"{request.method.name} on {request.task.name}, seed {seed}, {arm},", _advice(request)
                ):
                    line = _one(request, PruneRequest(request.amount, arm, seed), examples, hear)
                report.append(line, path)
                hear(Event("seed_finished", {"report_line": asdict(line)}))
            lines += [line] if line else []
    except KeyboardInterrupt:
        # From the file: the signal may have come between writing a line and noting it here.
        hear(Event("cancelled", {"seeds_finished": len(finished(request, path))}))
        raise
    hear(Event("finished", {"run_marks": sorted({line.run for line in lines})}))
    return lines


def _examples(request: RunRequest) -> Examples:
    """The task's data; a pipeline makes its own, if need be, where it is computed."""
    task = request.task
    with out_of_memory_told(f"Loading the data of {task.name}", _advice(request)):
        return task.load_on(request.hardware.first) if task.load_on else task.load()


def finished(request: RunRequest, path: Path) -> dict[tuple[int, str], ReportLine]:
    """The lines of this run that are in a report, by seed and arm."""
    marks = {_mark(request, arm): arm for arm in request.arms}
    lines = [line for line in report.read(path) if line.run in marks and line.seed in request.seeds]
    return {(line.seed, line.arm): line for line in lines}


def _refuse(request: RunRequest) -> None:
    """Raises RecipeError for what makes no sense."""
    if reason := misfit(request.method, request.task):
        raise RecipeError(reason)
    known = [arm.name for arm in request.method.arms]
    if unknown := set(request.arms) - set(known):
        raise RecipeError(
            f"{request.method.name} has no arm {', '.join(sorted(unknown))}; there are {', '.join(known)}."
        )
    if not request.seeds:
        raise RecipeError("A run needs at least one seed.")
    _refuse_one_width(request)
    _refuse_hardware(request)


def _refuse_one_width(request: RunRequest) -> None:
    """Raises RecipeError for an arm that trains a narrower network of a task that comes in one width."""
    arms = [arm for arm in request.method.arms if arm.name in request.arms and arm.is_narrower]
    if not arms:
        return
    try:
        with torch.random.fork_rng(devices=[]):
            request.task.build(NARROWER)
    except RecipeError as error:
        name = request.method.name
        others = ", ".join(f"{name}:{arm.name}" for arm in request.method.arms if not arm.is_narrower)
        raise RecipeError(f"{name}:{arms[0].name} trains a narrower network. {error} Run {others} alone.") from None


def _refuse_hardware(request: RunRequest) -> None:
    """Raises RecipeError for what a network cannot lie on, or be computed in."""
    hardware, task = request.hardware, request.task
    if hardware.is_spread and task.read is None:
        raise RecipeError(
            f"--device auto divides the layers of language models that hf: names; {task.name} has to fit one device."
        )
    if hardware.micro_batch < 0:
        raise RecipeError(f"--micro-batch is 0 or more, not {hardware.micro_batch}.")
    if hardware.micro_batch and task.family not in WITHOUT_BATCH_NORMS:
        raise RecipeError(f"--micro-batch would change the batch norms of {task.name}; lower training.batch instead.")
    if hardware.precision is Precision.FLOAT32:
        return
    if task.family not in IN_LOW_PRECISION:
        raise RecipeError(
            f"--precision bfloat16 is for language models and diffusion pipelines, and {task.name} is "
            f"{task.family.value}."
        )
    if request.timing_runs:
        raise RecipeError("ONNX Runtime computes in float32 on a processor; add --timing-runs 0 to bfloat16.")


def _advice(request: RunRequest) -> str:
    """What takes less memory, of what this run would not refuse."""
    is_wide = request.task.family in IN_LOW_PRECISION and request.hardware.precision is Precision.FLOAT32
    precision = "--precision bfloat16 with --timing-runs 0, " if is_wide else ""
    parts = "--micro-batch 1, " if request.task.family in WITHOUT_BATCH_NORMS else ""
    samples = " or settings.samples" if hasattr(request.settings, "samples") else ""
    return f"take {precision}{parts}a smaller training.batch{samples}, or a smaller network"


def _weigh(request: RunRequest, hear: Hear) -> None:
    """Tell how much memory a language model's run will take, in the arm that takes most.

    Raises:
        RecipeError: There is not so much.
    """
    if request.task.size is None:
        return
    hardware, size = request.hardware, request.task.size()
    is_apart, rows = hardware.first.type != "cpu", hardware.rows_at_once(request.plan.batch)
    work = Work(rows, hardware.dtype.itemsize, is_apart, hardware.is_spread and is_apart)
    found = {arm: needs(size, request.method.memory(arm, request.settings, size), work) for arm in request.arms}
    arm = max(found, key=lambda one: found[one].device)
    free = hardware.free_bytes()
    hear(Event("memory", {"needed_bytes": found[arm].device, "free_bytes": free}))
    what = f"{request.method.name}:{arm} on {request.task.name}"
    refuse_what_cannot_fit(found[arm].device, free, what)
    if found[arm].host:
        host = f"{what}, beside the GPU,"
        refuse_what_cannot_fit(found[arm].host, Hardware("cpu").free_bytes(), host, HOST_ADVICE)


def _one(request: RunRequest, wanted: PruneRequest, examples: Examples, hear: Hear) -> ReportLine:
    """Run one seed of one arm."""
    started = time.monotonic()

    def tell(progress: Progress) -> None:
        values = {"seed": wanted.seed, "arm": wanted.arm, "stage": progress.stage, "done": round(progress.done, 4)}
        hear(Event("progress", values | {"figures": dict(progress.figures)}))

    cache, hardware = request.out / DENSE, request.hardware
    bench = Bench(request.task, examples, request.plan, wanted.seed, cache, hardware.first, tell, hardware)
    pruned = request.method.prune(bench, wanted, request.settings)
    steps = bench.tally.steps
    reached = verify(pruned, request.method, wanted, bench)
    _tell_if_far(reached, pruned, wanted, hear)
    _tell_of_calibration(pruned, wanted, hear)
    pruned = replace(pruned, proof=None)  # two networks of the size of the dense one
    scores = {"dense": bench.control_score(), "pruned": bench.score(pruned.network)}
    dense = bench.control()
    tell(Progress("measure", 0.0))
    for network in (dense, pruned.network):
        hardware.gather(network)
    figures = measure({"dense": dense, "pruned": pruned.network}, scores, bench.example(), request.timing_runs)
    checkpoint = f"networks/{_mark(request, wanted.arm)}-{wanted.seed}.safetensors"
    save_network(pruned.network, request.out / checkpoint, {"task": request.task.name, "method": request.method.name})
    if request.task.export:
        request.task.export(pruned.network, (request.out / checkpoint).with_suffix(""))
    _write_files(pruned.files, request.out / checkpoint)
    seconds = round(time.monotonic() - started, 2)
    done = {"reached": reached, "steps": steps, "seconds": seconds, "checkpoint": checkpoint}
    return _line(request, wanted, pruned, figures, done)


def _tell_if_far(reached: float | None, pruned: Pruned, wanted: PruneRequest, hear: Hear) -> None:
    """Say so where another share went than was asked for, and why if that is known."""
    went = pruned.went
    share = went.share if went else reached
    if share is None or abs(share - wanted.amount) <= FAR:
        return
    values = {"seed": wanted.seed, "arm": wanted.arm, "asked": wanted.amount, "reached": round(share, 4)}
    why = {"of": went.of, "whole": went.whole} if went else {"of": "channels", "whole": ""}
    hear(Event("off_the_ratio", values | why | {"free_share": pruned.evidence.get("free_share")}))


def _tell_of_calibration(pruned: Pruned, wanted: PruneRequest, hear: Hear) -> None:
    """Say so where a network was repaired with inputs unlike those of its training, or where that cannot be told."""
    if pruned.calibration in (Quality.FAR.value, Quality.UNKNOWN.value):
        hear(Event("calibration", {"seed": wanted.seed, "arm": wanted.arm, "quality": pruned.calibration}))


def _write_files(files: Mapping[str, bytes], checkpoint: Path) -> None:
    """Write what a method made for people beside its network, each file whole or not at all."""
    for name, content in files.items():
        path = checkpoint.with_name(f"{checkpoint.stem}-{name}")
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        part.replace(path)


def verify(pruned: Pruned, method: AnyMethod, wanted: PruneRequest, bench: Bench) -> float | None:
    """The amount that was really reached, looked up in the network as it is after the last step.

    Returns:
        The sparsity, or the share of the channels that is gone; None for an arm that is dense by design.

    Raises:
        TrainingError: There is no proof, pruned weights are not zero, too few are, or the cut network does not compute
            what the masked one does.
    """
    if next(arm for arm in method.arms if arm.name == wanted.arm).is_dense:
        return None
    if method.effect is Effect.SMALLER:
        return _verify_smaller(pruned, method, bench)
    return _verify_sparser(pruned, method, wanted.amount)


def _verify_sparser(pruned: Pruned, method: AnyMethod, amount: float) -> float:
    """The sparsity that holds after the last step."""
    if not pruned.alive:
        raise TrainingError(f"{method.name} does not say which weights are alive, so its sparsity cannot be checked.")
    if leak := leaked(pruned.network, pruned.alive):
        raise TrainingError(f"{leak} weights that {method.name} pruned are not zero after the last step: it leaks.")
    reached = 1 - sum(int(m.sum()) for m in pruned.alive.values()) / sum(m.numel() for m in pruned.alive.values())
    if abs(reached - amount) > TOLERANCE:
        raise TrainingError(f"{method.name} reached a sparsity of {reached:.3f}, and {amount:g} was asked for.")
    return reached


def _verify_smaller(pruned: Pruned, method: AnyMethod, bench: Bench) -> float:
    """The share of the channels that is gone, once the cut is seen to compute what the masked network does."""
    if pruned.proof is None:
        raise TrainingError(f"{method.name} hands back no masked network, so its cut cannot be checked.")
    if (apart := largest_difference(*pruned.proof, bench)) > SAME[bench.hardware.precision]:
        raise TrainingError(f"The network that {method.name} cut differs from the masked one by {apart:.2g}.")
    return 1 - _channels(pruned.network, bench.task) / _channels(bench.on_processor().fresh(), bench.task)


def _channels(network: nn.Module, task: Task) -> int:
    """Output channels of all layers that may be cut."""
    if isinstance(network, GraphNetwork):
        return count_channels(network.graph)
    return sum(len(weight) for weight in prunable(network, task.keep_dense).values())


def largest_difference(one: nn.Module, other: nn.Module, bench: Bench) -> float:
    """How far the outputs of two networks lie apart at most, as a share of the largest output."""
    ((inputs, _),) = bench.batches(1)
    a, b = (bench.said(network, inputs) for network in (one, other))
    apart = max(float((x.float() - y.float()).abs().max()) for x, y in zip(a, b, strict=True))  # row by row, for memory
    return apart / max(*(float(x.float().abs().max()) for x in a), 1.0)


def _line(
    request: RunRequest,
    wanted: PruneRequest,
    pruned: Pruned,
    figures: Mapping[str, Figures],
    done: Mapping[str, object],
) -> ReportLine:
    """The report's line of one seed."""
    task, method = request.task, request.method
    facts = {
        "run": _mark(request, wanted.arm),
        "family": task.family.value,
        "seed": wanted.seed,
        "score_name": task.score_name,
        "is_higher_better": task.is_higher_better,
        "dense": asdict(figures["dense"]),
        "pruned": asdict(figures["pruned"]),
        "unrecovered_score": pruned.unrecovered_score,
        "evidence": dict(pruned.evidence),
        "machine": machine(),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    named = {"method": method.name, "task": task.name, "arm": wanted.arm}
    asked = {"amount_name": method.effect.value, "amount": request.amount, **_training(request)}
    return ReportLine(**named, **asked, **facts, **done)  # type: ignore[arg-type]


def _facts(request: RunRequest) -> dict[str, object]:
    """What a run is, for the panel."""
    method, task = request.method, request.task
    named = {"method": method.name, "task": task.name, "arms": list(request.arms), "seeds": list(request.seeds)}
    return {**named, "amount_name": method.effect.value, "amount": request.amount, **_training(request)}


def _training(request: RunRequest) -> dict[str, object]:
    """How it is trained and pruned."""
    facts = {"plan": asdict(request.plan), "settings": asdict(request.settings)}  # type: ignore[call-overload]
    if request.hardware.precision is not Precision.FLOAT32:
        facts["precision"] = request.hardware.precision.value
    return facts


def _mark(request: RunRequest, arm: str) -> str:
    """The run of an arm."""
    facts = _facts(request) | {"settings": telling_settings(request.settings), "arm": arm}
    return report.mark({key: facts[key] for key in facts if key not in ("arms", "seeds")})
