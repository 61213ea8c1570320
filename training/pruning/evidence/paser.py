"""Whether chosen recovery data beat random and all data: He et al. 2025, arXiv:2502.12594.

The pool is a stand-in made by rule, whose rarest skill has a sixteenth of the questions of the commonest. All arms take
as many steps; their rate is the best of four for the arm that has all data, on words of the training split, so that no
arm wins because another diverged.
"""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, STEPS, UNBOUNDED, Claim, Evidence, Key, Quantity, Relation, Trial

CLEAN, NOISY = "all right", "a fifth wrong"
TASK, AMOUNT = "tiny_llama_skills", 0.5
TRAINING = {"epochs": 4, "limit": 6400}
SETTINGS = {"learning_rate": 5e-3, "spared_first": 2, "spared_last": 2}
WRONG = 0.2
WRONG_SHARE = Key("evidence.wrong_share")


def _gain(trial: str, other: str) -> Quantity:
    return Quantity(f"exact match, paser minus {other}, {trial}", SCORE.of(trial, "paser"), SCORE.of(trial, other))


DAMAGED = Quantity(
    "exact match, dense minus no recovery", DENSE_SCORE.of(CLEAN, "none"), SCORE.of(CLEAN, "none"), above=0.1
)
STABLE = Quantity("exact match, all data minus no recovery", SCORE.of(CLEAN, "full"), SCORE.of(CLEAN, "none"))
EQUAL = Quantity(
    "steps of paser over those of random",
    STEPS.of(CLEAN, "paser"),
    STEPS.of(CLEAN, "random"),
    Relation.OVER,
    0.99,
    1.01,
)
NEEDS = (DAMAGED, STABLE, EQUAL)

EVIDENCE = Evidence(
    method="paser",
    seeds=6,  # three left the interval of the dense networks, which learn unevenly, too wide to judge anything
    trials=(
        Trial(
            CLEAN,
            "paser",
            TASK,
            AMOUNT,
            ("paser", "no_clusters", "no_damage", "no_efficiency", "random", "full", "none"),
            TRAINING,
            SETTINGS,
        ),
        Trial(
            NOISY,
            "paser",
            TASK,
            AMOUNT,
            ("paser", "no_conflicts", "believed", "random"),
            TRAINING,
            {**SETTINGS, "wrong": WRONG},
        ),
    ),
    claims=(
        Claim(
            text="The fifth of the data that is chosen recovers a pruned model better than a random fifth.",
            source="arXiv:2502.12594, abstract",
            quantities=(_gain(CLEAN, "random"),),
            needs=NEEDS,
        ),
        Claim(
            text="It recovers it better than all of the data.",
            source="arXiv:2502.12594, abstract",
            quantities=(_gain(CLEAN, "full"),),
            needs=NEEDS,
        ),
        Claim(
            text="Clusters, budgets by damage and the order by efficiency each add to that.",
            source="arXiv:2502.12594, ablation, as others report it",
            quantities=(_gain(CLEAN, "no_clusters"), _gain(CLEAN, "no_damage"), _gain(CLEAN, "no_efficiency")),
            needs=NEEDS,
        ),
        Claim(
            text="Where answers contradict each other, the filter keeps wrong ones out and recovers more than none.",
            source="arXiv:2502.12594, abstract",
            quantities=(
                _gain(NOISY, "no_conflicts"),
                Quantity(
                    "wrong answers chosen, paser",
                    WRONG_SHARE.of(NOISY, "paser"),
                    above=UNBOUNDED,
                    below=WRONG,
                ),
            ),
            needs=NEEDS,
        ),
        Claim(
            text="Chosen data beat random ones also where a fifth of the answers are wrong.",
            source="arXiv:2502.12594, abstract",
            quantities=(_gain(NOISY, "random"),),
            needs=NEEDS,
        ),
        Claim(
            text="Full Alpaca makes LLaMA2-7B worse than no recovery does.",
            source="arXiv:2502.12594, main table, as others report it",
            beyond="it is about one model of 7 billion parameters and one corpus; LLM-Pruner's own paper has it better",
        ),
    ),
    paper_scale=(
        "gesture-train suite run paser:all --task hf:meta-llama/Llama-2-7b-hf --pruning-ratio 0.25 --seeds 3 "
        "--precision bfloat16 --timing-runs 0 --set settings.data=alpaca.json --set settings.encoder=all-MiniLM-L6-v2 "
        "--set settings.spared_first=4 --set settings.spared_last=2 --set settings.learning_rate=1e-4 "
        "--set settings.steps=240 --set training.batch=128 --micro-batch 8",
        "gesture-train suite lm-eval runs/suite/networks/NAME --tasks paper",
    ),
)
