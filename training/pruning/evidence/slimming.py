"""Whether batch-norm scales pulled to zero tell which channels can go, beside other pruners: Liu et al. 2017."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, UNRECOVERED, Claim, Evidence, Key, Quantity, Trial

RATIO = 0.5
ALLOWED = 0.02  # points of accuracy that half of the channels may cost
PHOTOS, SHAPES = "photos", "shapes"  # CIFAR-10 for what slimming claims; drawn shapes to compare all pruners
SHORT = {"epochs": 8, "limit": 2500}
# Pull and recovery of the group norm together are as long as the others' recovery: all spend alike.
SPLIT = {"sparse": 0.25, "recover": 0.25}
PRUNERS = ("slimming", "l1", "taylor", "fpgm", "hessian", "group_norm")


def _name(method: str, task: str) -> str:
    return f"{method}, {task}"


def _photos(method: str, *arms: str) -> Trial:
    return Trial(_name(method, PHOTOS), method, "vgg_cifar10", RATIO, arms, SHORT)


def _shapes(method: str, *arms: str) -> Trial:
    settings = SPLIT if method == "group_norm" else {}
    return Trial(_name(method, SHAPES), method, "tiny_shapes", RATIO, arms, settings=settings)


def _pull(key: Key, name: str, method: str, task: str) -> Quantity:
    """What the pull is worth: with it minus without."""
    trial = _name(method, task)
    return Quantity(f"{name}, {method} minus unpulled, {task}", key.of(trial, method), key.of(trial, "unpulled"))


def _beats_random(method: str, task: str) -> Quantity:
    own, random = SCORE.of(_name(method, task), method), SCORE.of(_name("l1", task), "random")
    return Quantity(f"accuracy, {method} minus random, {task}", own, random)


SLIM = _name("slimming", PHOTOS)
EVIDENCE = Evidence(
    method="slimming",
    trials=(
        _photos("slimming", "slimming", "unpulled"),
        _photos("l1", "l1", "random"),
        _shapes("slimming", "slimming", "unpulled"),
        _shapes("l1", "l1", "random"),
        _shapes("taylor", "taylor"),
        _shapes("fpgm", "fpgm"),
        _shapes("hessian", "hessian"),
        _shapes("group_norm", "group_norm", "unpulled"),
    ),
    claims=(
        Claim(
            text="An L1 pull on batch-norm scales while training tells which channels can go: before any fine-tuning, "
            "cutting costs less than without the pull.",
            source="arXiv:1708.06519, abstract",
            quantities=(
                _pull(UNRECOVERED, "accuracy right after the cut", "slimming", PHOTOS),
                _pull(UNRECOVERED, "accuracy right after the cut", "slimming", SHAPES),
            ),
            needs=(Quantity("accuracy, dense", DENSE_SCORE.of(SLIM, "slimming"), above=0.3),),
        ),
        Claim(
            text="Fine-tuned, the smaller network is as good as the dense one; here, less than 2 points behind.",
            source="arXiv:1708.06519, abstract; the margin is ours",
            quantities=(
                Quantity(
                    "accuracy, slimming minus dense",
                    SCORE.of(SLIM, "slimming"),
                    DENSE_SCORE.of(SLIM, "slimming"),
                    above=-ALLOWED,
                ),
            ),
        ),
        Claim(
            text="Pulling all that is coupled to zero together makes networks better that are cut afterwards.",
            source="arXiv:2301.12900, abstract",
            quantities=(
                _pull(UNRECOVERED, "accuracy right after the cut", "group_norm", SHAPES),
                _pull(SCORE, "accuracy", "group_norm", SHAPES),
            ),
        ),
        Claim(
            text="Every channel pruner of the suite does better than channels taken by chance, with as much training.",
            source="arXiv:1708.06519, 1608.08710, 1906.10771, 1811.00250, 2301.12900; the comparison is ours",
            quantities=(
                *(_beats_random(method, PHOTOS) for method in ("slimming", "l1")),
                *(_beats_random(method, SHAPES) for method in PRUNERS),
            ),
        ),
    ),
    paper_scale=(
        "gesture-train suite run slimming:all --task vgg_cifar10 --pruning-ratio 0.5 --seeds 5 "
        "--set training.epochs=160 --set training.limit=0",
        "gesture-train suite compare vgg_cifar10 slimming l1 l1:random taylor fpgm hessian group_norm --pruning-ratio "
        "0.5 --seeds 5 --set training.epochs=160 --set training.limit=0",
    ),
)
