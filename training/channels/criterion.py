"""The criteria by which channels of a gesture network go. Loads no torch."""

from __future__ import annotations

from enum import Enum


class Criterion(Enum):
    """How a channel's importance is judged; the rules themselves are in training/yolo/prune.py."""

    SLIMMING = "slimming"  # |gamma| of its batch norm, after training with `slim` (Liu et al. 2017)
    L1 = "l1"  # sum of |w| over all weights coupled to it (Li et al. 2017, with DepGraph's groups)
    TAYLOR = "taylor"  # |w * dL/dw| of the detection loss (Molchanov et al. 2019)
    GROUP_NORM = "group_norm"  # L2 norm of its group, after group-sparse training (Fang et al. 2023)
    FPGM = "fpgm"  # how far its filters lie from all others of the layer (He et al. 2019)
    LAMP = "lamp"  # what would go with it of all that is left of its layer (Lee et al. 2021)
    HESSIAN = "hessian"  # w^2 by the curvature of the detection loss (LeCun et al. 1989)
    RANDOM = "random"  # the control


# Those that want the network trained on before the cut: the recipe's field for that, and its usual strength.
SPARSE_TRAINED = {Criterion.SLIMMING: ("slim", 0.4), Criterion.GROUP_NORM: ("group_sparsity", 5e-4)}
SPARSE_EPOCHS = 8
