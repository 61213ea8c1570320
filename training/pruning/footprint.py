"""How much memory pruning a language model will take, said before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from training.errors import RecipeError
from training.pruning.method import AnyMethod
from training.pruning.types import ModelSize, TrainingPlan

FLOAT32 = 4  # bytes
# What one layer keeps of one token for the way back, as numbers for each hidden channel: Korthikanti et al. 2022,
# arXiv:2205.05198, equation 2 has 34 bytes at two bytes each, attention's weights aside, which are not kept any more.
KEPT_PER_CHANNEL = 17
LOGIT_COPIES = 3  # logits in float32, their softmax, their gradient
SPARE = 1.25  # for what an allocator leaves between, and for networks that the garbage collector has not met yet
WRITING = 3  # copies while a network is measured and written: its numbers, and twice those as a file
ADAPTED = 22  # rows and columns of a layer's seven matrices together, in hidden channels; an MLP has 3.5 times as many
ADVICE = "take --precision bfloat16, a smaller training.batch, several GPUs with --device auto, or a smaller model"
PROCESS = 900_000_000  # Python with torch, transformers and the engines


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a recovery's memory depends on, beside the model."""

    batch: int  # rows of all processes together
    rank: int  # of the adapters; 0: all weights are trained instead
    processes: int = 1


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
    pruning = weights + max(judging, training + _on_the_way(size, plan.batch, bytes_per_weight))
    writing = (2 + WRITING) * size.params * bytes_per_weight
    return round(PROCESS + SPARE * max(pruning, writing))


def recovery_bytes(size: ModelSize, work: Recovery, bytes_per_weight: int) -> int:
    """What each process holds at the fullest moment of a recovery, where it trains.

    Sharded, it holds a part of the weights, in float32, and besides that what is gathered of one layer and of what is
    in none.
    """
    adapters = size.layers * size.channels * ADAPTED * work.rank
    trained = adapters if work.rank else size.params
    if work.processes > 1:
        words = size.vocabulary * size.channels
        held = FLOAT32 * size.params / work.processes + FLOAT32 * (size.params / size.layers + words)
        training = trained / work.processes * 3 * FLOAT32
    else:
        held = bytes_per_weight * size.params
        training = trained * (3 * FLOAT32 + (FLOAT32 if bytes_per_weight < FLOAT32 else 0))
    rows = -(-work.batch // work.processes)
    return round(PROCESS + SPARE * (held + training + _on_the_way(size, rows, bytes_per_weight)))


def loading_bytes(size: ModelSize) -> int:
    """What a process that will train a part of a model takes of the processor's memory: all of it, in float32."""
    return round(PROCESS + size.params * FLOAT32)


def _on_the_way(size: ModelSize, rows: int, bytes_per_weight: int) -> int:
    """What is kept of some rows for the way back."""
    tokens = rows * size.length
    kept = tokens * size.layers * size.channels * KEPT_PER_CHANNEL * bytes_per_weight
    return kept + tokens * size.vocabulary * LOGIT_COPIES * FLOAT32


def refuse_what_cannot_fit(needed: int, free: int, what: str, advice: str = ADVICE) -> None:
    """Stop before hours are spent.

    Raises:
        RecipeError: More is needed than there is.
    """
    if needed > free:
        raise RecipeError(f"{what} needs about {in_words(needed)} of memory, and {in_words(free)} are free; {advice}.")


def in_words(number: int) -> str:
    """Bytes for people."""
    return f"{number / 1e9:.1f} GB" if number >= 1e8 else f"{number / 1e6:.0f} MB"
