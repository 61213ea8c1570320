"""The steps that make a network: train, prune and tune; or add gestures to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from torch import nn

from training.channels.criterion import SPARSE_TRAINED, Criterion
from training.data.paint import Batch
from training.dead_neurons import measure_dead
from training.recipe import Recipe
from training.retrain.bench import RetrainBench
from training.retrain.request import SCRATCH
from training.yolo.calibration import calibration_batches
from training.yolo.checkpoint import load_network, save_network
from training.yolo.extend import Extended, ExtendRequest, extend, held_words
from training.yolo.fit import fit
from training.yolo.prune import prune, recalibrate
from training.yolo.sizes import sizes
from training.yolo.weights_file import find_weights

EXAMPLES = 16  # pictures by which dead neurons are told, as the suite does
TRAINED, PULLED, PRUNED, TUNED, EXTENDED = "train", "sparse", "pruned.pt", "tune", "extended.pt"
LAST = Path("weights/last.pt")


def train(bench: RetrainBench) -> dict[str, object]:
    """Train on, or from scratch; the scores of before are told where the network knew all gestures."""
    before = None
    if bench.request.start != SCRATCH and not bench.plan.new:
        before = dict(bench.start_scores)
    last = _fitted(bench, bench.request.out / TRAINED, bench.recipe)
    return {"before": before, "scores": dict(bench.scores(load_network(last))), "checkpoint": str(last)}


def _fitted(bench: RetrainBench, folder: Path, recipe: Recipe) -> Path:
    """Train in a folder, on from where an earlier process got to."""
    resumes = (folder / LAST).is_file()
    return fit(recipe, folder, resumes=resumes, data=bench.data, hear=bench.hear(folder.name))


def pull(bench: RetrainBench) -> dict[str, object]:
    """Train on with the regulariser of the criterion, so that channels show which of them can go."""
    field, strength = SPARSE_TRAINED[Criterion(bench.request.criterion)]
    weights = str(bench.root / TRAINED / LAST) if "train" in bench.plan.steps else bench.request.start
    last = _fitted(bench, bench.root / PULLED, bench.pulling(weights, field, strength))
    return {"scores": dict(bench.scores(load_network(last))), "checkpoint": str(last)}


def uncut(bench: RetrainBench) -> nn.Module:
    """The network that is to lose channels, as the steps before left it."""
    for step, folder in (("sparse", PULLED), ("train", TRAINED)):
        if step in bench.plan.steps:
            return load_network(bench.root / folder / LAST).to(bench.device)
    return bench.start_network().to(bench.device)


def cut(bench: RetrainBench) -> dict[str, object]:
    """Remove channels, and measure the batch norms anew; of a network that was not trained here, tell its scores."""
    bench.tell_share("prune", 0.0)
    network = uncut(bench)
    scores = None if "train" in bench.plan.steps else dict(bench.start_scores)
    before = sizes(network, bench.request.input_px)
    batches = calibration_batches(bench.recipe, bench.data)
    bench.tell_share("prune", 0.4)
    prune(network, Criterion(bench.request.criterion), bench.plan.pruning_ratio, batches)
    recalibrate(network, batches)
    bench.tell_share("prune", 0.8)
    save_network(network, bench.request.out / PRUNED)
    sized = {
        "sizes_before": before,
        "sizes": sizes(network, bench.request.input_px),
        "dead_neurons": _dead_share(network, batches),
    }
    return {"before": scores, **sized, "scores": dict(bench.scores(network))}


def _dead_share(network: nn.Module, batches: Sequence[Batch]) -> float:
    """The share of neurons that stay silent for all of a few pictures."""
    return round(measure_dead(network, [batch.pictures[:EXAMPLES] for batch in batches[:1]]).units.static, 4)


def tune(bench: RetrainBench) -> dict[str, object]:
    """Train what is left."""
    last = _fitted(bench, bench.request.out / TUNED, bench.tuning(bench.request.out / PRUNED))
    network = load_network(last).to(bench.device)
    dead = _dead_share(network, calibration_batches(bench.recipe, bench.data))
    return {"dead_neurons": dead, "scores": dict(bench.scores(network)), "checkpoint": str(last)}


def add(bench: RetrainBench, folders: tuple[Path, ...], rehearse: tuple[Path, ...]) -> dict[str, object]:
    """Add gestures to a network that stays as it is.

    Args:
        folders: Lists of the pictures of new gestures, rehearse: of old ones.
    """
    network = load_network(find_weights(bench.request.start))
    asked = ExtendRequest(
        tuple(map(str, folders)),
        tuple(map(str, rehearse)),
        judge=str(rehearse[0]) if rehearse else "",
        input_px=bench.request.input_px,
        pictures=bench.recipe.epoch_pictures,
        seed=bench.recipe.seed,
    )
    done = extend(network, asked, _nothing, lambda share: bench.tell_share("train", share))
    save_network(network, bench.request.out / EXTENDED)
    scores = {**own_figures(done), **old_figures(done)}
    return {"before": old_figures(done, is_after=False), "scores": scores, "note": held_words(done)}


def _nothing(_text: str) -> None:
    """What `extend` says to a person is told by events here."""


def own_figures(done: Extended) -> dict[str, float]:
    """What was measured of the new gestures, as the card has it."""
    new = [done.own.per_class[label] for label in done.labels if label in done.own.per_class]
    figures = {
        "own_map50": sum(row["map50"] for row in new) / max(len(new), 1),
        "own_found": done.own_found,
        "own_false_alarms": done.false_alarms,
    }
    if done.held is not None:
        figures["held_back_logits"] = done.held.logits
    return {name: round(float(value), 5) for name, value in figures.items()}


def old_figures(done: Extended, *, is_after: bool = True) -> dict[str, float]:
    """What was measured of the old gestures on pictures to rehearse with that were kept apart; nothing without any."""
    scores = done.old_after if is_after else done.old_before
    if scores is None:
        return {}
    return {
        "old_map50": round(float(scores.map50), 5),
        "old_hand_accuracy": round(float(scores.hand_accuracy), 5),
    }


def made_network(bench: RetrainBench) -> nn.Module:
    """What the last of these steps left."""
    out, steps = bench.request.out, bench.plan.steps
    if (out / EXTENDED).is_file():
        return load_network(out / EXTENDED)
    if "tune" not in steps and "prune" in steps:
        return load_network(out / PRUNED)
    return load_network(out / (TUNED if "tune" in steps else TRAINED) / LAST)
