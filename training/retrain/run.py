"""Goes the whole way from a folder of pictures to a network, one step after the other, each kept on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from training.retrain.bench import RetrainBench
from training.retrain.export_step import hand_over
from training.retrain.lists import chosen_split, split_note, unscored, write_lists
from training.retrain.notebook import Notebook
from training.retrain.pace import Pace
from training.retrain.pictures import Looked, look_over, notes_on, summary
from training.retrain.plan import Plan, from_plain, known_labels, plain, plan, wanted
from training.retrain.request import Event, Hear, RetrainRequest, Way, keep_request, refuse_other
from training.retrain.search_step import look_for_ratio
from training.retrain.training_steps import add, cut, pull, train, tune
from training.yolo.heard import Heard

Result = dict[str, object]
SCORES = {"mAP50": "map50", "mAP50-95": "map50_95"}  # what the trainer calls them, and what everybody else does


def retrain(request: RetrainRequest, hear: Hear) -> Result:
    """Do every step that is not done yet; gives what `finished` tells.

    Raises:
        TrainingError: One sentence: what cannot be done, and why. What is finished stays.
    """
    try:
        return _Retraining(request, hear).run()
    except KeyboardInterrupt:
        hear(Event("cancelled", {}))
        raise


class _Retraining:
    """One retraining."""

    def __init__(self, request: RetrainRequest, hear: Hear) -> None:
        self._request, self._hear = request, hear
        self._notebook = Notebook(request.out)
        self._results: dict[str, Result] = {}
        refuse_other(request)
        self._plan = self._decide()
        keep_request(request)
        self._pace = Pace(self._after())

    def _decide(self) -> Plan:
        """As it was decided once: meanwhile the folder may have changed, or have gone."""
        kept = self._notebook.result("plan")
        return (
            plan(self._request, self._looked, known_labels(self._request.start)) if kept is None else from_plain(kept)
        )

    @cached_property
    def _looked(self) -> list[Looked]:
        """The folders; not looked at where all that follows from them is written down."""
        return [look_over(folder) for folder in self._request.folders]

    def run(self) -> Result:
        """Step by step."""
        self._notebook.keep("plan", plain(self._plan))
        self._hear(Event("started", self._facts()))
        for note in self._plan.notes:
            self._note(note)
        self._step("check", self._check)
        self._step("split", self._split)
        bench = self._bench()
        makers: dict[str, Callable[[], Result]] = {
            "train": lambda: self._add(bench) if self._plan.way is Way.EXTEND else train(bench),
            "sparse": lambda: pull(bench),
            "search": lambda: look_for_ratio(bench, self._hear),
            "prune": lambda: bench.notebook.result("prune") or cut(bench),  # there if it was tried in a search
            "tune": lambda: bench.notebook.result("tune") or tune(bench),
            "export": lambda: hand_over(bench, self._results),
        }
        for step in self._plan.steps[2:]:
            self._step(step, makers[step])
            if step == "search" and isinstance(ratio := self._results[step]["pruning_ratio"], float):
                bench.settle_ratio(ratio)
        last = {
            "model": str(self._request.model_folder),
            "before": self._results["train" if "train" in self._plan.steps else "prune"]["before"],
            "after": self._results["export"]["scores"],
        }
        self._hear(Event("finished", last))
        return last

    def _after(self) -> dict[str, float | None]:
        """How long everything after a stage takes, for whoever guesses it."""
        if self._request.lose_at_most is not None:  # each try has the last two
            return {"sparse": None, "prune": None, "tune": None}
        if self._request.is_searched:
            return {"sparse": None}
        epochs = max(self._plan.epochs, 1)
        sparse = self._plan.sparse_epochs / epochs if "sparse" in self._plan.steps else 0.0
        tune = 1 - self._plan.pruning_ratio if "tune" in self._plan.steps else 0.0
        after: dict[str, float | None] = {"train": sparse + tune}
        return after | ({"sparse": tune / sparse} if sparse else {})

    def _step(self, name: str, make: Callable[[], Result]) -> None:
        """Do a step, unless it is done."""
        done = self._notebook.result(name)
        if done is not None:
            self._hear(Event("step_skipped", {"step": name, "result": done}))
        else:
            self._hear(Event("step_started", {"step": name}))
            started_s = time.monotonic()
            done = make()
            self._notebook.keep(name, done)
            seconds = round(time.monotonic() - started_s, 2)
            self._hear(Event("step_finished", {"step": name, "seconds": seconds, "result": done}))
        self._results[name] = done

    def _check(self) -> Result:
        for note in (notes := notes_on(self._looked, wanted(self._plan))):
            self._note(note)
        return {**summary(self._looked), "notes": notes}

    def _split(self) -> Result:
        parts = []
        for looked, lists in zip(self._looked, self._lists(), strict=True):
            split = chosen_split(looked)
            self._note(split_note(looked, split))
            if names := unscored(looked, split):
                self._note(f"How well {', '.join(names)} will be found cannot be measured: too few pictures show it.")
            parts.append(write_lists(looked, split, lists))
        for folder, lists in zip(self._request.rehearse, self._rehearsed(), strict=True):
            looked = look_over(folder)
            write_lists(looked, chosen_split(looked), lists)
        return {"folders": parts, "train": _sum(parts, "train"), "val": _sum(parts, "val")}

    def _add(self, bench: RetrainBench) -> Result:
        done = add(bench, self._lists(), self._rehearsed())
        if done["note"]:
            self._note(str(done["note"]))
        return done

    def _bench(self) -> RetrainBench:
        pictures = self._results["split"]["train"]
        assert isinstance(pictures, int)
        return RetrainBench(self._request, self._plan, self._lists()[0], pictures, self._tell)

    def _lists(self) -> tuple[Path, ...]:
        return tuple(self._request.out / f"data-{number}" for number in range(len(self._request.folders)))

    def _rehearsed(self) -> tuple[Path, ...]:
        return tuple(self._request.out / f"rehearse-{number}" for number in range(len(self._request.rehearse)))

    def _note(self, text: str) -> None:
        self._hear(Event("note", {"text": text}))

    def _tell(self, stage: str, heard: Heard) -> None:
        """Pass on how far a stage is, and a guess of how long all of it will take."""
        counted = {"epoch": heard.epoch, "epochs": heard.epochs} if heard.epochs else {}
        if heard.is_scored:
            figures = {SCORES[name]: value for name, value in heard.figures.items() if name in SCORES}
            self._hear(Event("scored", {"stage": stage, **counted, "figures": figures}))
            return
        left_s = self._pace.seconds_left(stage, heard.done)
        values = {"stage": stage, "done": round(heard.done, 4), "figures": {**counted, **heard.figures}}
        self._hear(Event("progress", {**values, "seconds_left": None if left_s is None else round(left_s)}))

    def _facts(self) -> dict[str, object]:
        """What is begun, for whoever shows it."""
        request = self._request
        named = {"from": request.start, "folders": list(request.folders), "out": str(request.out)}
        return {**named, **plain(self._plan), "model": str(request.model_folder)}


def _sum(parts: Sequence[Mapping[str, object]], key: str) -> int:
    """A count over all folders."""
    return sum(value for part in parts if isinstance(value := part[key], int))
