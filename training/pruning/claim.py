"""What is to be shown about a paper: the claims, the runs that test them and the rules that decide. Loads no torch.

A file of training/pruning/evidence is written before its runs are looked at, and goes like this:

    EVIDENCE = Evidence(
        method="gradual",                                  # of the registry; also the file's name
        trials=(                                           # each arm of each trial is a cell for every seed
            Trial("90 %", "gradual", "vgg_cifar10", 0.9, ("sparse", "small_dense"), training={"epochs": 8}),
        ),
        claims=(
            Claim(
                text="A large sparse network beats a small dense one of as many weights.",   # in words of our own
                source="arXiv:1710.01878, section 4",      # where the paper says so; no numbers from memory
                quantities=(                               # all of them are to hold, seed by seed
                    Quantity("sparse minus twin at 90 %", SCORE.of("90 %", "sparse"), SCORE.of("90 %", "small_dense")),
                ),
            ),
        ),
        paper_scale=("gesture-train suite run gradual:all --task ...",),
    )

A quantity takes one value from each seed and holds when the 95 % interval of its mean lies between `above` (0 unless
said otherwise; `UNBOUNDED` for what cannot be negative) and `below`. `Claim.needs` are quantities without which the
runs say nothing, such as a dense network that learned something; `Claim.beyond` is the reason why a claim cannot be
tested here at all. Keys are those of a report line: `pruned.score`, `dense.macs`, `unrecovered_score`, `steps`,
`evidence.NAME`. Where lower is better, as of perplexity, say it by `below`, or turn left and right around. Then:

    gesture-train suite evidence gradual --dry-run         # what would be run
    gesture-train suite evidence gradual --out runs/evidence --reports assets/reports/suite
    gesture-train report                                   # README's table from assets/reports/suite
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

FEWEST_SEEDS = 3
# The lower bound of what cannot be negative, such as a ratio: the interval of its mean may reach below 0 all the same,
# and a bound there would say only that seeds differ.
UNBOUNDED = -math.inf


class Verdict(Enum):
    """What became of a claim."""

    REPRODUCED = "reproduced"
    PARTLY = "partly"
    NOT_REPRODUCED = "not reproduced"
    NOT_TESTABLE = "not testable at this scale"
    UNFINISHED = "not finished"


class Relation(Enum):
    """How the two figures of a quantity are brought together."""

    MINUS = "minus"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Trial:
    """Some arms of a method on a task, as `gesture-train suite run` runs them."""

    name: str  # by which figures find it; one word for one thing, such as "90 %"
    method: str
    task: str
    amount: float  # a pruning ratio or a sparsity, as the method's effect has it
    arms: tuple[str, ...]
    training: Mapping[str, object] = field(default_factory=dict)  # what is changed of the task's plan
    settings: Mapping[str, object] = field(default_factory=dict)  # what is changed of the method's
    seeds: int | None = None  # fewer than the protocol's, where a cell takes long; None: as many

    def takes(self, seed: int) -> bool:
        """Whether this is one of its seeds."""
        return self.seeds is None or seed < self.seeds


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one arm of one trial; of several keys the mean."""

    trial: str
    arm: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A figure that every report line has; dots lead into its tables."""

    path: str

    def of(self, trial: str, arm: str) -> Figure:
        """The figure of an arm."""
        return Figure(trial, arm, (self.path,))


SCORE, DENSE_SCORE, UNRECOVERED = Key("pruned.score"), Key("dense.score"), Key("unrecovered_score")
NONZEROS, MACS, STEPS = Key("pruned.nonzeros"), Key("pruned.macs"), Key("steps")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a rule looks at: a figure, or two brought together, once for each seed.

    Args:
        right: None: the left figure by itself.
        above, below: Where the interval of the mean has to lie.
    """

    name: str
    left: Figure
    right: Figure | None = None
    relation: Relation = Relation.MINUS
    above: float = 0.0
    below: float = math.inf


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a paper says, and how it is decided here.

    Args:
        text: In words of our own.
        source: Of the claim: the paper with its section, table or figure.
        needs: What has to hold for the runs to say anything.
        beyond: Why it cannot be tested at this scale; empty if it can.
    """

    text: str
    source: str
    quantities: tuple[Quantity, ...] = ()
    needs: tuple[Quantity, ...] = ()
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is to be shown about one paper; one file of training/pruning/evidence.

    Args:
        method: Whose paper it is; trials may take others beside it.
        paper_scale: Command lines that run it at the size of the paper, on one GPU of 80 GB unless they say otherwise
            behind a `#`, and on data that are not here.
    """

    method: str
    trials: tuple[Trial, ...]
    claims: tuple[Claim, ...]
    paper_scale: tuple[str, ...]
    seeds: int = FEWEST_SEEDS
