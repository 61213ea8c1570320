"""A protocol that takes a second, for tests of how protocols are run."""

from __future__ import annotations

from training.pruning.claim import SCORE, Claim, Evidence, Quantity, Trial

TRIAL = Trial("90 %", "l1", "tiny_shapes", 0.5, ("l1", "random"), {"epochs": 1, "limit": 100})
CLAIM = Claim("Small channels go first.", "somewhere", (Quantity("gain", SCORE.of("90 %", "l1"), above=-1.0),))
EVIDENCE = Evidence("l1", (TRIAL,), (CLAIM,), ("gesture-train suite list",))
