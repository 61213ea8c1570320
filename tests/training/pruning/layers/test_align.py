"""Which layer of another network takes a layer's place."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from training.pruning.layers.align import Pair, align
from training.pruning.layers.layer import Layer

KINDS = (("Conv", (1, 1)), ("Conv", (3, 3)), ("Gemm", ()), ("Concat", ()), ("Add", ()))


@st.composite
def networks(draw: st.DrawFn) -> list[Layer]:
    """Layers as networks have them: what they see becomes smaller, what they tell of it wider."""
    layers, side = [], 64
    for number in range(draw(st.integers(1, 14))):
        operator, kernel = draw(st.sampled_from(KINDS))
        stride = (draw(st.sampled_from((1, 1, 2))),) * 2 if kernel else ()
        side = max(side // (stride[0] if stride else 1), 1)
        channels = draw(st.sampled_from((8, 16, 32)))
        layers.append(Layer(f"block.{number}.layer", operator, kernel, stride, channels, channels, (side, side)))
    return layers


def numbered(layers: Sequence[Layer]) -> list[Layer]:
    """The same, as an exporter counts them."""
    return [dataclasses.replace(layer, name=f"{layer.operator}_{place}") for place, layer in enumerate(layers)]


def pruned(layers: Sequence[Layer]) -> list[Layer]:
    return [dataclasses.replace(layer, channels=layer.channels // 2, inputs=layer.inputs // 2) for layer in layers]


def both(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def one_to_one(count: int) -> list[Pair]:
    return [(place, place) for place in range(count)]


@given(networks())
def test_a_network_is_aligned_with_itself(layers: list[Layer]) -> None:
    assert align(layers, layers) == one_to_one(len(layers))
    assert align(numbered(layers), numbered(layers)) == one_to_one(len(layers))


@given(networks())
def test_a_pruned_copy_is_aligned_one_to_one_whatever_its_names_are(layers: list[Layer]) -> None:
    assert align(layers, pruned(layers)) == one_to_one(len(layers))
    assert align(layers, pruned(numbered(layers))) == one_to_one(len(layers))


@given(networks(), st.data())
def test_without_a_block_the_rest_stays_aligned(layers: list[Layer], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(layers) - 1))
    end = data.draw(st.integers(start + 1, len(layers)))
    rest = layers[:start] + layers[end:]
    kept = [*range(start), *range(end, len(layers))]
    assert both(align(layers, rest)) == [(row, place) for place, row in enumerate(kept)]
    assert both(align(rest, layers)) == [(place, row) for place, row in enumerate(kept)]


@given(networks(), st.data())
def test_without_a_block_and_without_names_all_that_is_left_finds_its_like(
    layers: list[Layer], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(layers) - 1))
    end = data.draw(st.integers(start + 1, len(layers)))
    rest = numbered(layers[:start] + layers[end:])
    pairs = both(align(layers, rest))
    assert [other for _, other in pairs] == list(range(len(rest)))
    assert all((layers[one].operator, layers[one].kernel) == (rest[other].operator, rest[other].kernel)
               for one, other in pairs)  # fmt: skip


@settings(max_examples=60)
@given(networks(), networks())
def test_every_layer_stands_in_one_pair_of_its_own_operator(one: list[Layer], other: list[Layer]) -> None:
    pairs = align(one, other)
    assert [left for left, _ in pairs if left is not None] == list(range(len(one)))
    assert sorted(right for _, right in pairs if right is not None) == list(range(len(other)))
    assert all(one[left].operator == other[right].operator for left, right in both(pairs))
    assert len(both(align(other, one))) == len(both(pairs))


def test_branches_that_a_file_writes_in_another_order_are_found_by_name() -> None:
    left, right = (Layer(f"model.{name}.conv", "Conv", (1, 1), (1, 1), 8, 8, (4, 4)) for name in ("left", "right"))
    assert align([left, right], [right, left]) == [(0, 1), (1, 0)]


def test_names_that_were_counted_anew_are_not_believed() -> None:
    """Of four layers, two kinds in turn, the first is gone, and the file counts from 0 again."""
    kinds = ((1, 1), (3, 3), (1, 1), (3, 3))
    layers = [
        Layer(f"features.{place}.conv", "Conv", kernel, (1, 1), 8, 8, (4, 4)) for place, kernel in enumerate(kinds)
    ]
    rest = [dataclasses.replace(layer, name=f"features.{place}.conv") for place, layer in enumerate(layers[1:])]
    assert both(align(layers, rest)) == [(1, 0), (2, 1), (3, 2)]


def test_what_only_the_second_has_stands_behind_what_it_follows() -> None:
    layers = [Layer(f"block.{name}", "Conv", (1, 1), (1, 1), 8, 8, (4, 4)) for name in "abc"]
    more = Layer("block.new", "Gemm", (), (), 8, 8)
    assert align(layers, [layers[0], more, *layers[1:]]) == [(0, 0), (None, 1), (1, 2), (2, 3)]
    assert align([], [more]) == [(None, 0)]
