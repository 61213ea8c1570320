"""A promised time: a ratio keeps it if the cut network takes less here.

How long a network takes is a matter of its shape alone, so nothing is trained before the ratio is found.
"""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

from torch import nn

from training.channels.criterion import Criterion
from training.errors import RecipeError
from training.retrain.bench import RetrainBench
from training.retrain.training_steps import uncut
from training.yolo.calibration import calibration_batches
from training.yolo.export import export
from training.yolo.onnx_model import latencies
from training.yolo.prune import prune
from training.yolo.sizes import wide_height_px


class TimeGoal:
    """A picture takes less than so many milliseconds.

    Raises:
        RecipeError: It takes less already.
    """

    name = "under-ms"
    wants_least = True

    def __init__(self, bench: RetrainBench) -> None:
        assert bench.request.under_ms is not None
        self._bench, self._limit_ms = bench, bench.request.under_ms
        self._timed = 0
        self._network = uncut(bench)
        self._whole_ms = self._least_ms(self._network)
        if self.is_met(self._whole_ms):
            raise RecipeError(
                f"{bench.request.start} takes {self._whole_ms:.3g} ms as it is, so that nothing must go for --under-ms "
                f"{self._limit_ms:g}; promise less, or give --pruning-ratio."
            )
        self._batches = calibration_batches(bench.recipe, bench.data)

    def value(self, ratio: float) -> float:
        """Milliseconds of the network with this share of its channels gone."""
        self._bench.tell_share("search", self._timed / self._bench.request.tries)
        self._timed += 1
        pruned = copy.deepcopy(self._network)
        prune(pruned, Criterion(self._bench.request.criterion), ratio, self._batches)
        return self._least_ms(pruned)

    def is_met(self, value: float) -> bool:
        """Whether so many milliseconds are few enough."""
        return value < self._limit_ms

    def figures(self, value: float) -> dict[str, object]:
        """The times."""
        return {"ms": value, "ms_before": self._whole_ms, "limit_ms": self._limit_ms}

    def unmet(self, best: float) -> str:
        """Why nothing was found, and what to do."""
        return (
            f"No ratio that was tried brings {self._bench.request.start} under {self._limit_ms:g} ms: the fastest "
            f"takes {min(best, self._whole_ms):.3g} ms. Raise --under-ms, or give a smaller --input-px."
        )

    def _least_ms(self, network: nn.Module) -> float:
        """How long a picture of 16 to 9 takes in the fastest engine, at best.

        One in ten runs is quicker. A job has what others leave of the processor, so its usual run says more about them.
        """
        width_px = self._bench.request.input_px
        with tempfile.TemporaryDirectory() as work:
            file = export(copy.deepcopy(network), Path(work), width_px)
            times = latencies({"network": file}, width_px, wide_height_px(width_px))["network"]
        return min(time.p10_ms for time in times.values())
