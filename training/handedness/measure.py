"""How often the network is right about hands it has never seen, and how often it answers at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training.handedness.crops import Crops, as_input
from training.handedness.network import HandednessNet

WRONG_SHARE = 0.015  # of the answers, that a threshold may let through on val
STEPS = np.round(np.arange(0.5, 0.995, 0.005), 3)
BATCH = 256


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of asking about so many hands."""

    hands: int
    answered: int
    wrong: int

    @property
    def answered_share(self) -> float:
        """Of all hands; 0 where there are none."""
        return self.answered / self.hands if self.hands else 0.0

    @property
    def wrong_share(self) -> float:
        """Of the answers; 0 where there are none."""
        return self.wrong / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a network: the threshold from val, everything else from test."""

    threshold: float  # the certainty from which on an answer is given
    accuracy: float  # of test, if every hand got an answer
    val: Answers
    test: Answers
    by_gesture: Mapping[str, Answers]

    def rows(self) -> dict[str, dict[str, float]]:
        """The counts by what was counted, as JSON has it."""
        named = {"val": self.val, "test": self.test, **self.by_gesture}
        return {
            name: {
                "hands": found.hands,
                "answered": round(found.answered_share, 4),
                "wrong": round(found.wrong_share, 4),
            }
            for name, found in named.items()
        }


def report(network: HandednessNet, val: Crops, test: Crops, gestures: Sequence[str]) -> Report:
    """Choose the threshold on val and count on test.

    Args:
        gestures: Of the hands of test.
    """
    val_left, left = certainties(network, val), certainties(network, test)
    threshold = choose_threshold(val_left, val.is_left)
    return Report(
        threshold,
        round(1 - answers(left, test.is_left, 0.5).wrong_share, 4),
        answers(val_left, val.is_left, threshold),
        answers(left, test.is_left, threshold),
        by_gesture(left, test.is_left, gestures, threshold),
    )


@torch.no_grad()
def certainties(network: HandednessNet, crops: Crops) -> NDArray[np.float32]:
    """How sure the network is that each hand is a left one.

    Shapes:
        returns: (n,), 0 to 1
    """
    network.eval()
    pixels = as_input(crops.pixels)
    parts = [torch.sigmoid(network(pixels[first : first + BATCH])) for first in range(0, len(pixels), BATCH)]
    return torch.cat(parts).numpy().astype(np.float32)


def answers(left: NDArray[np.float32], is_left: NDArray[np.bool_], threshold: float) -> Answers:
    """Count, where an answer takes at least this certainty either way."""
    is_answered = np.maximum(left, 1 - left) >= threshold
    is_wrong = is_answered & ((left > 0.5) != is_left)
    return Answers(len(left), int(is_answered.sum()), int(is_wrong.sum()))


def choose_threshold(left: NDArray[np.float32], is_left: NDArray[np.bool_]) -> float:
    """The lowest certainty at which, and above which, no more than WRONG_SHARE of the answers are wrong."""
    shares = [answers(left, is_left, float(step)).wrong_share for step in STEPS]
    too_low = [index for index, share in enumerate(shares) if share > WRONG_SHARE]
    return float(STEPS[min(too_low[-1] + 1, len(STEPS) - 1)]) if too_low else float(STEPS[0])


def by_gesture(
    left: NDArray[np.float32], is_left: NDArray[np.bool_], gestures: Sequence[str], threshold: float
) -> Mapping[str, Answers]:
    """The same for each gesture, in alphabetical order."""
    names = np.array(gestures)
    return {name: answers(left[names == name], is_left[names == name], threshold) for name in sorted({*gestures})}
