"""Finds for each layer of one network the layer of another that takes its place.

A name that training gave says it, as long as such names tell the truth: files that count their layers call others by
the same name once one is gone. What names do not tell, the order tells: of all ways to pair layers of one operator and
one kernel without crossing, the one is taken in which most is alike (Needleman and Wunsch, 1970, gaps cost nothing).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.pruning.layers.layer import Layer
from training.pruning.layers.naming import is_numbered

Floats = NDArray[np.float64]
Pair = tuple[int | None, int | None]  # positions in both networks; None: it is in the other one only

_NAME = 100.0  # more than everything else together
_ALIKE, _STRIDE, _AREA, _CHANNELS, _HINT = 4.0, 2.0, 2.0, 1.0, 0.25
_TRUSTED = 0.9  # share of equal names that must belong to layers of the same kind


@dataclass(frozen=True, slots=True, eq=False)
class _Codes:
    """What layers have in common, as numbers that can be compared all at once.

    Shapes:
        each: (n,); equal numbers where two layers of either network are alike
    """

    names: NDArray[np.int64]
    operators: NDArray[np.int64]
    kernels: NDArray[np.int64]
    strides: NDArray[np.int64]
    areas: Floats
    channels: Floats
    trusted: NDArray[np.bool_]  # whether its name may be trusted


def align(one: Sequence[Layer], other: Sequence[Layer]) -> list[Pair]:
    """Pair the layers of two networks; each stands in one pair only.

    Returns:
        The pairs in the order of the first network; what only the second has stands behind the layer it follows.
    """
    codes = _codes(one, other)
    likeness = _likeness(*codes)
    partners = _best_path(likeness)
    _pair_by_name(partners, likeness)
    return _in_order(partners, len(other))


def _codes(one: Sequence[Layer], other: Sequence[Layer]) -> tuple[_Codes, _Codes]:
    book: dict[object, int] = {}

    def coded(words: Iterable[object]) -> NDArray[np.int64]:
        return np.array([book.setdefault(word, len(book)) for word in words], np.int64)

    def codes(layers: Sequence[Layer]) -> _Codes:
        return _Codes(
            names=coded(layer.name for layer in layers),
            operators=coded(layer.operator for layer in layers),
            kernels=coded(layer.kernel for layer in layers),
            strides=coded(layer.stride for layer in layers),
            areas=np.array([layer.area for layer in layers], np.float64),
            channels=np.array([layer.channels for layer in layers], np.float64),
            trusted=np.array([not is_numbered(layer.name) for layer in layers], np.bool_),
        )

    return codes(one), codes(other)


def _likeness(one: _Codes, other: _Codes) -> Floats:
    """How well each layer would take the place of each; 0 where it cannot.

    Shapes:
        returns: (n, m)
    """

    def same(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.asarray(a[:, None] == b[None, :])

    operator, kernel = same(one.operators, other.operators), same(one.kernels, other.kernels)
    stride, name = same(one.strides, other.strides), same(one.names, other.names)
    largest = np.maximum(np.maximum(one.channels[:, None], other.channels[None, :]), 1.0)
    width = np.minimum(one.channels[:, None], other.channels[None, :]) / largest
    namesakes = name & one.trusted[:, None] & other.trusted[None, :] & operator
    area = _same_areas(one.areas, other.areas, namesakes)
    if not _tells_truth(namesakes, kernel & stride & area):
        namesakes = np.zeros_like(namesakes)
    is_taken = np.logical_or.outer(namesakes.any(axis=1), namesakes.any(axis=0))
    fits = operator & (namesakes | (kernel & ~is_taken))
    alike = _ALIKE + _STRIDE * stride + _AREA * area + _CHANNELS * width + _HINT * name + _NAME * namesakes
    return np.asarray(np.where(fits, alike, 0.0), np.float64)


def _same_areas(one: Floats, other: Floats, namesakes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which outputs are of one size, also where one network looks at larger pictures than the other."""
    ratios = one[:, None] / np.maximum(other[None, :], 1.0)
    usual = np.median(ratios[namesakes]) if namesakes.any() else one.max(initial=0.0) / max(other.max(initial=0.0), 1.0)
    return np.asarray(np.isclose(ratios, usual, rtol=0.1) | np.isclose(ratios, 1.0, rtol=0.1))


def _tells_truth(namesakes: NDArray[np.bool_], is_alike: NDArray[np.bool_]) -> bool:
    """Whether equal names belong to layers of the same kind."""
    return bool(namesakes.any()) and float(is_alike[namesakes].mean()) >= _TRUSTED


def _best_path(likeness: Floats) -> list[int | None]:
    """The pairing without crossings that is worth most: for each of the first its partner.

    Shapes:
        likeness: (n, m)
    """
    count, width = likeness.shape
    best = np.zeros((count + 1, width + 1))
    for row in range(count):
        paired = best[row, :-1] + likeness[row]
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(best[row, 1:], paired))
    partners: list[int | None] = [None] * count
    row, column = count, width
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            partners[row] = column
    return partners


def _pair_by_name(partners: list[int | None], likeness: Floats) -> None:
    """Pair namesakes that stand elsewhere in the other file, where neither has a partner; in place."""
    taken = {partner for partner in partners if partner is not None}
    for row, column in np.argwhere(likeness >= _NAME).tolist():
        if partners[row] is None and column not in taken:
            partners[row] = column
            taken.add(column)


def _in_order(partners: Sequence[int | None], count: int) -> list[Pair]:
    """All layers of both networks in one list."""
    left = Counter(range(count)) - Counter(partner for partner in partners if partner is not None)
    behind: dict[int | None, list[int]] = {}
    last: int | None = None
    for column in range(count):
        if column in left:
            behind.setdefault(last, []).append(column)
        else:
            last = column
    pairs: list[Pair] = [(None, column) for column in behind.get(None, [])]
    for row, partner in enumerate(partners):
        pairs.append((row, partner))
        pairs.extend((None, column) for column in (behind.get(partner, []) if partner is not None else []))
    return pairs
