"""Keeps out instructions that contradict what was chosen already, by concepts, by answers, or by what a model believes.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594, section on negative
tuning. Its graph of concepts sees which phrases occur together and not what is said of them, so whether it refuses
something depends on the order; the check of answers is this project's, for what the paper means by a conflict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from training.pruning.types import Instruction

SHORTEST = 3  # letters of a concept; shorter words join nothing
COMMON = 0.02  # a concept in a larger share of all items says nothing of any of them
SAME = 0.98  # cosine from which two instructions ask for the same
NEIGHBOURS = 15
BELIEVED = 1.0  # nats per token up to which a model holds an answer possible

Accepts = Callable[[int], bool]  # whether an item, by its number, may join those that were accepted before


def accept_all(_item: int) -> bool:
    """The filter that lets everything pass."""
    return True


class ConceptGraph:
    """Concepts that were accepted, joined where an item had both; may be asked about each item once."""

    def __init__(self, pool: Sequence[Instruction]) -> None:
        self._concepts = [concepts_of(entry) for entry in pool]
        counts = Counter(concept for found in self._concepts for concept in found)
        self._common = {concept for concept, count in counts.items() if count > max(COMMON * len(pool), 2)}
        self._known: set[str] = set()
        self._edges: set[tuple[str, str]] = set()

    def __call__(self, item: int) -> bool:
        """Accept an item if all of its concepts that are known have been seen together, and remember it."""
        found = sorted(self._concepts[item] - self._common)
        pairs = set(combinations(found, 2))
        known = {(a, b) for a, b in pairs if a in self._known and b in self._known}
        if not known <= self._edges:
            return False
        self._known |= set(found)
        self._edges |= pairs
        return True


def concepts_of(entry: Instruction) -> set[str]:
    """The key phrases of an item: runs of words between stop words and punctuation, as RAKE has them."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    text = f"{entry.instruction}\n{entry.input}\n{entry.output}".lower()
    phrases: list[list[str]] = [[]]
    for word in re.findall(r"[^\W_]+|[^\w ]", text):
        if word.isalnum() and word not in ENGLISH_STOP_WORDS:
            phrases[-1].append(_singular(word))
        else:
            phrases.append([])
    return {phrase for words in phrases if len(phrase := " ".join(words)) >= SHORTEST}


def consistent_answers(pool: Sequence[Instruction], vectors: NDArray[np.float32], surprise: Tensor) -> Accepts:
    """Of different answers to the same question only the one passes that surprises the dense model least.

    Shapes:
        vectors: (n, channels), each of length 1
        surprise: (n,)
    """
    from sklearn.neighbors import NearestNeighbors

    asked = [_plain(f"{entry.instruction} {entry.input}") for entry in pool]
    answers = [_plain(entry.output) for entry in pool]
    believed = _best_answers(asked, answers, surprise)
    near = NearestNeighbors(n_neighbors=min(NEIGHBOURS, len(pool))).fit(vectors)
    distances, indices = near.kneighbors(vectors)  # (n, neighbours); of unit vectors: squared, 2 - 2 cosine
    is_same = distances**2 <= 2 - 2 * SAME

    def accepts(item: int) -> bool:
        if answers[item] != believed[asked[item]]:
            return False
        rivals = [int(other) for other in indices[item][is_same[item]] if answers[other] != answers[item]]
        return all(surprise[item] <= surprise[other] for other in rivals)

    return accepts


def believable(surprise: Tensor) -> Accepts:
    """Only answers pass that the dense model holds possible; what it never knew cannot be recovered either."""
    return lambda item: bool(surprise[item] < BELIEVED)


def all_of(filters: Sequence[Accepts]) -> Accepts:
    """What every filter accepts; a later one is asked only about what those before let pass."""
    return lambda item: all(accepts(item) for accepts in filters)


def _best_answers(asked: Sequence[str], answers: Sequence[str], surprise: Tensor) -> dict[str, str]:
    """For each question the answer that surprises least."""
    best: dict[str, int] = {}
    for item, question in enumerate(asked):
        if question not in best or surprise[item] < surprise[best[question]]:
            best[question] = item
    return {question: answers[item] for question, item in best.items()}


def _plain(text: str) -> str:
    """A text without what makes no difference."""
    return " ".join(text.lower().split())


def _singular(word: str) -> str:
    """A word without the s of its plural."""
    return word[:-1] if len(word) > SHORTEST and word.endswith("s") and not word.endswith("ss") else word
