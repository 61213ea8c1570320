"""What reports say, for people: one row per run, and the differences between arms seed by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from training.interval import Interval, interval
from training.pruning.report import ReportLine, by_run

HEAD = (
    "task", "method", "arm", "amount", "seeds", "dense", "pruned", "non-zeros", "MACs", "gzipped", "OpenVINO p50"
)  # fmt: skip
SHARE = "trained_share"  # of all parameters, among a method's evidence


def markdown(lines: Sequence[ReportLine]) -> str:
    """A table with a row for each run, means over its seeds, and the share that was trained where a method tells it."""
    runs = by_run(lines).values()
    rows = [HEAD, *(_row(seeds) for seeds in runs)]
    if any(SHARE in line.evidence for line in lines):
        shares = ("trained", *(_share_trained(seeds) for seeds in runs))
        rows = [(*row, share) for row, share in zip(rows, shares, strict=True)]
    rows.insert(1, ("---",) * len(rows[0]))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def summary(seeds: Sequence[ReportLine]) -> dict[str, object]:
    """One run as plain values: what was asked for, and the mean and 95 % interval of every score."""
    first = seeds[0]
    return {
        "run": first.run,
        "task": first.task,
        "method": first.method,
        "arm": first.arm,
        first.amount_name: first.amount,
        "seeds": [line.seed for line in seeds],
        "score_name": first.score_name,
        "dense_score": _plain(interval(figures(seeds, "dense", "score"))),
        "pruned_score": _plain(interval(figures(seeds, "pruned", "score"))),
        "nonzeros": interval(figures(seeds, "pruned", "nonzeros")).mean,
        "macs": interval(figures(seeds, "pruned", "macs")).mean,
    }


def differences(lines: Sequence[ReportLine]) -> str:
    """How far each further run lies from the first, over the seeds that both have; empty for a single run."""
    first, *others = by_run(lines).values()
    texts = []
    for other in others:
        pairs = _pairs(first, other)
        if pairs:
            found = interval([theirs - own for own, theirs in pairs])
            seeds = "seed" if found.n == 1 else "seeds"
            names = f"{_name(other[0])} minus {_name(first[0])}"
            texts.append(f"{names}: {first[0].score_name} {_signed(found)}, {found.n} {seeds} in pairs\n")
    return "".join(texts)


def score_text(found: Interval) -> str:
    """A mean with its interval."""
    return f"{found.mean:.4f}" + ("" if found.half is None else f" ± {found.half:.4f}")


def figures(seeds: Sequence[ReportLine], which: str, name: str) -> list[float]:
    """One figure of every seed.

    Args:
        which: "dense" or "pruned".
    """
    return [float(cast(float, cast(Mapping[str, object], getattr(line, which))[name])) for line in seeds]


def p50(line: ReportLine, which: str, engine: str) -> float | None:
    """The median latency of the dense or the pruned network in milliseconds; None if it was not timed."""
    network = cast(Mapping[str, object], getattr(line, which))
    found = cast(Mapping[str, Mapping[str, float]], network["latency"]).get(engine)
    return None if found is None else found["p50_ms"]


def _pairs(one: Sequence[ReportLine], other: Sequence[ReportLine]) -> list[tuple[float, float]]:
    """The scores of both for every seed that both have."""
    own = dict(zip((line.seed for line in one), figures(one, "pruned", "score"), strict=True))
    theirs = dict(zip((line.seed for line in other), figures(other, "pruned", "score"), strict=True))
    return [(own[seed], theirs[seed]) for seed in own if seed in theirs]


def _row(seeds: Sequence[ReportLine]) -> tuple[str, ...]:
    """One run."""
    first = seeds[0]
    latency = [p50(line, "pruned", "openvino") for line in seeds]
    measured = [value for value in latency if value is not None]
    return (
        first.task,
        first.method,
        first.arm,
        f"{first.amount:g} {first.amount_name}",
        str(len(seeds)),
        score_text(interval(figures(seeds, "dense", "score"))),
        score_text(interval(figures(seeds, "pruned", "score"))),
        _count(interval(figures(seeds, "pruned", "nonzeros")).mean),
        _count(interval(figures(seeds, "pruned", "macs")).mean),
        f"{interval(figures(seeds, 'pruned', 'compressed_bytes')).mean / 1024:.0f} KiB",
        f"{interval(measured).mean:.3f} ms" if measured else "not timed",
    )


def _share_trained(seeds: Sequence[ReportLine]) -> str:
    """The share of the parameters that was trained after the pruning; empty where a method does not tell it."""
    shares = [line.evidence[SHARE] for line in seeds if SHARE in line.evidence]
    return f"{interval(shares).mean:.2%}" if shares else ""


def _name(line: ReportLine) -> str:
    return f"{line.method}:{line.arm}"


def _plain(found: Interval) -> dict[str, float | None]:
    return {"mean": found.mean, "half": found.half, "n": found.n}


def _signed(found: Interval) -> str:
    return f"{found.mean:+.4f}" + ("" if found.half is None else f" ± {found.half:.4f}")


def _count(number: float) -> str:
    """A number with its size in words: 1.2 k, 3.4 M."""
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.3g}{letter}"
    return f"{number:.0f}"
