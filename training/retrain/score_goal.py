"""A promised score: a ratio keeps it if the network that was cut and trained on loses no more.

Every ratio that is tried has a folder of its own with what is finished of it, so that a search that was killed passes
the same way again without training anything twice, and what it found is there already.
"""

from __future__ import annotations

import shutil

from training.errors import RecipeError
from training.retrain.bench import RetrainBench
from training.retrain.training_steps import PRUNED, TUNED, cut, tune

SCORE = "map50_95"  # of all scores the one that says most about boxes and gestures


class ScoreGoal:
    """The network loses no more than so many points, which are hundredths of its mAP50-95.

    Raises:
        RecipeError: It scores nothing, so that it has nothing to lose.
    """

    name = "lose-at-most"
    wants_least = False

    def __init__(self, bench: RetrainBench) -> None:
        assert bench.request.lose_at_most is not None
        self._bench, self._limit = bench, bench.request.lose_at_most
        self._before = bench.start_scores[SCORE]
        self._kept: RetrainBench | None = None
        if not self._before:
            raise RecipeError(
                f"{bench.request.start} finds nothing in the pictures to score on as it is, so that nothing can be "
                "lost either; give other pictures, or --pruning-ratio."
            )

    def value(self, ratio: float) -> float:
        """Points that are lost with this share of the channels gone."""
        tried = self._bench.tried(ratio)
        done = tried.notebook.once("prune", lambda: cut(tried))
        if "tune" in tried.plan.steps:
            done = tried.notebook.once("tune", lambda: tune(tried))
        scores = done["scores"]
        assert isinstance(scores, dict)
        lost: float = round(100 * (self._before - scores[SCORE]), 3)
        self._keep_best(tried, is_met=self.is_met(lost))
        return lost

    def is_met(self, value: float) -> bool:
        """Whether so many points are few enough."""
        return value <= self._limit

    def figures(self, value: float) -> dict[str, object]:
        """What is lost."""
        return {"points_lost": value, "limit_points": self._limit}

    def unmet(self, best: float) -> str:
        """Why nothing was found, and what to do."""
        return (
            f"No ratio that was tried costs {self._bench.request.start} at most {self._limit:g} points: the best loses "
            f"{best:.3g}. Raise --lose-at-most, or train on for longer with --epochs."
        )

    def _keep_best(self, tried: RetrainBench, *, is_met: bool) -> None:
        """Delete weights that are not wanted any more; a search that is met again removes more than the last one."""
        useless = self._kept if is_met else tried
        if is_met:
            self._kept = tried
        if useless is not None:
            (useless.request.out / PRUNED).unlink(missing_ok=True)
            shutil.rmtree(useless.request.out / TUNED, ignore_errors=True)
