"""The step that looks for the ratio with which a network keeps a promised time: cuts, times, and halves the range.

How long a network takes is a matter of its shape alone, so nothing is trained before the ratio is found.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Sequence
from pathlib import Path

from torch import nn

from training.data.paint import Batch
from training.errors import RecipeError
from training.retrain.bench import RetrainBench
from training.retrain.request import Event, Hear
from training.retrain.training_steps import start_network
from training.yolo.calibration import calibration_batches
from training.yolo.export import export
from training.yolo.onnx_model import latencies
from training.yolo.prune import Criterion, prune

LARGEST = 0.95
STRIDE_PX = 32


def look_for_ratio(bench: RetrainBench, hear: Hear) -> dict[str, object]:
    """The least that must go; every try is told.

    Raises:
        RecipeError: The network is fast enough as it is, or no ratio that was tried makes it so.
    """
    limit_ms, tries = bench.request.under_ms, bench.request.tries
    assert limit_ms is not None
    network = start_network(bench).to(bench.device)
    whole_ms = _least_ms(network, bench)
    if whole_ms < limit_ms:
        raise RecipeError(
            f"{bench.request.start} takes {whole_ms:.3g} ms as it is, so that nothing must go for --under-ms "
            f"{limit_ms:g}; promise less, or give --pruning-ratio."
        )
    batches = calibration_batches(bench.recipe, bench.data)
    low, high = 0.0, LARGEST
    kept: tuple[float, float] | None = None
    best_ms = whole_ms
    for number in range(1, tries + 1):
        ratio = round((low + high) / 2, 3)
        hear(Event("trial", {"number": number, "tries": tries, "amount": ratio, "goal": "under-ms"}))
        bench.tell_share("search", (number - 1) / tries)
        took_ms = _least_ms(_cut(network, bench, ratio, batches), bench)
        is_met = took_ms < limit_ms
        hear(Event("trial_finished", {"amount": ratio, "value": took_ms, "is_met": is_met}))
        best_ms = min(best_ms, took_ms)
        if is_met:
            kept, high = (ratio, took_ms), ratio
        else:
            low = ratio
    if kept is None:
        raise RecipeError(
            f"No ratio that was tried brings {bench.request.start} under {limit_ms:g} ms: the fastest takes "
            f"{best_ms:.3g} ms. Raise --under-ms, or give a smaller --input-px."
        )
    return {"pruning_ratio": kept[0], "ms": kept[1], "ms_before": whole_ms, "limit_ms": limit_ms}


def _cut(network: nn.Module, bench: RetrainBench, ratio: float, batches: Sequence[Batch]) -> nn.Module:
    pruned = copy.deepcopy(network)
    prune(pruned, Criterion(bench.request.criterion), ratio, batches)
    return pruned


def _least_ms(network: nn.Module, bench: RetrainBench) -> float:
    """How long a picture of 16 to 9 takes in the fastest engine, at best.

    One in ten runs is quicker. A job has what others leave of the processor, so its usual run says more about them.
    """
    width_px = bench.request.input_px
    height_px = -(-width_px * 9 // 16 // STRIDE_PX) * STRIDE_PX  # as the app pads a camera's frame
    with tempfile.TemporaryDirectory() as work:
        file = export(copy.deepcopy(network), Path(work), width_px)
        times = latencies({"network": file}, width_px, height_px)["network"]
    return min(time.p10_ms for time in times.values())
