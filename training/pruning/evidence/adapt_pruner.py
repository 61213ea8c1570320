"""Whether layers that change little should lose most, and pruning go in stages: Pan et al. 2025, arXiv:2502.03460."""

from __future__ import annotations

from training.pruning.claim import (
    DENSE_SCORE,
    SCORE,
    STEPS,
    UNRECOVERED,
    Claim,
    Evidence,
    Key,
    Quantity,
    Relation,
    Trial,
)

HALF = "half of the parameters"
STAGES, ONE_SHOT, UNIFORM, FLIPPED = "stages", "one_shot", "uniform", "flipped"
PARAMS = Key("pruned.params")


def _gain(left: str, right: str) -> Quantity:
    return Quantity(f"exact match, {left} minus {right}", SCORE.of(HALF, left), SCORE.of(HALF, right))


def _before(left: str, right: str) -> Quantity:
    name = f"exact match before training, {left} minus {right}"
    return Quantity(name, UNRECOVERED.of(HALF, left), UNRECOVERED.of(HALF, right))


def _equal(key: Key, name: str, left: str, right: str, apart: float) -> Quantity:
    """Both arms have as much of something."""
    pair = key.of(HALF, left), key.of(HALF, right)
    return Quantity(f"{name}, {left} over {right}", *pair, Relation.OVER, 1 - apart, 1 + apart)


LEARNED = Quantity("exact match, dense", DENSE_SCORE.of(HALF, ONE_SHOT), above=0.5)
SIZES = tuple(_equal(PARAMS, "parameters", ONE_SHOT, other, 0.03) for other in (UNIFORM, FLIPPED, STAGES))

EVIDENCE = Evidence(
    method="adapt_pruner",
    seeds=6,  # three left the interval of the dense networks, which learn unevenly, too wide to judge anything
    trials=(
        Trial(
            HALF,
            "adapt_pruner",
            "tiny_llama_skills",
            0.5,
            (STAGES, ONE_SHOT, UNIFORM, FLIPPED),
            {"epochs": 4, "limit": 6400},
            {"step": 0.04, "amplitude": 0.04, "samples": 16, "recovery": 0.25, "stages": 10},
        ),
    ),
    claims=(
        Claim(
            text="Taking most from layers that change their input least is better than taking from all alike.",
            source="arXiv:2502.03460, abstract",
            quantities=(_gain(ONE_SHOT, UNIFORM), _before(ONE_SHOT, UNIFORM)),
            needs=(LEARNED, *SIZES),
        ),
        Claim(
            text="Taking most from the busiest layers, the control, is worse.",
            source="arXiv:2502.03460, abstract, turned around",
            quantities=(_gain(ONE_SHOT, FLIPPED), _before(ONE_SHOT, FLIPPED)),
            needs=(LEARNED, *SIZES),
        ),
        Claim(
            text="Pruning a little at a time with training in between beats pruning at once with as much training; "
            "here, 5 % of the parameters at a time.",
            source="arXiv:2502.03460, abstract",
            quantities=(_gain(STAGES, ONE_SHOT),),
            needs=(LEARNED, *SIZES, _equal(STEPS, "steps", STAGES, ONE_SHOT, 0.02)),
        ),
    ),
    paper_scale=(
        "gesture-train suite run adapt_pruner:all --task hf:Qwen/Qwen2.5-0.5B@corpus.txt --pruning-ratio 0.3 --seeds 3 "
        "--precision bfloat16 --timing-runs 0 --set settings.samples=512 --set settings.learning_rate=2e-5 "
        "--set settings.recovery=1.0 --set training.batch=32",
        "gesture-train suite lm-eval runs/suite/networks/NAME --tasks all",
    ),
)
