"""The gesture networks that can be pruned and the criteria that fit them, for `training suite list`. Loads no torch."""

from __future__ import annotations

from pathlib import Path

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
TITLES = {
    "default": "Gesture detector, half of YOLOv5s",
    "accurate": "Gesture detector, 70 % of YOLOv5s",
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
