"""What is summed over is tied together, group by group of a convolution where it has several."""

from __future__ import annotations

import pytest
from onnx_graphs import Net, coupling_of

from training.pruning.graph.rules.contraction import NOT_SILENT


def sizes(net: Net, *outputs: str) -> list[int]:
    return sorted(len(group.channels) for group in coupling_of(net.graph(*outputs)).groups)


def test_groups_lose_the_same_places() -> None:
    net = Net("n", 3, 4, 4)
    assert sizes(net, net.conv(net.conv(net.conv("x", 3, 12), 12, 8, group=4), 8, 4)) == [2, 3]


@pytest.mark.parametrize("times", [1, 2])
def test_a_depthwise_convolution_goes_with_what_it_reads(times: int) -> None:
    net = Net("n", 3, 4, 4)
    assert sizes(net, net.conv(net.conv(net.conv("x", 3, 6), 6, 6 * times, group=6), 6 * times, 4)) == [6]


@pytest.mark.parametrize(("group", "wanted"), [(1, [6, 9]), (3, [2, 3]), (6, [6])])
def test_a_transposed_convolution_has_its_incoming_channels_first(group: int, wanted: list[int]) -> None:
    net = Net("n", 3, 4, 4)
    outputs = {1: 9, 3: 3, 6: 1}[group]
    grown = net.add("ConvTranspose", net.conv("x", 3, 6), net.weight(6, outputs, 2, 2), strides=[2, 2], group=group)
    assert sizes(net, net.conv(grown, outputs * group, 4)) == wanted


@pytest.mark.parametrize(("turned", "shape"), [(0, (6, 5)), (1, (5, 6))])
def test_gemm_may_turn_its_second_matrix(turned: int, shape: tuple[int, int]) -> None:
    net = Net("n", 3)
    hidden = net.add("Gemm", "x", net.weight(3, 6), net.weight(6))
    out = net.add("Gemm", hidden, net.weight(*shape), net.weight(5), transB=turned)
    assert sizes(net, net.add("Gemm", out, net.weight(5, 2))) == [5, 6]


def test_a_product_with_a_vector_keeps_everything() -> None:
    net = Net("n", 3)
    assert sizes(net, net.add("MatMul", net.linear("x", 3, 6), net.weight(6))) == []


@pytest.mark.parametrize("equation", [b"...c,cd->...d", b"nc,cd"])
def test_an_equation_that_is_not_written_out_keeps_everything(equation: bytes) -> None:
    net = Net("n", 3)
    assert sizes(net, net.add("Einsum", net.linear("x", 3, 6), net.weight(6, 2), equation=equation)) == []


def test_letters_that_are_summed_and_heard_are_kept() -> None:
    net = Net("n", 5, 4)
    one, other = (net.add("Sigmoid", net.linear("x", 4, 6)) for _ in range(2))
    coupling = coupling_of(net.graph(net.add("Einsum", one, other, equation=b"ntc,nsc->nts")))
    assert coupling.groups == ()
    assert any(kept.reason.endswith(NOT_SILENT) for kept in coupling.kept)
