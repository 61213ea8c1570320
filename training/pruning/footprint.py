"""How much memory pruning a language model will take, said before anything is loaded."""

from __future__ import annotations

from training.errors import RecipeError
from training.pruning.method import AnyMethod
from training.pruning.types import ModelSize, TrainingPlan

FLOAT32 = 4  # bytes
# What one layer keeps of one token for the way back, as numbers for each hidden channel: Korthikanti et al. 2022,
# arXiv:2205.05198, equation 2 has 34 bytes at two bytes each, attention's weights aside, which are not kept any more.
KEPT_PER_CHANNEL = 17
LOGIT_COPIES = 3  # logits in float32, their softmax, their gradient
SPARE = 1.1  # for what an allocator leaves between
WRITING = 3  # copies while a network is measured and written: its numbers, and twice those as a file
PROCESS = 600_000_000  # Python with torch and transformers


def needed_bytes(size: ModelSize, method: AnyMethod, plan: TrainingPlan, bytes_per_weight: int) -> int:
    """What a run holds at its fullest moment.

    Weights lie there in several copies: dense, silenced and cut ones are compared. On top comes what is larger:
    judging, with sums in float32 and a gradient, or training, with gradients and AdamW's two moments in float32. In the
    end the dense network and the pruned one are measured and written.
    """
    use = method.memory
    weights = use.copies * size.params * bytes_per_weight
    judging = size.params * use.sums * FLOAT32 + (size.params * bytes_per_weight if use.sums else 0)
    master = FLOAT32 if bytes_per_weight < FLOAT32 else 0
    training = use.trained_share * size.params * (3 * FLOAT32 + master)
    tokens = plan.batch * size.length
    kept = tokens * size.layers * size.channels * KEPT_PER_CHANNEL * bytes_per_weight
    logits = tokens * size.vocabulary * LOGIT_COPIES * FLOAT32
    pruning = weights + max(judging, training + kept + logits)
    writing = (2 + WRITING) * size.params * bytes_per_weight
    return round(PROCESS + SPARE * max(pruning, writing))


def refuse_what_cannot_fit(needed: int, free: int, what: str) -> None:
    """Stop before hours are spent.

    Raises:
        RecipeError: More is needed than there is.
    """
    if needed > free:
        raise RecipeError(
            f"{what} needs about {in_words(needed)} of memory, and {in_words(free)} are free; take --precision "
            "bfloat16, a smaller training.batch, several GPUs with --device auto, or a smaller model."
        )


def in_words(number: int) -> str:
    """Bytes for people."""
    return f"{number / 1e9:.1f} GB" if number >= 1e8 else f"{number / 1e6:.0f} MB"
