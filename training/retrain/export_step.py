"""The last step: writes the network that the app runs, scores the file that was written, and says so in its card."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from training.retrain.bench import RetrainBench
from training.retrain.request import Way
from training.retrain.training_steps import made_network
from training.yolo.checkpoint import save_network
from training.yolo.device import machine
from training.yolo.export import export, write_card
from training.yolo.onnx_model import onnx_model
from training.yolo.sizes import sizes

METRICS_NOTE = "measured on the split `val` of the pictures it was made from; it was not trained on those"


def hand_over(bench: RetrainBench, results: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Write model.onnx, its weights and last its card, by which the app knows that all of it is there.

    Args:
        results: Of the steps before, by name.
    """
    request = bench.request
    network = made_network(bench)
    path = export(network, request.model_folder, request.input_px)
    bench.tell_share("export", 0.5)
    save_network(network, request.model_folder / "weights.safetensors")
    if bench.plan.way is Way.EXTEND:
        scores = results["train"]["scores"]
        assert isinstance(scores, Mapping)
    else:
        scores = bench.scores_of(onnx_model(path))
    data = " ".join(Path(folder).name for folder in request.folders)
    size = sizes(network, request.input_px)
    metrics = {"data": data, "split": "val", **scores, **size}
    entries = {"title": request.title or _title(bench), "metrics": metrics, "training": _training(bench)}
    write_card(request.model_folder, network, request.input_px, entries)
    return {"model": str(request.model_folder), "scores": dict(scores), "sizes": size}


def _title(bench: RetrainBench) -> str:
    """Its name for people."""
    request = bench.request
    if bench.plan.way is Way.EXTEND:
        return f"{request.start}, with {', '.join(bench.plan.new)}"
    if bench.plan.way is Way.PRUNE:
        return f"{request.start}, {bench.plan.pruning_ratio:.0%} removed"
    return f"{Path(request.folders[0]).name}, from {request.start}"


def _training(bench: RetrainBench) -> dict[str, object]:
    """How it was made, for the card."""
    request, plan = bench.request, bench.plan
    facts: dict[str, object] = {
        "by": "gesture-train retrain",
        "way": plan.way.value,
        "from": request.start,
        "pictures": list(request.folders),
        "metrics": METRICS_NOTE,
        "machine": machine(),
        "seed": bench.recipe.seed,
    }
    if plan.way is Way.EXTEND:
        return facts | {"rehearsed": list(request.rehearse)}
    promised = {"under_ms": request.under_ms, "lose_at_most": request.lose_at_most}
    facts |= {name: limit for name, limit in promised.items() if limit is not None}
    return facts | {"epochs": plan.epochs, "pruning_ratio": plan.pruning_ratio, "criterion": request.criterion}
