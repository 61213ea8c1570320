"""How much memory pruning a language model will take, said before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from training.errors import RecipeError
from training.pruning.method import MemoryUse
from training.pruning.types import ModelSize

FLOAT32 = 4  # bytes
# What one layer keeps of one token for the way back, in bytes for each hidden channel, by the bytes of a weight; those
# of Llama's layers, whose norms work in float32 anyway. OPT keeps less.
KEPT = {2: 64, 4: 92}
KEPT_BY_ADAPTERS = {2: 30, 4: 48}  # beside that, of peft's adapters with dropout
LOGIT_COPIES = 3  # logits in float32, their softmax, their gradient
SCORED = 8  # rows at once where networks are compared
SPARE = 1.25  # for what an allocator leaves between, and for networks that the garbage collector has not met yet
WRITING = 3  # copies while a network is measured and written: its numbers, and twice those as a file
ADAPTED = 22  # rows and columns of a layer's seven matrices together, in hidden channels; an MLP has 3.5 times as many
ADVICE = "take --precision bfloat16, --micro-batch 1, several GPUs with --device auto, or a smaller model"
HOST_ADVICE = "take --precision bfloat16, a machine with more, or a smaller model"
PROCESS = 900_000_000  # Python with torch, transformers and the engines


@dataclass(frozen=True, slots=True)
class Work:
    """What a run's memory depends on, beside the model and the arm."""

    rows: int  # that go through at once in training
    weight_bytes: int
    is_apart: bool = False  # networks are computed in memory of their own, that of one GPU
    is_spread: bool = False  # on several, where also those lie that are only compared in the end


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes at the fullest moments."""

    device: int  # where networks are computed
    host: int  # of the processor's memory, if that is somewhere else; else 0


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a recovery's memory depends on, beside the model."""

    rows: int  # of all processes together, that go through at once
    rank: int  # of the adapters; 0: all weights are trained instead
    processes: int = 1


def needs(size: ModelSize, use: MemoryUse, work: Work) -> Needs:
    """What a run holds at its fullest moments.

    Where networks are computed there are two copies to be compared, or one with what is larger: judging, with sums in
    float32, or training, with gradients and AdamW's two moments in float32. In the processor's memory copies wait until
    the end, when the dense network and the pruned one are measured and written.
    """
    one = size.params * work.weight_bytes
    judging = use.sums * use.judged_share * size.params * FLOAT32
    comparing = one + SCORED * _row(size, use) * size.vocabulary * LOGIT_COPIES * FLOAT32
    computing = one + max(judging, comparing, _training(size, use, work))
    waiting, writing = use.waiting * one, (2 + WRITING) * one
    if work.is_spread:
        return Needs(_spared(computing + waiting), _spared(writing))
    if work.is_apart:
        return Needs(_spared(computing), _spared(max(writing, waiting + one)))  # one more is read
    return Needs(_spared(max(computing + waiting, writing)), 0)


def recovery_bytes(size: ModelSize, work: Recovery, bytes_per_weight: int) -> int:
    """What each process holds at the fullest moment of a recovery, where it trains.

    Sharded, it holds a part of the weights, in float32, and besides that what is gathered of one layer and of what is
    in none.
    """
    trained = _adapters(size, work.rank) if work.rank else size.params
    if work.processes > 1:
        words = size.vocabulary * size.channels
        held = FLOAT32 * size.params / work.processes + FLOAT32 * (size.params / size.layers + words)
        training = trained / work.processes * 3 * FLOAT32
    else:
        held = bytes_per_weight * size.params
        training = _optimised(trained, bytes_per_weight)
    rows = -(-work.rows // work.processes)
    return _spared(
        held + training + _on_the_way(size, rows * size.length, bytes_per_weight, has_adapters=work.rank > 0)
    )


def loading_bytes(size: ModelSize) -> int:
    """What a process that will train a part of a model takes of the processor's memory: all of it, in float32."""
    return round(PROCESS + size.params * FLOAT32)


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


def _training(size: ModelSize, use: MemoryUse, work: Work) -> float:
    """What training holds beside the weights; adapters that change weights as a whole keep nothing of a token."""
    if not use.trained_share and not use.rank:
        return 0.0
    trained = use.trained_share * size.params + _adapters(size, use.rank)
    beside = size.inner * (use.changed * work.weight_bytes + use.masks)
    has_adapters = use.rank > 0 and not use.changed
    kept = _on_the_way(size, work.rows * _row(size, use), work.weight_bytes, has_adapters=has_adapters)
    return _optimised(trained, work.weight_bytes) + beside + kept


def _row(size: ModelSize, use: MemoryUse) -> int:
    """Tokens of a row."""
    return use.length or size.length


def _adapters(size: ModelSize, rank: int) -> int:
    """How many numbers the adapters have."""
    return size.layers * size.channels * ADAPTED * rank


def _optimised(trained: float, weight_bytes: int) -> float:
    """Gradients and moments of what is trained, and the numbers themselves in float32 where weights are not."""
    return trained * (3 * FLOAT32 + (FLOAT32 if weight_bytes < FLOAT32 else 0))


def _on_the_way(size: ModelSize, tokens: int, weight_bytes: int, *, has_adapters: bool) -> int:
    """What is kept of some tokens for the way back."""
    each = KEPT[weight_bytes] + (KEPT_BY_ADAPTERS[weight_bytes] if has_adapters else 0)
    return tokens * (size.layers * size.channels * each + size.vocabulary * LOGIT_COPIES * FLOAT32)


def _spared(number: float) -> int:
    """With what is needed besides."""
    return round(PROCESS + SPARE * number)
