"""Plans training batches: which pictures and hands go where. Numbers only, so that other processes can plan ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.data.geometry import AugmentOptions, Floats, clipped, free_place, moved, pasted, placed

HAND_SHARE = 0.17  # median side of a hand as a share of the picture's side, as in the pictures themselves
MOSAIC_SLOTS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What the planner must know of a store: everything but the pixels.

    Shapes:
        sizes: (n, 2), width and height in pixels
        boxes: n arrays (m, 5); class and corners in pixels
    """

    sizes: NDArray[np.int64]
    boxes: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One source picture, or a part of it, drawn onto one canvas.

    Shapes:
        matrix: (2, 3), source pixels to canvas pixels
        part: (4,), left, top, right, bottom of what is drawn, in source pixels
        clip: (4,), the part of the canvas that may be drawn on
    """

    canvas: int
    source: int
    matrix: Floats
    part: Floats
    clip: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Layers of different canvases that are drawn together.

    Shapes:
        canvas: (n,), source: (n,), inverse: (n, 2, 3) canvas pixels to source pixels, part: (n, 4), clip: (n, 4)
    """

    canvas: NDArray[np.int64]
    source: NDArray[np.int64]
    inverse: Floats
    part: Floats
    clip: Floats

    def apart(self) -> Iterator[Layers]:
        """The layers one at a time."""
        for at in range(len(self.canvas)):
            one = slice(at, at + 1)
            yield Layers(self.canvas[one], self.source[one], self.inverse[one], self.part[one], self.clip[one])


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything about one batch but its pixels; drawn in the order of the fields.

    Shapes:
        boxes: one array (m, 5) for each canvas; class and corners in pixels
    """

    seed: int  # for the changes of light
    pictures: tuple[Layers, ...]
    hands: tuple[Layers, ...]
    decoys: Layers
    boxes: tuple[Floats, ...]


class Planner:
    """Plans batches from the outlines of a store of pictures and a store of single hands.

    Args:
        balance: Pictures are drawn with the power -balance of their rarest class's frequency; 0 is as they come.
    """

    def __init__(self, pictures: Outline, hands: Outline | None, side: int, balance: float) -> None:
        self._pictures, self._hands, self._side = pictures, hands, side
        self._chances = _cumulative(pictures.boxes, balance)
        self._hand_chances = None if hands is None else _cumulative(hands.boxes, 1.0)
        self._whole = np.array([0, 0, side, side], np.float32)

    def plan(self, count: int, options: AugmentOptions, seed: int) -> Plan:
        """Plan one batch of `count` canvases; the same seed gives the same plan."""
        rng = np.random.default_rng(seed)
        slots: list[list[Layer]] = [[] for _ in range(MOSAIC_SLOTS)]
        hands: list[list[Layer]] = [[] for _ in range(options.max_pastes)]
        decoys: list[Layer] = []
        boxes: list[Floats] = []
        for canvas in range(count):
            found = self._place_pictures(canvas, slots, options, rng)
            found = self._place_hands(canvas, hands, found, options, rng)
            boxes.append(found)
            if rng.random() < options.decoy:
                decoys += self._decoy(canvas, found, options, rng)
        return Plan(
            seed,
            tuple(_stack(layers) for layers in slots),
            tuple(_stack(layers) for layers in hands),
            _stack(decoys),
            tuple(boxes),
        )

    def _place_pictures(
        self, canvas: int, slots: list[list[Layer]], options: AugmentOptions, rng: np.random.Generator
    ) -> Floats:
        """One picture, or four around a random centre; returns their boxes."""
        found = []
        for slot, clip in enumerate(self._clips(options, rng)):
            source = int(np.searchsorted(self._chances, rng.random()))
            size, boxes = self._pictures.sizes[source], self._pictures.boxes[source]
            matrix = placed(size.tolist(), boxes, clip, options, rng)
            slots[slot].append(Layer(canvas, source, matrix, np.array([0, 0, *size], np.float32), clip))
            found.append(clipped(moved(boxes, matrix), clip))
        return np.concatenate(found)

    def _clips(self, options: AugmentOptions, rng: np.random.Generator) -> list[Floats]:
        """The rectangles of one canvas that pictures fill."""
        side = float(self._side)
        if rng.random() >= options.mosaic:
            return [self._whole]
        x, y = rng.uniform(0.3 * side, 0.7 * side, 2)
        corners = ((0, 0, x, y), (x, 0, side, y), (0, y, x, side), (x, y, side, side))
        return [np.array(corner, np.float32) for corner in corners]

    def _place_hands(
        self, canvas: int, slots: list[list[Layer]], boxes: Floats, options: AugmentOptions, rng: np.random.Generator
    ) -> Floats:
        """Hands of evenly drawn classes at free places, ever less likely; returns all boxes."""
        if self._hands is None or self._hand_chances is None:
            return boxes
        for slot, layers in enumerate(slots):
            if rng.random() >= options.paste / (slot + 1):
                break
            source = int(np.searchsorted(self._hand_chances, rng.random()))
            layer = self._patch(canvas, source, self._hands.boxes[source][0, 1:], boxes, options, rng)
            if layer is not None:
                layers.append(layer)
                boxes = np.concatenate([boxes, clipped(moved(self._hands.boxes[source], layer.matrix), layer.clip)])
        return boxes

    def _decoy(self, canvas: int, boxes: Floats, options: AugmentOptions, rng: np.random.Generator) -> list[Layer]:
        """A part of another picture that shows no hand."""
        source = int(rng.integers(len(self._pictures.boxes)))
        width, height = self._pictures.sizes[source]
        side = rng.uniform(0.12, 0.35) * max(width, height)
        centre = free_place(self._pictures.boxes[source], side, int(min(width, height)), rng)
        if centre is None:
            return []
        part = np.concatenate([centre - side / 2, centre + side / 2]).astype(np.float32)
        layer = self._patch(canvas, source, part, boxes, options, rng)
        return [] if layer is None else [layer]

    def _patch(
        self, canvas: int, source: int, part: Floats, boxes: Floats, options: AugmentOptions, rng: np.random.Generator
    ) -> Layer | None:
        """A part of a source at a free place of a canvas, as large as hands are."""
        side_px = self._side * float(np.clip(HAND_SHARE * np.exp(rng.normal(0, 0.5)), 0.05, 0.6))
        centre = free_place(boxes, side_px, self._side, rng)
        if centre is None:
            return None
        return Layer(
            canvas, source, pasted(part, centre, side_px, replace(options, stretch=0.08), rng), part, self._whole
        )


def _cumulative(boxes: Sequence[Floats], power: float) -> NDArray[np.float64]:
    """Cumulated chances of drawing each picture, by its rarest class; one without a hand counts as the commonest.

    Shapes:
        returns: (pictures,), ends at 1
    """
    classes = [own[:, 0].astype(np.int64) for own in boxes]
    counts = np.bincount(np.concatenate([*classes, np.zeros(0, np.int64)]))
    commonest = max(int(counts.max(initial=1)), 1)
    rarest = np.array([counts[own].min() if len(own) else commonest for own in classes], float)
    cumulated = np.cumsum(rarest**-power)
    return np.asarray(cumulated / cumulated[-1])


def _stack(layers: Sequence[Layer]) -> Layers:
    """Layers as arrays."""
    matrices = np.zeros((len(layers), 3, 3), np.float64)
    matrices[:, 2, 2] = 1
    for index, layer in enumerate(layers):
        matrices[index, :2] = layer.matrix
    return Layers(
        np.array([layer.canvas for layer in layers], np.int64),
        np.array([layer.source for layer in layers], np.int64),
        np.linalg.inv(matrices)[:, :2].astype(np.float32),
        np.array([layer.part for layer in layers], np.float32).reshape(-1, 4),
        np.array([layer.clip for layer in layers], np.float32).reshape(-1, 4),
    )
