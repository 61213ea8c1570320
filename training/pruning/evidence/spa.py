"""Whether coupled channels are found in any network, judged well, and cut at any time: Wang et al. 2024."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, Claim, Evidence, Key, Quantity, Relation, Trial

LATE, EARLY, RANDOM = "train_prune", "prune_train", "random"
MLP, CNN, VIT = "digits, mlp", "shapes, cnn", "shapes, vit"
EVERYWHERE = (MLP, CNN, VIT)
ALLOWED = 0.05  # points of accuracy that half of the channels may cost
REACHED, FREE = Key("reached"), Key("evidence.free_share")
# Without heads only the hidden units of a transformer's MLPs can go; its residual stream stays in any case.
HEADS = {"heads": True, "round_to": 4}


def _reached(trial: str) -> Quantity:
    """That about half of what could go went; a cell whose cut does not compute what masks do ends the run instead."""
    name = f"share that went of the channels that could, {trial}"
    return Quantity(name, REACHED.of(trial, LATE), FREE.of(trial, LATE), Relation.OVER, above=0.4, below=0.6)


def _lost(trial: str, arm: str) -> Quantity:
    name = f"accuracy, {arm} minus dense, {trial}"
    return Quantity(name, SCORE.of(trial, arm), DENSE_SCORE.of(trial, arm), above=-ALLOWED)


def _beats_random(trial: str) -> Quantity:
    name = f"accuracy, {LATE} minus {RANDOM}, {trial}"
    return Quantity(name, SCORE.of(trial, LATE), SCORE.of(trial, RANDOM))


def _learned(trial: str) -> Quantity:
    return Quantity(f"accuracy, dense, {trial}", DENSE_SCORE.of(trial, LATE), above=0.5)


EVIDENCE = Evidence(
    seeds=5,
    method="spa",
    trials=(
        Trial(MLP, "spa", "lenet300_mnist", 0.5, (LATE, EARLY, RANDOM)),
        Trial(CNN, "spa", "tiny_shapes", 0.5, (LATE, EARLY, RANDOM)),
        Trial(VIT, "spa", "tiny_shapes_vit", 0.5, (LATE, EARLY, RANDOM), settings=HEADS),
    ),
    claims=(
        Claim(
            text="Masks that spread through the graph find what is coupled in networks of any architecture: "
            "half of what can go goes, and what is cut computes what the masked network does.",
            source="arXiv:2403.18955, abstract",
            quantities=tuple(_reached(trial) for trial in EVERYWHERE),
        ),
        Claim(
            text="Channels judged with all that they are coupled to cost less than channels taken by chance.",
            source="arXiv:2403.18955, abstract",
            quantities=tuple(_beats_random(trial) for trial in EVERYWHERE),
            needs=tuple(_learned(trial) for trial in EVERYWHERE),
        ),
        Claim(
            text="It can be done at any time: before training, or after it with fine-tuning. Here, half of the "
            "channels are to cost less than 5 points.",
            source="arXiv:2403.18955, abstract; the margin is ours",
            quantities=tuple(_lost(trial, arm) for trial in EVERYWHERE for arm in (LATE, EARLY)),
        ),
        Claim(
            text="It competes with the best published pruners on ImageNet.",
            source="arXiv:2403.18955, abstract",
            beyond="ImageNet and its networks take days of a GPU",
        ),
    ),
    paper_scale=(
        "gesture-train suite run spa --task timm:resnet50@imagenet --pruning-ratio 0.5 --seeds 3 "
        "--set training.epochs=90 --set settings.finetune=1",
        "gesture-train suite run spa:prune_train --task timm:resnet50.untrained@imagenet --pruning-ratio 0.5 --seeds 3 "
        "--set training.epochs=90",
        "gesture-train suite run spa --task timm:vit_base_patch16_224@imagenet --pruning-ratio 0.5 --seeds 3 "
        "--set training.epochs=90 --set settings.finetune=1 --set settings.heads=true",
    ),
)
