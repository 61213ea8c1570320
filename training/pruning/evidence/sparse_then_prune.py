"""Whether a regulariser on attention makes later pruning cheaper, and makes attention sparse: Prasetyo et al. 2023."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, Claim, Evidence, Figure, Key, Quantity, Trial

LITERAL, SPREADING, SHARPENING, L1, GROUP, PLAIN = "literal", "spreading", "sharpening", "l1", "group", "plain"
SHAPES = "shapes"
RATIOS = tuple(f"0.{tenth}" for tenth in range(1, 10))
WHOLE = Key("evidence.structured_score")  # of a copy without half of its heads and MLP units
ALLOWED = 0.05  # points of accuracy that these may cost, as OBSPA's half of the channels


def _curve(arm: str) -> Figure:
    """The mean accuracy over all shares of zeros."""
    return Figure(SHAPES, arm, tuple(f"evidence.score_at_{ratio}" for ratio in RATIOS))


def _gain(arm: str) -> Quantity:
    return Quantity(f"mean accuracy at 10 to 90 % zeros, {arm} minus {PLAIN}", _curve(arm), _curve(PLAIN))


def _sharper(arm: str) -> Quantity:
    """By how many nats attention is less spread out than without a regulariser."""
    without, own = (Key(f"evidence.entropy_{when}").of(SHAPES, arm) for when in ("plain", "trained"))
    return Quantity(f"entropy of attention in nats, {PLAIN} minus {arm}", without, own)


LEARNED = (Quantity("accuracy, dense", DENSE_SCORE.of(SHAPES, PLAIN), above=0.5),)

EVIDENCE = Evidence(
    method="sparse_then_prune",
    seeds=5,
    trials=(
        Trial(
            SHAPES,
            "sparse_then_prune",
            "tiny_shapes_vit",
            0.5,
            (LITERAL, SPREADING, SHARPENING, L1, GROUP, PLAIN),
            settings={"curve": len(RATIOS)},
        ),
    ),
    claims=(
        Claim(
            text="A network trained with the published regulariser is more accurate once it is pruned, averaged over "
            "how much is pruned.",
            source="arXiv:2307.11988, abstract",
            quantities=(_gain(LITERAL),),
            needs=LEARNED,
        ),
        Claim(
            text="The regulariser is one of sparsity: it makes attention less spread out, as published or made strong.",
            source="arXiv:2307.11988, title and abstract",
            quantities=(_sharper(LITERAL), _sharper(SPREADING)),
        ),
        Claim(
            text="Sparse first, then pruned, is worth it with a regulariser that does shrink what is pruned.",
            source="title of arXiv:2307.11988; the regularisers are ours",
            quantities=(_gain(L1), _gain(GROUP)),
            needs=LEARNED,
        ),
        Claim(
            text="What was shrunk as heads and MLP units can go as heads and MLP units, without retraining: half of "
            "them cost less than in a network without a regulariser, and less than 5 points.",
            source="the question and the margin are ours; the paper prunes single weights",
            quantities=(
                Quantity(
                    f"accuracy without half of the heads and units, {GROUP} minus {PLAIN}",
                    WHOLE.of(SHAPES, GROUP),
                    WHOLE.of(SHAPES, PLAIN),
                ),
                Quantity(
                    f"accuracy, {GROUP}, without half of its heads and units minus with all",
                    WHOLE.of(SHAPES, GROUP),
                    Key("evidence.score_trained").of(SHAPES, GROUP),
                    above=-ALLOWED,
                ),
            ),
            needs=LEARNED,
        ),
        Claim(
            text="The regulariser alone makes a network 0.12 % more accurate.",
            source="arXiv:2307.11988, abstract",
            beyond="so little takes hundreds of seeds of a network this small to be seen",
        ),
    ),
    paper_scale=(
        "gesture-train suite run sparse_then_prune:all --task timm:vit_base_patch16_224.augreg_in21k@cifar100@384 "
        "--sparsity 0.5 --seeds 5 --set training.epochs=20",
    ),
)
