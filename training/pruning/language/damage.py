"""How far pruning has moved a model's answers: the divergence of its words from the dense model's, token by token.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594. The official code looks at
the question and sums over its tokens, so that long ones count most; here, as in the paper, only tokens of the answer
count, and each item has their mean. Over a large vocabulary the tokens that the dense model holds likeliest may be
compared one by one and all others as one; the divergence is never larger for it, and it takes a fraction of the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.pruning.types import Split

LEAST = 1e-12  # of a probability that is left over
ROWS_AT_ONCE = 8  # logits over a large vocabulary fill the memory

Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Damage:
    """What is known of each item.

    Shapes:
        divergence: (n,), Jensen-Shannon, 0 to ln 2, mean over the answer's tokens
        surprise: (n,), the dense model's loss on the answer, nats per token
    """

    divergence: Tensor
    surprise: Tensor


def measure_damage(dense: nn.Module, pruned: nn.Module, rows: Split, tell: Tell, likeliest: int = 0) -> Damage:
    """Compare two networks on the answers of some rows.

    Args:
        rows: As `encode_rows` makes them: the targets of what is only given are -100.
        likeliest: How many tokens are compared one by one, of each place; 0: all.
        tell: Hears the share that is done.
    """
    found: list[tuple[Tensor, Tensor]] = []
    device = next(dense.parameters()).device
    with torch.no_grad():
        for start in range(0, len(rows), ROWS_AT_ONCE):
            chosen = slice(start, start + ROWS_AT_ONCE)
            tokens, targets = rows.inputs[chosen].to(device), rows.targets[chosen].to(device)
            before, after = dense(tokens), pruned(tokens)  # (rows, T, vocabulary)
            found += [
                _of_item(b[t >= 0], a[t >= 0], t[t >= 0], likeliest)
                for b, a, t in zip(before, after, targets, strict=True)
            ]
            tell(min(start + ROWS_AT_ONCE, len(rows)) / len(rows))
    divergence, surprise = zip(*found, strict=True)
    return Damage(torch.stack(divergence).cpu(), torch.stack(surprise).cpu())


def divergence(before: Tensor, after: Tensor, likeliest: int = 0) -> Tensor:
    """The Jensen-Shannon divergence of two distributions, in nats.

    Args:
        likeliest: Of `before`, the tokens that are compared one by one; 0: all.

    Shapes:
        before, after: (tokens, vocabulary), logits
        returns: (tokens,), 0 to ln 2
    """
    if 0 < likeliest < before.shape[-1]:
        kept = before.topk(likeliest, dim=-1).indices
        p, q = _with_the_rest(before, kept), _with_the_rest(after, kept)
    else:
        p, q = functional.log_softmax(before.double(), dim=-1), functional.log_softmax(after.double(), dim=-1)
    middle = torch.logaddexp(p, q) - torch.log(torch.tensor(2.0, dtype=torch.float64))
    return 0.5 * ((p.exp() * (p - middle)).sum(dim=-1) + (q.exp() * (q - middle)).sum(dim=-1))


def _with_the_rest(logits: Tensor, kept: Tensor) -> Tensor:
    """The logarithms of some probabilities, and of what all others come to.

    Shapes:
        logits: (tokens, vocabulary); kept: (tokens, k); returns: (tokens, k + 1)
    """
    everything = logits.logsumexp(-1, keepdim=True).double()
    found = logits.gather(-1, kept).double() - everything
    rest = (1 - found.exp().sum(-1, keepdim=True)).clamp(min=LEAST)
    return torch.cat([found, rest.log()], -1)


def _of_item(before: Tensor, after: Tensor, targets: Tensor, likeliest: int) -> tuple[Tensor, Tensor]:
    """One answer; one that was cut off entirely is neither damaged nor believable.

    Shapes:
        before, after: (tokens, vocabulary); targets: (tokens,)
    """
    if not len(targets):
        return torch.zeros((), dtype=torch.float64), torch.full((), torch.inf, dtype=torch.float64)
    surprise = functional.cross_entropy(before.float(), targets).double()
    return divergence(before, after, likeliest).mean(), surprise
