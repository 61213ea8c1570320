"""Whether negative weights that moved least wake silent neurons, and what that is worth: Liu et al. 2022."""

from __future__ import annotations

from training.pruning.claim import DENSE_SCORE, SCORE, Claim, Evidence, Figure, Key, Quantity, Trial

AP, REWOUND, RANDOM = "ap", "host_rewound", "random_negatives"
DEEP = "5.5 % alive"
CYCLES = 13
SHARE = 0.2  # of the living weights in each cycle, as in the authors' code
HALF_WAY = 6


def _dynamic(cycle: int, arm: str) -> Figure:
    return Key(f"evidence.dynamic_dnr_{cycle}").of(DEEP, arm)


def _fall(begin: int, end: int) -> Quantity:
    """How far the rate falls between two cycles of the host criterion alone."""
    first, last = (_dynamic(cycle, REWOUND) for cycle in (begin, end))
    return Quantity(f"dynamic dead-neuron rate, host, cycle {begin} minus {end}", first, last)


def _lower(arm: str) -> Quantity:
    """How much lower the rate of AP is than that of another arm, at the end."""
    other, own = (_dynamic(CYCLES, name) for name in (arm, AP))
    return Quantity(f"dynamic dead-neuron rate, {arm} minus ap", other, own)


EVIDENCE = Evidence(
    method="ap",
    seeds=4,
    trials=(
        Trial(
            DEEP,
            "ap",
            "lenet300_mnist",
            round(1 - (1 - SHARE) ** CYCLES, 4),
            (AP, REWOUND, RANDOM),
            settings={"cycles": CYCLES, "q": 0.02},
        ),
    ),
    claims=(
        Claim(
            text="The more of a network is pruned, the fewer neurons are silent for some inputs only.",
            source="arXiv:2212.06145, abstract",
            quantities=(_fall(0, HALF_WAY), _fall(HALF_WAY, CYCLES)),
        ),
        Claim(
            text="AP makes that rate lower still than the host criterion does, and than random negative weights do.",
            source="arXiv:2212.06145, abstract; the random negatives are a control of ours",
            quantities=(_lower(REWOUND), _lower(RANDOM)),
        ),
        Claim(
            text="AP makes networks more accurate than their host criterion alone.",
            source="arXiv:2212.06145, abstract",
            quantities=(
                Quantity("accuracy, ap minus host_rewound", SCORE.of(DEEP, AP), SCORE.of(DEEP, REWOUND)),
                Quantity("accuracy, ap minus random_negatives", SCORE.of(DEEP, AP), SCORE.of(DEEP, RANDOM)),
            ),
            needs=(Quantity("accuracy, dense", DENSE_SCORE.of(DEEP, AP), above=0.9),),
        ),
        Claim(
            text="By 3 to 4 % on CIFAR-10 and CIFAR-100, and by 2 to 3 % on ImageNet.",
            source="arXiv:2212.06145, abstract",
            beyond="a seed of ResNet-20 takes 13 cycles of 50 epochs on all of CIFAR-10",
        ),
    ),
    paper_scale=(
        "gesture-train suite run ap:all --task resnet20_cifar10 --sparsity 0.945 --seeds 5 "
        "--set training.epochs=50 --set training.limit=0 --set settings.cycles=13",
    ),
)
