"""Which weights of a network may be pruned at all: matrices and kernels, never biases, norms or embeddings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor, nn

LAYERS = (nn.Conv1d, nn.Conv2d, nn.Linear, nn.RNNBase, nn.MultiheadAttention)


def prunable(network: nn.Module, keep_dense: Sequence[str]) -> dict[str, nn.Parameter]:
    """The weights that may be pruned, by name.

    Args:
        keep_dense: Modules whose weights stay, by name.

    Raises:
        ValueError: One of these is not in the network.
    """
    modules = dict(network.named_modules())
    if unknown := set(keep_dense) - set(modules):
        raise ValueError(f"the network has no module {', '.join(sorted(unknown))}; it has {', '.join(modules)}")
    found: dict[str, nn.Parameter] = {}
    for name, module in modules.items():
        if isinstance(module, LAYERS) and not _is_within(name, keep_dense):
            own = module.named_parameters(recurse=False)
            found |= {f"{name}.{part}": weight for part, weight in own if weight.ndim > 1}
    return found


def sparsity_of(weights: Mapping[str, Tensor]) -> float:
    """The share of zeros."""
    zeros = sum(int((weight == 0).sum()) for weight in weights.values())
    return zeros / sum(weight.numel() for weight in weights.values())


def _is_within(name: str, modules: Sequence[str]) -> bool:
    """Whether a module is one of these or lies in one."""
    return any(name == module or name.startswith(f"{module}.") for module in modules)
