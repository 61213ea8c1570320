"""Cases where pruning could change a network without anyone noticing: each gives what the masked network gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from onnx_graphs import Net, coupling_of, difference, pruned_and_masked, some_of

from training.pruning.graph.couple import Unit
from training.pruning.graph.model import Graph, count_values, graph_of
from training.pruning.graph.remove import mask, remove
from training.pruning.graph.trace import random_inputs, run, sizes_of_inputs, trace

SHOWS = 1e-3  # a mask has to change the output by this much, or agreeing with it says nothing


def concat_offsets() -> Graph:
    net = Net("n", 3, 6, 6)
    a, b = net.conv("x", 3, 5), net.conv("x", 3, 7)
    return net.graph(net.conv(net.add("Concat", b, a, b, axis=1), 19, 4, 3))


def pyramid_pooling() -> Graph:
    """SPPF: the same channels four times."""
    net = Net("n", 3, 8, 8)
    first = net.conv("x", 3, 8)
    pooled = [first]
    for _ in range(3):
        pooled.append(net.add("MaxPool", pooled[-1], kernel_shape=[5, 5], pads=[2] * 4))
    return net.graph(net.conv(net.add("Concat", *pooled, axis=1), 32, 4))


def halves_of_which_one_goes_on() -> Graph:
    """C2f: a split, one half through a bottleneck, all of it joined again."""
    net = Net("n", 3, 6, 6)
    one, other = net.add("Split", net.conv("x", 3, 12), net.ints(6, 6), outputs=2, axis=1)
    inner = net.add("Add", net.conv(net.add("Relu", net.conv(other, 6, 8)), 8, 6), other)
    return net.graph(net.conv(net.add("Concat", one, other, inner, axis=1), 18, 4))


def split_after_reshape() -> Graph:
    net = Net("n", 3, 4, 4)
    apart = net.add("Reshape", net.conv("x", 3, 12), net.ints(0, 2, 6, 4, 4))
    one, other = net.add("Split", apart, net.ints(1, 1), outputs=2, axis=1)
    both = net.add("Mul", net.add("Sigmoid", one), other)
    return net.graph(net.conv(net.add("Reshape", both, net.ints(0, 6, 4, 4)), 6, 4))


def sum_that_is_broadcast() -> Graph:
    """One operand has the channels only, the other the picture."""
    net = Net("n", 3, 5, 5)
    pooled = net.add("ReduceMean", net.conv("x", 3, 6), axes=[2, 3], keepdims=1)
    return net.graph(net.conv(net.add("Add", net.conv("x", 3, 6), pooled), 6, 4))


def flattened_picture() -> Graph:
    """A linear layer reads height * width columns for each channel."""
    net = Net("n", 3, 4, 5)
    flat = net.add("Flatten", net.add("Relu", net.conv("x", 3, 6)))
    return net.graph(net.add("Gemm", flat, net.weight(4, 120), net.weight(4), transB=1))


def flattened_with_the_channels_last() -> Graph:
    net = Net("n", 3, 4, 5)
    last = net.add("Transpose", net.conv("x", 3, 6), perm=[0, 2, 3, 1])
    return net.graph(net.add("Gemm", net.add("Reshape", last, net.ints(0, -1)), net.weight(120, 4)))


def groups_of_a_convolution() -> Graph:
    net = Net("n", 3, 5, 5)
    return net.graph(net.conv(net.add("Relu", net.conv(net.conv("x", 3, 12), 12, 20, 3, group=4)), 20, 4))


def depthwise_with_a_multiplier() -> Graph:
    net = Net("n", 3, 5, 5)
    return net.graph(net.conv(net.conv(net.conv("x", 3, 6), 6, 12, 3, group=6), 12, 4))


def scale_of_zeros() -> Graph:
    """A sigmoid makes one half of a masked zero, which the next weight must not hear."""
    net = Net("n", 3, 5, 5)
    return net.graph(net.conv(net.add("Sigmoid", net.conv("x", 3, 6)), 6, 4, 3))


def channels_that_are_divided_by() -> Graph:
    net = Net("n", 3, 5, 5)
    divided = net.add("Div", net.conv("x", 3, 6), net.weight(1, 6, 1, 1, low=0.5))
    return net.graph(net.conv(divided, 6, 4))


def embedded_tokens() -> Graph:
    """A table of tokens that the last layer reads as well, transposed."""
    net = Net("n", "t", kind=7)
    table = net.weight(11, 8)
    hidden = net.linear(net.add("Gather", table, "x"), 8, 6)
    return net.graph(net.add("MatMul", net.linear(hidden, 6, 8), net.add("Transpose", table, perm=[1, 0])))


def equation() -> Graph:
    net = Net("n", 3, 4)
    one = net.add("Einsum", "x", net.weight(3, 6), equation=b"nct,cd->ndt")
    return net.graph(net.add("Einsum", one, net.weight(2, 6), equation=b"ndt,ed->net"))


def grown_pictures() -> Graph:
    net = Net("n", 3, 4, 4)
    scales = net.constant(np.array([1, 1, 2, 2], np.float32))
    large = net.add("Resize", net.conv("x", 3, 6), "", scales, mode="nearest")
    sized = net.add("Resize", net.conv(large, 6, 5), "", "", net.ints(2, 5, 6, 6), mode="nearest")
    return net.graph(net.conv(sized, 5, 4))


def pixels_of_channels() -> Graph:
    net = Net("n", 3, 4, 4)
    first = net.add("DepthToSpace", net.conv("x", 3, 12), blocksize=2, mode="CRD")
    return net.graph(net.conv(net.add("DepthToSpace", net.conv(first, 3, 8), blocksize=2), 2, 4))


def groups_that_are_normalised() -> Graph:
    """GroupNorm as torch exports it: only whole groups can go."""
    net = Net("n", 3, 4, 4)
    apart = net.add("Reshape", net.conv("x", 3, 12), net.ints(0, 4, -1))
    ones, zeros = net.constant(np.ones(4, np.float32)), net.constant(np.zeros(4, np.float32))
    normal = net.add("Reshape", net.add("InstanceNormalization", apart, ones, zeros), net.ints(0, 12, 4, 4))
    scaled = net.add("Add", net.add("Mul", normal, net.weight(12, 1, 1)), net.weight(12, 1, 1))
    return net.graph(net.conv(scaled, 12, 4))


def expanded_token() -> Graph:
    net = Net("n", 3, 6)
    batch = net.add("Gather", net.add("Shape", "x"), net.ints(0))
    token = net.add("Expand", net.weight(1, 1, 6), net.add("Concat", batch, net.ints(1, 6), axis=0))
    return net.graph(net.linear(net.add("Concat", token, net.linear("x", 6, 6), axis=1), 6, 4))


CASES = (
    concat_offsets, pyramid_pooling, halves_of_which_one_goes_on, split_after_reshape, sum_that_is_broadcast,
    flattened_picture, flattened_with_the_channels_last, groups_of_a_convolution, depthwise_with_a_multiplier,
    scale_of_zeros, channels_that_are_divided_by, embedded_tokens, equation, grown_pictures, pixels_of_channels,
    groups_that_are_normalised, expanded_token,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_cut_network_is_the_masked_one(case: Callable[[], Graph]) -> None:
    graph = case()
    pruned, apart, effect = pruned_and_masked(graph)
    assert count_values(pruned) < count_values(graph)
    assert effect > SHOWS
    assert apart <= 1e-5


def attention(net: Net, heads: int, side: int) -> str:
    """As torch exports it, with the batch in a size that is computed."""
    batch = net.add("Gather", net.add("Shape", "x"), net.ints(0), axis=0)
    packed = net.linear("x", 8, 3 * heads * side)
    sizes = net.add("Concat", batch, net.ints(5, 3, heads, side), axis=0)
    turned = net.add("Transpose", net.add("Reshape", packed, sizes), perm=[2, 0, 3, 1, 4])
    q, k, v = (net.add("Gather", turned, net.constant(np.array(at)), axis=0) for at in range(3))
    width = net.add("Cast", net.add("Gather", net.add("Shape", q), net.ints(3), axis=0), to=1)
    scores = net.add("Div", net.add("MatMul", q, net.add("Transpose", k, perm=[0, 1, 3, 2])), net.add("Sqrt", width))
    mixed = net.add("MatMul", net.add("Softmax", scores, axis=-1), v)
    joined = net.add("Concat", batch, net.ints(5, heads * side), axis=0)
    return net.linear(net.add("Reshape", net.add("Transpose", mixed, perm=[0, 2, 1, 3]), joined), heads * side, 4)


@pytest.mark.parametrize(("unit", "channels", "width"), [(Unit.BLOCK, 4, 6 * 3), (Unit.POSITION, 6, 4 * 3)])
def test_attention_loses_whole_heads_or_the_same_places_of_each(unit: Unit, channels: int, width: int) -> None:
    net = Net("n", 5, 8)
    graph = net.graph(attention(net, heads=4, side=6))
    (group,) = coupling_of(graph, unit).groups
    assert (len(group.channels), max(group.places.count(place) for place in group.places)) == (channels, width)
    _, apart, effect = pruned_and_masked(graph, 0.5, unit)
    assert effect > SHOWS
    assert apart <= 1e-5


def test_heads_stay_where_nothing_that_is_taken_apart_may_go() -> None:
    net = Net("n", 5, 8)
    assert coupling_of(net.graph(attention(net, 4, 6)), Unit.NOTHING).groups == ()


def test_queries_that_are_not_silent_keep_what_they_are_compared_by() -> None:
    """A sigmoid makes each masked query one half, which times a key of zero is nothing, but not times a loud key."""
    net = Net("n", 5, 8)
    q, k = (net.add("Sigmoid", net.linear("x", 8, 6)) for _ in range(2))
    graph = net.graph(net.add("MatMul", q, net.add("Transpose", k, perm=[0, 2, 1])))
    coupling = coupling_of(graph)
    assert coupling.groups == ()
    assert any("not zero where it is masked" in one.reason for one in coupling.kept)


def test_batch_and_heads_in_one_axis_follow_the_batch() -> None:
    net = Net("n", 8, 4)
    batch = net.add("Gather", net.add("Shape", "x"), net.ints(0), axis=0)
    weight = net.weight(6, 8)
    wide = net.add("MatMul", weight, "x")
    rows = net.add("Reshape", wide, net.add("Concat", net.add("Mul", batch, net.ints(6)), net.ints(4), axis=0))
    again = net.add("Reshape", net.add("Relu", rows), net.add("Shape", rows))
    back = net.add("Reshape", again, net.add("Concat", batch, net.ints(6, 4), axis=0))
    pruned, apart, effect = pruned_and_masked(net.graph(net.add("MatMul", net.weight(3, 6), back)))
    assert pruned.parameters[weight].shape == (3, 8)
    assert effect > SHOWS
    assert apart <= 1e-5


@pytest.mark.parametrize("opset", [9, 11, 12])
def test_numbers_that_older_opsets_keep_in_attributes_are_brought_up_to_date(opset: int) -> None:
    net = Net("n", 3, 4, 4, opset=opset)
    one, other = net.add("Split", net.conv("x", 3, 10), outputs=2, axis=1, split=[4, 6])
    if opset < 10:
        cut = net.add("Slice", other, starts=[1], ends=[5], axes=[1])
    else:
        cut = net.add("Slice", other, net.ints(1), net.ints(5), net.ints(1))
    graph = net.graph(net.conv(net.add("Concat", one, cut, axis=1), 8, 4))
    _, apart, effect = pruned_and_masked(graph)
    assert effect > SHOWS
    assert apart <= 1e-5


def test_nothing_to_remove_leaves_the_network_as_it_is() -> None:
    graph = concat_offsets()
    seen, coupling = trace(graph), coupling_of(graph)
    nothing = some_of(coupling, 0)
    same = remove(graph, seen, coupling, nothing)
    inputs = random_inputs(graph, sizes_of_inputs(graph, 0, {}), seed=1)
    assert difference(run(graph.proto, inputs, graph.outputs), run(same.proto, inputs, same.outputs)) == 0
    whole = mask(graph, coupling, nothing).parameters
    assert all(np.array_equal(whole[name], array) for name, array in graph.parameters.items())


def test_metadata_stays() -> None:
    net = Net("n", 3, 4, 4)
    proto = net.proto(net.conv(net.conv("x", 3, 6), 6, 4))
    entry = proto.metadata_props.add()
    entry.key, entry.value = "names", "{0: 'palm'}"
    graph = graph_of(proto)
    coupling = coupling_of(graph)
    pruned = remove(graph, trace(graph), coupling, some_of(coupling, 0.5))
    assert {one.key: one.value for one in pruned.proto.metadata_props} == {"names": "{0: 'palm'}"}
