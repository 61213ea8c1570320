"""How a pruning job goes, put together from what its command tells, one event after the other."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gesture_app.core.lab.growing_file import Event

LOSSES = 400  # that are kept for the curve

_DETECTOR_SCORE = "map50_95"
_DEAD = ("dead_neurons", "static_dnr")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, beside what there was."""

    score_name: str
    score: tuple[float, float]  # before and after
    params: tuple[float, float]
    best_ms: tuple[float, float] | None = None  # the median in the fastest engine
    dead: float | None = None
    model: str = ""  # the folder of a detector


@dataclass(frozen=True, slots=True)
class PruneNews:
    """What is known so far."""

    stage: str = ""
    done: float = 0.0  # of the stage
    trial: tuple[int, int, float] | None = None  # which of how many amounts is tried, and the amount
    loss: float | None = None
    losses: tuple[float, ...] = ()
    score: tuple[str, float] | None = None  # its name and its last value
    sparsity: float | None = None
    removed: float | None = None  # share of the weights that are gone
    dead: float | None = None  # share of the neurons that never fire
    params: tuple[int, int] | None = None  # of a detector, before and after the cut
    times_ms: tuple[float, float] | None = None  # the same, where a time was promised
    by_seed: tuple[tuple[int, Result], ...] = ()  # what came of each finished run
    result: Result | None = None  # of several runs their mean
    seen: int = field(default=0, compare=False)  # events

    def after(self, events: Iterable[Event]) -> PruneNews:
        """What is known once these were told."""
        news = self
        for event in events:
            news = replace(_after(news, event), seen=news.seen + 1)
        return news


def _after(news: PruneNews, event: Event) -> PruneNews:
    kind = event.get("event")
    if kind == "progress":
        return _progressed(news, event)
    if kind == "trial":
        trial = (int(event["number"]), int(event["tries"]), float(event["amount"]))
        return replace(PruneNews(), trial=trial, result=news.result)
    if kind == "scored":
        return replace(news, score=_score(event["figures"]) or news.score)
    if kind == "seed_finished":
        result = _result(event["report_line"])
        by_seed = {**dict(news.by_seed), int(event["report_line"].get("seed", 0)): result}
        return replace(
            news,
            by_seed=tuple(by_seed.items()),
            result=_mean(tuple(by_seed.values())),
            removed=_removed(result.params),
            dead=news.dead if result.dead is None else result.dead,
        )
    if kind in ("step_finished", "step_skipped"):
        return _stepped(news, str(event.get("step")), event["result"])
    if kind == "finished" and "model" in event:
        return replace(news, result=replace(_detector(event, news.params or (0, 0)), best_ms=news.times_ms))
    return news


def _stepped(news: PruneNews, step: str, result: Mapping[str, Any]) -> PruneNews:
    """What a finished step of a detector's way came to."""
    if step == "search":  # the tries are over
        has_times = "ms" in result  # otherwise a score was promised
        times_ms = (float(result["ms_before"]), float(result["ms"])) if has_times else None
        return replace(news, trial=None, times_ms=times_ms)
    if step in ("prune", "tune"):
        params = _params(result) if step == "prune" else news.params
        figures = {"removed": _removed(params) if params else None, "dead_neurons": result.get("dead_neurons")}
        return replace(_measured(news, figures), params=params, score=_score(result.get("scores", {})) or news.score)
    return news


def _progressed(news: PruneNews, event: Event) -> PruneNews:
    """One line of progress; figures that it does not have stay as they were."""
    figures: Mapping[str, Any] = event.get("figures", {})
    stage = str(event["stage"])
    if (loss := _number(figures, "loss")) is not None:
        kept = news.losses if stage == news.stage else ()
        news = replace(news, loss=loss, losses=(*kept, loss)[-LOSSES:])
    news = replace(news, stage=stage, done=float(event["done"]))
    news = _measured(news, figures)
    return replace(news, score=_score(figures) or news.score) if stage == "score" else news


def _measured(news: PruneNews, figures: Mapping[str, Any]) -> PruneNews:
    """With what these figures say of the network."""
    sparsity, removed = _number(figures, "sparsity"), _number(figures, "removed")
    dead = next((value for name in _DEAD if (value := _number(figures, name)) is not None), None)
    return replace(
        news,
        sparsity=news.sparsity if sparsity is None else sparsity,
        removed=news.removed if removed is None else removed,
        dead=news.dead if dead is None else dead,
    )


def _removed(params: tuple[float, float]) -> float:
    """The share of the weights that are gone, of how many there were and are."""
    before, after = params
    return 1 - after / max(before, 1)


def _score(figures: Mapping[str, Any]) -> tuple[str, float] | None:
    """The score among some figures: the first, or what a detector is judged by."""
    named = [(name, float(value)) for name, value in figures.items()]
    return next((pair for pair in named if pair[0] == _DETECTOR_SCORE), named[0] if named else None)


def _number(figures: Mapping[str, Any], name: str) -> float | None:
    value = figures.get(name)
    return float(value) if isinstance(value, int | float) else None


def _result(line: Mapping[str, Any]) -> Result:
    """What a line of the suite's report comes to."""
    before, after = line["dense"], line["pruned"]
    times = [_best_ms(figures.get("latency", {})) for figures in (before, after)]
    known = [time for time in times if time is not None]
    evidence = line.get("evidence", {})
    dead = next((value for name in _DEAD if (value := _number(evidence, name)) is not None), None)
    return Result(
        str(line["score_name"]),
        (float(before["score"]), float(after["score"])),
        (int(before["nonzeros"]), int(after["nonzeros"])),
        (known[0], known[1]) if len(known) == 2 else None,
        dead,
    )


def _mean(results: Sequence[Result]) -> Result:
    """What several runs of the same came to."""
    times_ms = [one.best_ms for one in results if one.best_ms is not None]
    dead = [one.dead for one in results if one.dead is not None]
    return replace(
        results[-1],
        score=_means([one.score for one in results]),
        params=_means([one.params for one in results]),
        best_ms=_means(times_ms) if times_ms else None,
        dead=statistics.fmean(dead) if dead else None,
    )


def _means(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The mean of what was before, and of what came after."""
    return statistics.fmean(before for before, _ in pairs), statistics.fmean(after for _, after in pairs)


def _params(result: Mapping[str, Any]) -> tuple[int, int]:
    """How many parameters a detector had and has."""
    return int(result["sizes_before"]["params"]), int(result["sizes"]["params"])


def _detector(event: Event, params: tuple[int, int]) -> Result:
    """What came of a gesture detector."""
    scores = tuple(float(event[when][_DETECTOR_SCORE]) for when in ("before", "after"))
    return Result("mAP50-95", (scores[0], scores[1]), params, model=str(event["model"]))


def _best_ms(latency: Mapping[str, Any]) -> float | None:
    return min((float(time["p50_ms"]) for time in latency.values()), default=None)
