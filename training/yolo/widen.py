"""Teaches a network further gestures without touching what it knows.

Every gesture has a row of its own in the last layer of each class branch, and nothing else depends on it. So only the
rows of the new gestures are trained, on features that stay as they are: for the old gestures boxes and scores remain
the same numbers. What can change for them is who wins: a new gesture may outscore an old one on the same hand. The loss
has a term for that, and `training.yolo.extend` measures what it comes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from training.yolo.checkpoint import detect_head, labels_of

HAND_IOU = 0.6  # a cell whose box covers the hand like this speaks for it
APART_IOU = 0.3  # and one below this does not; in between neither is asked
LEAST_CELLS = 3  # of each hand, if the network's boxes cover it badly
LOUD = 0.01  # a cell in which any gesture scores this may mislead, so all of those are learned from
QUIET_CELLS = 128  # of each picture, by chance, of the others; each stands for all those that were not drawn
MARGIN = 1.0  # by how much (in logits) the right gesture shall beat the other kind on the same hand
STEPS, LEARNING_RATE, DECAY = 400, 0.05, 1e-3  # of Adam, all cells at once; the decay per squared standard weight
FIRST_BIAS = -6.0  # a new gesture is rare until something speaks for it


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What one output level saw in some of its cells.

    Shapes:
        features: (n, channels)
        rival: (n,), the best logit of an old gesture
        shown: (n,), which new gesture is there, counted from 0; -1: none
        weight: (n,), how many cells it stands for
    """

    features: Tensor
    rival: Tensor
    shown: Tensor
    weight: Tensor


def widen(network: nn.Module, labels: Sequence[str]) -> nn.Module:
    """Give a network these further gestures, which it does not find until their rows are trained; in place.

    Raises:
        ValueError: It knows one of them already.
    """
    known = labels_of(network)
    if doubled := set(labels) & set(known):
        raise ValueError(f"the network knows {', '.join(sorted(doubled))} already")
    head, count = detect_head(network), len(known) + len(labels)
    for layers in _class_branches(network):
        old = cast(nn.Conv2d, layers[-1])
        new = nn.Conv2d(old.in_channels, count, 1)
        nn.init.zeros_(new.weight)
        nn.init.constant_(cast(Tensor, new.bias), FIRST_BIAS)
        with torch.no_grad():
            new.weight[: len(known)] = old.weight
            cast(Tensor, new.bias)[: len(known)] = cast(Tensor, old.bias)
        layers[-1] = new.to(old.weight)
    head.nc = count  # type: ignore[assignment]
    head.no = count + 4 * cast(int, head.reg_max)  # type: ignore[assignment]
    network.nc, network.names = count, dict(enumerate([*known, *labels]))  # type: ignore[assignment]
    return network


def teach(network: nn.Module, batches: Iterable[Mapping[str, Tensor]], old: int, seed: int) -> None:
    """Train the rows of the gestures from number `old` on, in place.

    Args:
        batches: Painted pictures as `training.data.loader.BatchLoader` gives them.
        seed: Of the choice among the cells in which nothing is.
    """
    generator = torch.Generator().manual_seed(seed)
    levels: list[list[Cells]] = []
    for batch in batches:
        levels.append(look(network, batch, old, generator))
    for layers, seen in zip(_class_branches(network), zip(*levels, strict=True), strict=True):
        _fit_rows(cast(nn.Conv2d, layers[-1]), _joined(seen), old)


def hold_back(network: nn.Module, old: int, logits: float) -> None:
    """Have the gestures from number `old` on say everything with less certainty, in place; nothing else changes."""
    with torch.no_grad():
        for layers in _class_branches(network):
            cast(Tensor, cast(nn.Conv2d, layers[-1]).bias)[old:] -= logits


def look(network: nn.Module, batch: Mapping[str, Tensor], old: int, generator: torch.Generator) -> list[Cells]:
    """Run the frozen network over a batch and choose the cells to learn from; one entry for each output level."""
    network.eval()
    with torch.no_grad(), _inputs_of([layers[-1] for layers in _class_branches(network)]) as features:
        output = network(batch["img"])
    raw = output[0] if isinstance(output, tuple | list) else output  # (B, 4 + classes, cells)
    counts = [one.shape[2] * one.shape[3] for one in features]
    side = batch["img"].shape[-1]
    chosen: list[list[Cells]] = [[] for _ in features]
    for picture in range(len(raw)):
        own = batch["batch_idx"] == picture
        target = _targets(raw[picture, :4].T, batch["bboxes"][own] * side, batch["cls"][own].flatten(), old)
        scores = raw[picture, 4:].T  # (cells, classes)
        weight = _weights(scores, target, generator)
        for level, part in enumerate(torch.split(torch.arange(len(target)), counts)):
            rows = part[weight[part] > 0]
            flat = features[level][picture].flatten(1).T  # (cells, channels)
            rival = torch.logit(scores[rows, :old].amax(1), eps=1e-6)
            chosen[level].append(Cells(flat[rows - part[0]], rival, target[rows], weight[rows]))
    return [_joined(cells) for cells in chosen]


def _targets(boxes: Tensor, truth: Tensor, classes: Tensor, old: int) -> Tensor:
    """What each cell should say: the number of a new gesture, -1 for none, -2 where it is not asked.

    Shapes:
        boxes: (cells, 4), truth: (m, 4), both centre and size in pixels; classes: (m,); returns (cells,)
    """
    target = torch.full((len(boxes),), -1, dtype=torch.long)
    new = classes >= old
    if not new.any():
        return target
    iou = _iou(boxes, truth[new])  # (cells, m)
    best, which = iou.max(dim=1)
    target[best >= APART_IOU] = -2
    sure = best >= HAND_IOU
    surest = torch.zeros_like(iou, dtype=torch.bool).scatter_(0, iou.topk(LEAST_CELLS, dim=0).indices, value=True)
    shown = sure | (surest & (iou > 0)).any(dim=1)
    target[shown] = classes[new].long()[which[shown]] - old
    return target


def _iou(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of boxes given by centre and size. Shapes (n, 4), (m, 4); returns (n, m)."""
    low = torch.maximum((a[:, :2] - a[:, 2:] / 2)[:, None], (b[:, :2] - b[:, 2:] / 2)[None])
    high = torch.minimum((a[:, :2] + a[:, 2:] / 2)[:, None], (b[:, :2] + b[:, 2:] / 2)[None])
    shared = (high - low).clamp(min=0).prod(dim=2)
    either = a[:, 2:].prod(dim=1)[:, None] + b[:, 2:].prod(dim=1)[None] - shared
    return shared / either.clamp(min=1e-6)


def _weights(scores: Tensor, target: Tensor, generator: torch.Generator) -> Tensor:
    """How many cells each stands for: 1 for what shows a new gesture or is loud, more for a few quiet ones, else 0.

    Nearly all cells of a picture show nothing, and one of them that is wrong is a false alarm; so what is drawn of them
    must weigh as much as all of them do.

    Shapes:
        scores: (cells, classes), target: (cells,); returns (cells,)
    """
    is_loud = (target == -1) & (scores.amax(dim=1) >= LOUD)
    weight = ((target >= 0) | is_loud).float()
    quiet = torch.nonzero((target == -1) & ~is_loud).flatten()
    drawn = quiet[torch.randperm(len(quiet), generator=generator)[:QUIET_CELLS]]
    weight[drawn] = len(quiet) / max(len(drawn), 1)
    return weight


def _fit_rows(last: nn.Conv2d, cells: Cells, old: int) -> None:
    """Train the new rows of one layer on what its cells saw: logistic regression, one gesture against everything."""
    if not (cells.shown >= 0).any():
        return  # no hand of this size: the rows stay silent
    mean, deviation = cells.features.mean(0), cells.features.std(0) + 1e-3
    features = (cells.features - mean) / deviation
    bias = cast(Tensor, last.bias)
    # On from where they are, seen in standard units.
    weight = (last.weight[old:, :, 0, 0] * deviation).detach().clone().requires_grad_()
    shift = (bias[old:] + last.weight[old:, :, 0, 0] @ mean).detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([weight, shift], lr=LEARNING_RATE)
    for _ in range(STEPS):
        loss = rows_loss(features @ weight.T + shift, cells) + DECAY * weight.square().sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    with torch.no_grad():
        plain = weight / deviation
        last.weight[old:, :, 0, 0] = plain
        bias[old:] = shift - plain @ mean


def rows_loss(logits: Tensor, cells: Cells) -> Tensor:
    """Binary cross-entropy and a hinge for who shall win on a hand, over all cells, by the cells that show a gesture.

    Shapes:
        logits: (n, new gestures); returns a scalar
    """
    truth = F.one_hot(cells.shown + 1, logits.shape[1] + 1)[:, 1:].to(logits)  # (n, new)
    entropy = F.binary_cross_entropy_with_logits(logits, truth, reduction="none").sum(dim=1)
    lead = torch.where(truth.bool(), logits, -torch.inf).amax(dim=1) - cells.rival
    lag = cells.rival - logits.amax(dim=1)
    is_shown = cells.shown >= 0
    # A rival below even odds orders nothing, so nobody needs to beat it.
    is_rival = cells.rival > 0
    wins = F.relu(MARGIN - torch.where(is_shown, lead, lag)) * (is_shown | is_rival)
    return ((entropy + wins) * cells.weight).sum() / is_shown.sum()


def _joined(cells: Iterable[Cells]) -> Cells:
    listed = list(cells)
    return Cells(
        torch.cat([one.features for one in listed]),
        torch.cat([one.rival for one in listed]),
        torch.cat([one.shown for one in listed]),
        torch.cat([one.weight for one in listed]),
    )


def _class_branches(network: nn.Module) -> list[nn.Sequential]:
    """The layers of each output level that end in one row for each gesture."""
    return [cast(nn.Sequential, layers) for layers in cast(nn.ModuleList, detect_head(network).cv3)]


@contextmanager
def _inputs_of(modules: Sequence[nn.Module]) -> Iterator[list[Tensor]]:
    """What goes into some modules during a forward pass, in their order."""
    seen: list[Tensor] = []

    def note(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        seen.append(inputs[0].detach())

    handles = [module.register_forward_pre_hook(note) for module in modules]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
