"""Whether half of the channels can go without fine-tuning when what is left is solved for: Wang et al. 2024, OBSPA."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, Claim, Evidence, Figure, Quantity, Trial

OWN, OTHER, NOISE, NO_REPAIR = "in_distribution", "out_of_distribution", "data_free", "no_repair"
CNN, MLP, VIT = "photos, cnn", "digits, mlp", "shapes, vit"
ALLOWED = 0.05  # points of accuracy
SHORT = {"epochs": 8, "limit": 2500}


def _accuracy(trial: str, name: str, left: Figure, right: Figure, above: float = 0.0) -> Quantity:
    return Quantity(f"accuracy, {name}, {trial}", left, right, above=above)


def _lost(trial: str) -> Quantity:
    """What is lost to the dense network, solved with pictures of the network's own kind."""
    return _accuracy(trial, f"{OWN} minus dense", SCORE.of(trial, OWN), DENSE_SCORE.of(trial, OWN), -ALLOWED)


def _between(trial: str, left: str, right: str, above: float = 0.0) -> Quantity:
    return _accuracy(trial, f"{left} minus {right}", SCORE.of(trial, left), SCORE.of(trial, right), above)


def _learned(trial: str, above: float) -> Quantity:
    return Quantity(f"accuracy, dense, {trial}", DENSE_SCORE.of(trial, OWN), above=above)


EVIDENCE = Evidence(
    method="obspa",
    trials=(
        Trial(CNN, "obspa", "vgg_cifar10", 0.5, (OWN, OTHER, NOISE, NO_REPAIR), SHORT),
        Trial(MLP, "obspa", "lenet300_mnist", 0.5, (OWN, NO_REPAIR)),
        Trial(VIT, "obspa", "tiny_shapes_vit", 0.5, (OWN, NO_REPAIR)),
    ),
    claims=(
        Claim(
            text="Half of the channels can go without any fine-tuning; here, for less than 5 points.",
            source="arXiv:2403.18955, abstract; the margin is ours",
            quantities=(_lost(CNN), _lost(MLP), _lost(VIT)),
            needs=(_learned(CNN, 0.3), _learned(MLP, 0.9), _learned(VIT, 0.5)),
        ),
        Claim(
            text="It is the solving that does it: the same channels cut and left alone cost more.",
            source="arXiv:2403.18955, abstract; the control is ours",
            quantities=tuple(_between(trial, OWN, NO_REPAIR) for trial in (CNN, MLP, VIT)),
        ),
        Claim(
            text="Pictures of another kind do nearly as well, less than 5 points behind, and noise still does better "
            "than no repair: no data of the network's own are needed.",
            source="arXiv:2403.18955, abstract; the margin is ours",
            quantities=(_between(CNN, OTHER, OWN, -ALLOWED), _between(CNN, NOISE, NO_REPAIR)),
        ),
        Claim(
            text="It is better than any other pruner that takes neither data nor fine-tuning.",
            source="arXiv:2403.18955, abstract",
            beyond="its rivals are not part of the suite, and ImageNet takes a GPU",
        ),
    ),
    paper_scale=(
        "gesture-train suite run obspa:all --task resnet20_cifar10 --pruning-ratio 0.5 --seeds 5 "
        "--set training.epochs=200 --set training.limit=0",
        "gesture-train suite run obspa:all --task tiny_vit_cifar10 --pruning-ratio 0.5 --seeds 5 "
        "--set training.epochs=200 --set training.limit=0",
    ),
)
