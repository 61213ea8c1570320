"""Whether a sliver of the parameters is enough to retrain a sparse model: Zimmer et al. 2023, arXiv:2312.15230.

The rules about the OPT were written when a trial with one like it was known: 150 steps for biases and norms came within
4 % of the perplexity that they reach for all weights with half of them gone, and within 9 % with 70 % gone.
"""

from __future__ import annotations

from training.pruning.claim import (
    DENSE_SCORE,
    SCORE,
    UNBOUNDED,
    UNRECOVERED,
    Claim,
    Evidence,
    Key,
    Quantity,
    Relation,
    Trial,
)

HALF = "70 %"
SPARSITY = 0.7
OPT, OPT_HALF, OPT_2_4 = "OPT, 70 %", "OPT, 50 %", "OPT, 2:4"
WANDA, SPARSE_GPT = "OPT, 70 %, Wanda", "OPT, 70 %, SparseGPT"
LETTERS = "tiny_opt_shakespeare"
OPT_TRAINING = {"epochs": 6, "limit": 2400}
TRAINED_SHARE, MERGED = Key("evidence.trained_share"), Key("evidence.merged_sparsity")
LARGE = "hf:facebook/opt-6.7b"
PAPER_SCALE = (
    "--sparsity 0.5 --seeds 3 --precision bfloat16 --timing-runs 0 --set settings.rank=16 --set settings.alpha=32 "
    "--set settings.learning_rate=5e-4"
)
ARMS = ("mask_lora", "scale_lora", "lora_prune", "lora", "biases_norms", "reconstruct", "full")


def _recovered(arm: str) -> Quantity:
    name = f"exact match, after minus before retraining, {arm}"
    return Quantity(name, SCORE.of(HALF, arm), UNRECOVERED.of(HALF, arm))


def _gain(left: str, right: str, above: float = 0.0) -> Quantity:
    return Quantity(f"exact match, {left} minus {right}", SCORE.of(HALF, left), SCORE.of(HALF, right), above=above)


def _better(trial: str, arm: str) -> Quantity:
    return Quantity(f"perplexity, before minus after, {trial}, {arm}", UNRECOVERED.of(trial, arm), SCORE.of(trial, arm))


def _keeps_up(trial: str, name: str) -> Quantity:
    """With a sliver retrained after magnitudes, against a better choice of weights without any retraining."""
    sliver = SCORE.of(OPT, "biases_norms")
    return Quantity(
        f"perplexity, {name} alone minus magnitude and a sliver", UNRECOVERED.of(trial, "reconstruct"), sliver
    )


NEEDS = (
    Quantity("exact match, dense", DENSE_SCORE.of(HALF, "full"), above=0.5),
    Quantity("exact match, dense minus pruned", DENSE_SCORE.of(HALF, "full"), UNRECOVERED.of(HALF, "full"), above=0.05),
)
# To foretell a letter from the one before it is worth about 11.
LEARNED = Quantity("perplexity, OPT dense", DENSE_SCORE.of(OPT, "biases_norms"), above=UNBOUNDED, below=9.0)

EVIDENCE = Evidence(
    method="perp",
    seeds=6,  # three left the interval of the dense networks, which learn unevenly, too wide to judge anything
    trials=(
        Trial(
            HALF,
            "perp",
            "tiny_llama_skills",
            SPARSITY,
            ARMS,
            {"epochs": 4, "limit": 6400},
            {"learning_rate": 2e-3},
        ),
        Trial(OPT, "perp", LETTERS, SPARSITY, ("biases_norms",), OPT_TRAINING),
        Trial(OPT_HALF, "perp", LETTERS, 0.5, ("biases_norms", "full"), OPT_TRAINING),
        Trial(OPT_2_4, "perp", LETTERS, 0.5, ("biases_norms",), OPT_TRAINING, {"granularity": "2:4"}),
        Trial(WANDA, "perp", LETTERS, SPARSITY, ("reconstruct",), OPT_TRAINING, {"selection": "wanda"}),
        Trial(SPARSE_GPT, "perp", LETTERS, SPARSITY, ("reconstruct",), OPT_TRAINING, {"selection": "sparse_gpt"}),
    ),
    claims=(
        Claim(
            text="Retraining biases and norms alone, under a hundredth of the parameters, recovers part of the loss; "
            "of a Llama norms alone, as it has no biases.",
            source="arXiv:2312.15230, abstract",
            quantities=(
                _recovered("biases_norms"),
                Quantity("share trained", TRAINED_SHARE.of(HALF, "biases_norms"), above=UNBOUNDED, below=0.01),
                *(_better(trial, "biases_norms") for trial in (OPT, OPT_HALF, OPT_2_4)),
                Quantity("share trained, OPT", TRAINED_SHARE.of(OPT, "biases_norms"), above=UNBOUNDED, below=0.01),
            ),
            needs=(*NEEDS, LEARNED),
        ),
        Claim(
            text="It is as good as retraining all weights (within a twentieth of the perplexity, half of the weights "
            "gone).",
            source="arXiv:2312.15230, abstract",
            quantities=(
                Quantity(
                    "perplexity, biases_norms over full",
                    SCORE.of(OPT_HALF, "biases_norms"),
                    SCORE.of(OPT_HALF, "full"),
                    Relation.OVER,
                    above=UNBOUNDED,
                    below=1.05,
                ),
            ),
            needs=(LEARNED,),
        ),
        Claim(
            text="With it, removing the smallest weights keeps up with Wanda and SparseGPT.",
            source="arXiv:2312.15230, abstract of the first version",
            quantities=(_keeps_up(WANDA, "Wanda"), _keeps_up(SPARSE_GPT, "SparseGPT")),
            needs=(LEARNED,),
        ),
        Claim(
            text="Adapters that respect the zeros come within two points of retraining all weights.",
            source="arXiv:2312.15230, abstract",
            quantities=(_gain("mask_lora", "full", above=-0.02),),
            needs=NEEDS,
        ),
        Claim(
            text="They are better than adapters whose change is pruned only when it is merged.",
            source="arXiv:2312.15230, section on LoRA variants",
            quantities=(_gain("mask_lora", "lora_prune"),),
            needs=NEEDS,
        ),
        Claim(
            text="Merged, they keep the sparsity, which plain adapters lose.",
            source="arXiv:2312.15230, section on LoRA variants",
            quantities=(
                Quantity(
                    "sparsity after merging, mask_lora",
                    MERGED.of(HALF, "mask_lora"),
                    above=SPARSITY - 0.01,
                    below=SPARSITY + 0.01,
                ),
                Quantity("sparsity after merging, lora", MERGED.of(HALF, "lora"), above=UNBOUNDED, below=0.1),
            ),
        ),
        Claim(
            text="Reconstructing layer by layer recovers part of the loss, too, also after Wanda and SparseGPT.",
            source="arXiv:2312.15230, abstract",
            quantities=(_recovered("reconstruct"), _better(WANDA, "reconstruct"), _better(SPARSE_GPT, "reconstruct")),
            needs=(*NEEDS, LEARNED),
        ),
    ),
    paper_scale=(
        f"gesture-train suite compare {LARGE} {' '.join(f'perp:{arm}' for arm in ARMS[:-1])} {PAPER_SCALE}",
        f"gesture-train suite run perp:full --task {LARGE} {PAPER_SCALE} --device auto  # 3 GPUs of 80 GB",
        "gesture-train suite lm-eval runs/suite/networks/NAME --tasks perp",
    ),
)
