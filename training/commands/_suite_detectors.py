"""The gesture networks that can be pruned and the criteria that fit them, for `training suite list`. Loads no torch."""

from __future__ import annotations

from pathlib import Path

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
TITLES = {
    "default": "Gesture detector, half of YOLOv5s",
    "accurate": "Gesture detector, 70 % of YOLOv5s",
    "battery": "Gesture detector, 35 % of YOLOv5s",
    "dense": "Gesture detector, all of YOLOv5s",
}
AMOUNT = {"amount_name": "pruning_ratio", "usual_amount": 0.5, "settings": {"recover": 1}}
CRITERIA = (
    {
        "name": "taylor",
        "title": "Channels the loss misses least",
        "paper": "Molchanov et al. 2019, arXiv:1906.10771",
        "sentence": "Removes the channels that the detection loss would miss least, over the whole network.",
    },
    {
        "name": "l1",
        "title": "Channels of small weights",
        "paper": "Li et al. 2016, arXiv:1608.08710",
        "sentence": "Removes the channels with the smallest weights, the same share of every layer.",
    },
    {
        "name": "slimming",
        "title": "Network slimming",
        "paper": "Liu et al. 2017, arXiv:1708.06519",
        "sentence": "First trains with a pull on all batch-norm scales, then removes the channels with the smallest.",
    },
    {
        "name": "group_norm",
        "title": "Channels of small norm over all that is coupled",
        "paper": "Fang et al. 2023, arXiv:2301.12900",
        "sentence": "First trains with a pull on coupled weights, then removes the channels that have the smallest.",
    },
    {
        "name": "fpgm",
        "title": "Channels near the geometric median",
        "paper": "He et al. 2019, arXiv:1811.00250",
        "sentence": "Removes the channels that are nearest to all others, the same share of every layer.",
    },
    {
        "name": "lamp",
        "title": "Layer-adaptive magnitude",
        "paper": "Lee et al. 2021, arXiv:2010.07611",
        "sentence": "Removes the channels that are the least of what is left of their layer, over the whole network.",
    },
    {
        "name": "hessian",
        "title": "Channels on flat ground",
        "paper": "LeCun et al. 1989, Optimal Brain Damage",
        "sentence": "Removes the channels that cost the detection loss least by its curvature, over the whole network.",
    },
    {
        "name": "random",
        "title": "Any channels",
        "paper": "Mittal et al. 2018, arXiv:1801.10447",
        "sentence": "Removes channels by dice: what every other criterion has to beat.",
    },
)


def detectors() -> dict[str, object]:
    """Networks whose weights are there, and criteria, as plain values."""
    there = sorted(path.stem for path in WEIGHTS.glob("*.safetensors"))
    weights = [{"name": name, "title": TITLES.get(name, name)} for name in there]
    return {"weights": weights, "methods": [{**criterion, **AMOUNT} for criterion in CRITERIA]}
