"""Whether a sliver of the parameters is enough to retrain a sparse model: Zimmer et al. 2023, arXiv:2312.15230."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, UNBOUNDED, UNRECOVERED, Claim, Evidence, Key, Quantity, Trial

HALF = "70 %"
SPARSITY = 0.7
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


NEEDS = (
    Quantity("exact match, dense", DENSE_SCORE.of(HALF, "full"), above=0.5),
    Quantity("exact match, dense minus pruned", DENSE_SCORE.of(HALF, "full"), UNRECOVERED.of(HALF, "full"), above=0.05),
)

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
    ),
    claims=(
        Claim(
            text="Retraining biases and norms alone, under a hundredth of the parameters, recovers part of the loss; "
            "here, norms alone, as a Llama has no biases.",
            source="arXiv:2312.15230, abstract",
            quantities=(
                _recovered("biases_norms"),
                Quantity("share trained", TRAINED_SHARE.of(HALF, "biases_norms"), above=UNBOUNDED, below=0.01),
            ),
            needs=NEEDS,
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
            text="Reconstructing layer by layer recovers part of the loss, too.",
            source="arXiv:2312.15230, abstract",
            quantities=(_recovered("reconstruct"),),
            needs=NEEDS,
        ),
    ),
    paper_scale=(
        f"gesture-train suite compare {LARGE} {' '.join(f'perp:{arm}' for arm in ARMS[:-1])} {PAPER_SCALE}",
        f"gesture-train suite run perp:full --task {LARGE} {PAPER_SCALE} --device auto  # 3 GPUs of 80 GB",
        "gesture-train suite lm-eval runs/suite/networks/NAME --tasks perp",
    ),
)
