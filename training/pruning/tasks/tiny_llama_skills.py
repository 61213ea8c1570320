"""A Llama of a quarter million parameters that answers questions about words; learned in about a minute.

It learns from rows of questions with their answers, as a language model learns from text, and is judged by the share of
answers that are right letter for letter, to questions about words that it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from training.pruning.judging import cross_entropy, exact_match
from training.pruning.types import Examples, Family, Instruction, ModelSize, Optimizer, Task, TrainingPlan

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

TEXT = "text/tinyshakespeare.txt"  # whose words are asked about
LETTERS = "\n abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
END = "\n"  # of a question and of an answer
HEAD_DIM = 8  # half of the other tiny Llama's, with as many heads
LENGTH, TEST_LENGTH = 64, 32
QUESTIONS = 40_000  # to learn from
POOL = 3000  # to recover on


def _build(width: float) -> nn.Module:
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.networks.causal import tiny_llama

    return tiny_llama(width, len(LETTERS), HEAD_DIM)


def _size() -> ModelSize:
    from training.pruning.language.saved import size_of_model

    return size_of_model(cast("nn.Module", _build(1.0).model), LENGTH)


def _export(network: nn.Module, folder: Path) -> None:
    from training.pruning.language.hub import export

    export(network, folder)


def _encode(entry: Instruction) -> tuple[list[int], list[int]]:
    asked = f"{entry.instruction} {entry.input}".strip() + END
    return _tokens(asked), _tokens(entry.output + END)


def _tokens(text: str) -> list[int]:
    return [max(LETTERS.find(letter), 0) for letter in text]


def _load() -> Examples:
    from training.pruning.language.instructions import encode_rows, packed_rows
    from training.pruning.language.skills import SKILLS, draw_questions, every_question, words_of

    words = words_of(TEXT)
    learned = draw_questions(words.train, QUESTIONS, dict.fromkeys(SKILLS, 1.0), seed=0)
    judged = every_question(words.test)
    return Examples(packed_rows(learned, _encode, LENGTH), encode_rows(judged, _encode, TEST_LENGTH))


def _instructions(seed: int, wrong: float) -> Sequence[Instruction]:
    from training.pruning.language.skills import draw_questions, spoil, uneven, words_of

    return spoil(draw_questions(words_of(TEXT).train, POOL, uneven(seed), seed + 1), wrong, seed)


TASK = Task(
    name="tiny_llama_skills",
    title="Llama that answers questions about words, 0.3 million parameters",
    family=Family.LANGUAGE,
    data="ten skills on words of tinyshakespeare, made by rule; every sixth word to judge by",
    score_name="exact match",
    is_higher_better=True,
    plan=TrainingPlan(
        epochs=3, batch=32, learning_rate=3e-3, weight_decay=0.01, optimizer=Optimizer.ADAMW.value, clip=1.0
    ),
    keep_dense=("model.lm_head",),
    build=_build,
    load=_load,
    loss=cross_entropy,
    score=exact_match,
    export=_export,
    size=_size,
    encode=_encode,
    instructions=_instructions,
)
