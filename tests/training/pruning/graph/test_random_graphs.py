"""Whatever graph is drawn, pruning never changes what it computes: it gives what the masked one gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx_graphs import Net, pruned_and_masked

from training.pruning.graph.couple import Unit

SIDE, START = 4, 6
EVEN = 4  # of heads, groups and pieces


class Drawn:
    """A network of layers that all keep height and width; remembers every tensor with its channels."""

    def __init__(self, seed: int, is_open: bool) -> None:
        self.net = Net("n" if is_open else 2, 3, SIDE, SIDE, seed=seed)
        first = self.net.conv("x", 3, START, 3)
        self.tensors = [(first, START)]

    def keep(self, name: str, channels: int) -> None:
        self.tensors.append((name, channels))

    def aligned(self, pick: int, channels: int) -> str:
        """A tensor with so many channels, made so if there is none."""
        fitting = [name for name, own in self.tensors if own == channels]
        if fitting:
            return fitting[pick % len(fitting)]
        name, own = self.tensors[pick % len(self.tensors)]
        return self.net.conv(name, own, channels)


def conv(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    drawn.keep(drawn.net.conv(data, channels, 2 + pick % 7, 1 + 2 * (pick % 2)), 2 + pick % 7)


def depthwise(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    times = 1 + pick % 2
    drawn.keep(drawn.net.conv(data, channels, channels * times, 3, group=channels), channels * times)


def grouped(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    wide = drawn.net.conv(data, channels, 2 * EVEN)
    drawn.keep(drawn.net.conv(wide, 2 * EVEN, 3 * EVEN, 1, group=EVEN if pick % 2 else 2), 3 * EVEN)


def transposed(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    group = (1, channels)[pick % 2]
    weight = drawn.net.weight(channels, 3 if group == 1 else 1, 3, 3)
    outputs = 3 if group == 1 else channels
    drawn.keep(
        drawn.net.add("ConvTranspose", data, weight, drawn.net.weight(outputs), pads=[1] * 4, group=group), outputs
    )


def norm(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    weights = [drawn.net.weight(channels) for _ in range(3)]
    kind = ("BatchNormalization", "InstanceNormalization")[pick % 2]
    extra = [drawn.net.weight(channels, low=0.5)] if pick % 2 == 0 else []
    drawn.keep(drawn.net.add(kind, data, *weights[: 3 if pick % 2 == 0 else 2], *extra), channels)


def activation(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    kinds = ("Relu", "Sigmoid", "Tanh", "HardSwish", "Softplus", "Erf", "Abs", "Elu")
    drawn.keep(drawn.net.add(kinds[pick % len(kinds)], data), channels)


def two(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    kind = ("Add", "Mul", "Sub", "Max")[pick % 4]
    drawn.keep(drawn.net.add(kind, data, drawn.aligned(pick, channels)), channels)


def with_parameter(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    kind = ("Add", "Mul", "Sub", "Div", "PRelu", "Pow")[pick % 6]
    shapes = ((channels, 1, 1), (1, channels, 1, 1), (1,), (), (1, 1, SIDE))
    data = drawn.net.add("Abs", data) if kind == "Pow" else data
    shape = shapes[pick % (2 if kind == "PRelu" else len(shapes))]
    drawn.keep(drawn.net.add(kind, data, drawn.net.weight(*shape, low=0.5, high=1.5)), channels)


def concat(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    name, others = drawn.tensors[pick % len(drawn.tensors)]
    if channels + others <= 24:
        drawn.keep(drawn.net.add("Concat", data, name, data, axis=1), 2 * channels + others)


def split(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    if channels < 4:
        return
    left = 1 + pick % (channels - 2)
    one, other = drawn.net.add("Split", data, drawn.net.ints(left, channels - left), outputs=2, axis=1)
    drawn.keep(one, left)
    drawn.keep(other, channels - left)


def part(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    if channels < 3:
        return
    ints = drawn.net.ints
    if pick % 3 == 0:
        order = drawn.net.random.permutation(channels)[: channels - 1]
        drawn.keep(drawn.net.add("Gather", data, ints(*order.tolist()), axis=1), channels - 1)
    elif pick % 3 == 1:
        drawn.keep(drawn.net.add("Slice", data, ints(1), ints(2**40), ints(1)), channels - 1)
    else:
        drawn.keep(drawn.net.add("Slice", data, ints(-channels), ints(-1), ints(-3)), channels - 1)


def squeeze_and_excite(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    net = drawn.net
    pooled = net.add(("GlobalAveragePool", "GlobalMaxPool")[pick % 2], data)
    gate = net.add(("Sigmoid", "HardSigmoid")[pick % 2], net.conv(net.conv(pooled, channels, 3), 3, channels))
    drawn.keep(net.add("Mul", gate, data), channels)


def shuffle(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    net = drawn.net
    wide = net.conv(data, channels, 8)
    apart = net.add("Reshape", wide, net.ints(*((-1, 2, 4, SIDE, SIDE) if pick % 2 else (0, 2, -1, SIDE, SIDE))))
    turned = net.add("Transpose", apart, perm=[0, 2, 1, 3, 4])
    drawn.keep(net.add("Reshape", turned, net.ints(-1, 8, SIDE, SIDE)), 8)


def pool(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    kind = ("MaxPool", "AveragePool")[pick % 2]
    drawn.keep(drawn.net.add(kind, data, kernel_shape=[3, 3], pads=[1] * 4), channels)


def pad(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    more = pick % 2
    pads = drawn.net.ints(0, 0, 0, 0, 0, more, 0, 0)
    value = drawn.net.constant(drawn.net.random.uniform(1, 2, ()).astype("float32")) if pick % 3 else ""
    drawn.keep(drawn.net.add("Pad", data, pads, value), channels + more)


def attention(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    """Over the pixels, with two heads, as torch writes it, or without the sizes written down."""
    net, heads, side = drawn.net, 2, 3
    tokens = net.add("Transpose", net.add("Reshape", data, net.ints(0, channels, SIDE * SIDE)), perm=[0, 2, 1])
    packed = net.linear(tokens, channels, 3 * heads * side)
    apart = net.add("Reshape", packed, net.ints(0, SIDE * SIDE, 3, heads, side))
    turned = net.add("Transpose", apart, perm=[2, 0, 3, 1, 4])
    q, k, v = (net.add("Gather", turned, net.constant(np.array(at)), axis=0) for at in range(3))
    if pick % 3 == 0:
        q = net.add("Sigmoid", q)
    scores = net.add("MatMul", q, net.add("Transpose", k, perm=[0, 1, 3, 2]))
    mixed = net.add("MatMul", net.add("Softmax", scores, axis=-1), v)
    back = net.add("Reshape", net.add("Transpose", mixed, perm=[0, 2, 1, 3]), net.ints(0, SIDE * SIDE, -1))
    out = net.linear(back, heads * side, channels)
    normal = net.add("LayerNormalization", out, net.weight(channels), net.weight(channels)) if pick % 2 else out
    picture = net.add("Reshape", net.add("Transpose", normal, perm=[0, 2, 1]), net.ints(0, channels, SIDE, SIDE))
    drawn.keep(net.add("Add", picture, data) if pick % 5 else picture, channels)


def reduced(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    net = drawn.net
    if pick % 2:
        summed = net.add("ReduceSum", data, net.ints(1), keepdims=1)
    else:
        summed = net.add(("ReduceMean", "ReduceMax", "ReduceL2")[pick % 3], data, axes=[1], keepdims=1)
    drawn.keep(net.add(("Add", "Mul")[pick % 2], summed, data), channels)


def computed_size(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    """A reshape whose size comes from a Shape, batch and heads in one axis."""
    net = drawn.net
    wide = net.conv(data, channels, 8)
    batch = net.add("Gather", net.add("Shape", wide), net.ints(0), axis=0)
    heads = net.add("Concat", net.add("Mul", batch, net.ints(2)), net.ints(4, SIDE, SIDE), axis=0)
    apart = net.add("Relu", net.add("Reshape", wide, heads))
    if pick % 2:
        apart = net.add("Reshape", apart, net.add("Shape", apart))
    drawn.keep(net.add("Reshape", apart, net.add("Concat", batch, net.ints(8, SIDE, SIDE), axis=0)), 8)


def unknown(drawn: Drawn, data: str, channels: int, pick: int) -> None:
    drawn.keep(drawn.net.add("CumSum", data, drawn.net.constant(np.array(1))), channels)


LAYERS = (conv, conv, conv, depthwise, grouped, transposed, norm, norm, activation, two, two, with_parameter, concat,
          split, part, squeeze_and_excite, shuffle, pool, pad, attention, reduced, computed_size, unknown)  # fmt: skip
layers = st.tuples(st.sampled_from(LAYERS), st.integers(0, 10_000), st.integers(0, 1_000))


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.lists(layers, min_size=1, max_size=9), st.integers(0, 10**6), st.sampled_from([*Unit]), st.booleans())
def test_a_pruned_graph_computes_what_the_masked_one_does(drawn_layers, seed, unit, is_open) -> None:
    drawn = Drawn(seed, is_open)
    for layer, which, pick in drawn_layers:
        layer(drawn, *drawn.tensors[which % len(drawn.tensors)], pick)
    net = drawn.net
    ends = [net.add("GlobalAveragePool", net.conv(*drawn.tensors[-1], 5))]
    name, channels = drawn.tensors[seed % len(drawn.tensors)]
    ends.append(net.add("Gemm", net.add("Flatten", name), net.weight(channels * SIDE * SIDE, 3), net.weight(3)))
    _, apart, _ = pruned_and_masked(net.graph(*ends), 0.4, unit)
    assert apart <= 1e-5
