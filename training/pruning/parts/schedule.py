"""How sparsity grows while a network is trained, in shares of the training instead of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from training.errors import RecipeError
from training.pruning.parts.training import rate_at

FEWEST_PRUNINGS = 2  # with one it would be a one-shot cut under another name
LOWEST_RATE = 0.05  # share of the peak learning rate that the network needs to recover from the last pruning

SHAPES: Mapping[str, Callable[[float], float]] = {
    "cubic": lambda done: 1 - (1 - done) ** 3,  # Zhu and Gupta 2017
    "linear": lambda done: done,
    "constant": lambda _done: 1.0,  # all at once at the beginning of the ramp
}


@dataclass(frozen=True, slots=True)
class Ramp:
    """From no sparsity to the final one."""

    sparsity: float  # at its end
    begin: float  # share of the training
    end: float  # share of the training
    every: int  # steps between two prunings
    shape: str = "cubic"

    def at(self, step: int, count: int) -> float | None:
        """The sparsity to prune to after this step; None where nothing is pruned."""
        first, last = self._limits(count)
        if not first <= step <= last or ((step - first) % self.every and step != last):
            return None
        return self.sparsity * SHAPES[self.shape]((step - first) / (last - first))

    def prunings(self, count: int) -> int:
        """How often it prunes in a training of so many steps."""
        return sum((self.at(step, count) or 0.0) > 0 for step in range(count))

    def check(self, count: int, warmup: float) -> None:
        """Refuse a ramp that would not do what it says.

        Raises:
            RecipeError: It ends before it begins, prunes hardly ever, or ends when nothing is learned any more.
        """
        if self.shape not in SHAPES:
            raise RecipeError(f"There is no ramp {self.shape!r}; there are {', '.join(SHAPES)}.")
        if self.every < 1:
            raise RecipeError(f"A ramp prunes every so many steps, 1 or more; got settings.every={self.every}.")
        if not 0 <= self.begin < self.end <= 1:
            raise RecipeError(f"A ramp runs from begin to end, shares of the training; got {self.begin} to {self.end}.")
        first, last = self._limits(count)
        if last <= first or self.prunings(count) < FEWEST_PRUNINGS:
            raise RecipeError(
                f"The ramp from step {first} to {last} of {count} prunes less than {FEWEST_PRUNINGS} times when "
                f"{self.every} steps lie between; train for longer, lower settings.every or widen the ramp."
            )
        if (rate := rate_at(self.end, warmup)) < LOWEST_RATE:
            raise RecipeError(
                f"The ramp ends at {self.end:.0%} of the training, when the learning rate is down to {rate:.1%} of its "
                f"peak and nothing recovers; let it end earlier."
            )

    def _limits(self, count: int) -> tuple[int, int]:
        """The first step after which it prunes, and the last."""
        return round(self.begin * (count - 1)), round(self.end * (count - 1))
