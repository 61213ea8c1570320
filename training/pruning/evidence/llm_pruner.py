"""Whether the loss tells which heads and neurons can go: Ma et al. 2023, arXiv:2305.11627."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, UNRECOVERED, Claim, Evidence, Key, Quantity, Relation, Trial

BLOCK, CHANNEL = "blocks", "channels"
TASK = "tiny_llama_skills"
TRAINING = {"epochs": 4, "limit": 6400}
SETTINGS = {"learning_rate": 5e-3}
CHANNEL_RATIO = 0.16  # takes as many parameters as a quarter of the blocks of the four inner layers
PARAMS = Key("pruned.params")


def _before(left: str, right: str) -> Quantity:
    name = f"exact match before recovery, {left} minus {right}"
    return Quantity(name, UNRECOVERED.of(BLOCK, left), UNRECOVERED.of(BLOCK, right))


LEARNED = Quantity("exact match, dense", DENSE_SCORE.of(BLOCK, "element1"), above=0.5)

EVIDENCE = Evidence(
    method="llm_pruner",
    seeds=6,  # three left the interval of the dense networks, which learn unevenly, too wide to judge anything
    trials=(
        Trial(
            BLOCK,
            "llm_pruner",
            TASK,
            0.25,
            ("element1", "element2", "vector", "global", "l2", "random"),
            TRAINING,
            SETTINGS,
        ),
        Trial(CHANNEL, "llm_pruner", TASK, CHANNEL_RATIO, ("channel",), TRAINING, SETTINGS),
    ),
    claims=(
        Claim(
            text="Units chosen by gradient times weight are missed less than units chosen at random.",
            source="arXiv:2305.11627, table 1",
            quantities=(_before("element1", "random"),),
            needs=(LEARNED,),
        ),
        Claim(
            text="Choosing by size alone (L2) is far worse than by gradient times weight.",
            source="arXiv:2305.11627, table 1",
            quantities=(_before("element1", "l2"),),
            needs=(LEARNED,),
        ),
        Claim(
            text="Weights judged one by one are better than rows and columns judged as a whole.",
            source="arXiv:2305.11627, table 1",
            quantities=(_before("element1", "vector"),),
            needs=(LEARNED,),
        ),
        Claim(
            text="Ranking within each layer is no worse than ranking all layers together.",
            source="arXiv:2305.11627, appendix",
            quantities=(
                Quantity(
                    "exact match before recovery, element1 minus global",
                    UNRECOVERED.of(BLOCK, "element1"),
                    UNRECOVERED.of(BLOCK, "global"),
                    above=-0.02,
                ),
            ),
            needs=(LEARNED,),
        ),
        Claim(
            text="Removing hidden channels hurts more than removing as many parameters in heads and neurons.",
            source="arXiv:2305.11627, table 1",
            quantities=(
                Quantity(
                    "exact match after recovery, blocks minus channels",
                    SCORE.of(BLOCK, "element1"),
                    SCORE.of(CHANNEL, "channel"),
                ),
            ),
            needs=(
                LEARNED,
                Quantity(
                    "parameters left, blocks over channels",
                    PARAMS.of(BLOCK, "element1"),
                    PARAMS.of(CHANNEL, "channel"),
                    Relation.OVER,
                    0.95,
                    1.05,
                ),
            ),
        ),
        Claim(
            text="A short training of low-rank adapters makes up for part of what was lost.",
            source="arXiv:2305.11627, table 1",
            quantities=(
                Quantity(
                    "exact match, after minus before recovery",
                    SCORE.of(BLOCK, "element1"),
                    UNRECOVERED.of(BLOCK, "element1"),
                ),
            ),
            needs=(LEARNED,),
        ),
    ),
    paper_scale=(
        "gesture-train suite run llm_pruner:all --task hf:meta-llama/Llama-3.1-8B --pruning-ratio 0.25 --seeds 3 "
        "--precision bfloat16 --timing-runs 0 --set settings.spared_first=4 --set settings.spared_last=2 "
        "--set settings.learning_rate=1e-4",
        "gesture-train suite recover runs/suite/networks/NAME --data alpaca.json --precision bfloat16 --steps 1600 "
        "--micro-batch 8 --out recovered",
        "gesture-train suite lm-eval recovered --tasks paper",
    ),
)
