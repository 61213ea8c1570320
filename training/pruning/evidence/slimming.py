"""Whether batch-norm scales pulled to zero tell which channels can go, beside other pruners: Liu et al. 2017."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, UNRECOVERED, Claim, Evidence, Key, Quantity, Trial

RATIO = 0.5
ALLOWED = 0.02  # points of accuracy that half of the channels may cost
# Pull and recovery of the group norm together are as long as the others' recovery: all spend alike.
SPLIT = {"sparse": 1 / 3, "recover": 1 / 6}
PRUNERS = ("slimming", "l1", "taylor", "fpgm", "hessian", "lamp", "group_norm")


def _trial(method: str, *arms: str) -> Trial:
    settings = SPLIT if method == "group_norm" else {}
    return Trial(method, method, "tiny_shapes", RATIO, arms, settings=settings)


def _pull(key: Key, name: str, method: str) -> Quantity:
    """What the pull is worth: with it minus without."""
    return Quantity(f"{name}, {method} minus unpulled", key.of(method, method), key.of(method, "unpulled"))


def _beats_random(method: str) -> Quantity:
    return Quantity(f"accuracy, {method} minus random", SCORE.of(method, method), SCORE.of("l1", "random"))


EVIDENCE = Evidence(
    method="slimming",
    seeds=5,
    trials=(
        _trial("slimming", "slimming", "unpulled"),
        _trial("l1", "l1", "random"),
        _trial("taylor", "taylor"),
        _trial("fpgm", "fpgm"),
        _trial("hessian", "hessian"),
        _trial("lamp", "lamp"),
        _trial("group_norm", "group_norm", "unpulled"),
    ),
    claims=(
        Claim(
            text="An L1 pull on batch-norm scales while training tells which channels can go: before any fine-tuning, "
            "cutting costs less than without the pull.",
            source="arXiv:1708.06519, abstract; the control without the pull is ours",
            quantities=(_pull(UNRECOVERED, "accuracy right after the cut", "slimming"),),
            needs=(Quantity("accuracy, dense", DENSE_SCORE.of("slimming", "slimming"), above=0.5),),
        ),
        Claim(
            text="Fine-tuned, the smaller network is as good as the dense one; here, less than 2 points behind.",
            source="arXiv:1708.06519, abstract, and the table of its authors' code; the margin is ours",
            quantities=(
                Quantity(
                    "accuracy, slimming minus dense",
                    SCORE.of("slimming", "slimming"),
                    DENSE_SCORE.of("slimming", "slimming"),
                    above=-ALLOWED,
                ),
            ),
        ),
        Claim(
            text="Pulling all that is coupled to zero together makes networks better that are cut afterwards.",
            source="arXiv:2301.12900, the table of its authors' code, with sparse learning and without",
            quantities=(
                _pull(UNRECOVERED, "accuracy right after the cut", "group_norm"),
                _pull(SCORE, "accuracy", "group_norm"),
            ),
        ),
        Claim(
            text="Every channel pruner of the suite does better than channels taken by chance, with as much training; "
            "that of group_norm is spent on its pull first, so that it has a third of the others' after the cut.",
            source="the comparison is ours; no paper is quoted",
            quantities=tuple(_beats_random(method) for method in PRUNERS),
        ),
    ),
    paper_scale=(
        "gesture-train suite run slimming:all --task vgg_cifar10 --pruning-ratio 0.5 --seeds 5 "
        "--set training.epochs=160 --set training.limit=0",
        "gesture-train suite compare vgg_cifar10 slimming l1 l1:random taylor fpgm hessian lamp group_norm "
        "--pruning-ratio 0.5 --seeds 5 --set training.epochs=160 --set training.limit=0",
    ),
)
