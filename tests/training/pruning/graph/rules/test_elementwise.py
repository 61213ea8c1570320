"""What is zero where it is masked, and what is not."""

from __future__ import annotations

import numpy as np
import pytest
from onnx_graphs import Net, coupling_of

from training.pruning.graph.rules.elementwise import DIVIDED_BY_NOTHING


def is_silent(build) -> list[bool]:
    """Whether the masked channels of what is built from a convolution of six are zero."""
    net = Net("n", 3, 4, 4)
    name = build(net, net.conv("x", 3, 6))
    return coupling_of(net.graph(net.conv(name, 6, 4))).axes[name][1].silent.tolist()


@pytest.mark.parametrize("operator", ["Relu", "Tanh", "HardSwish", "Erf", "Neg"])
def test_zero_stays_zero(operator: str) -> None:
    assert all(is_silent(lambda net, data: net.add(operator, data)))


@pytest.mark.parametrize("operator", ["Sigmoid", "Exp", "Softplus", "Cos", "HardSigmoid"])
def test_zero_becomes_something(operator: str) -> None:
    assert not any(is_silent(lambda net, data: net.add(operator, data)))


def test_a_sum_is_zero_where_all_its_parts_are() -> None:
    assert all(is_silent(lambda net, data: net.add("Add", data, net.weight(6, 1, 1))))
    assert not any(is_silent(lambda net, data: net.add("Add", data, net.weight(1))))
    assert not any(is_silent(lambda net, data: net.add("Add", data, net.add("Sigmoid", data))))


def test_a_product_is_zero_where_one_factor_is() -> None:
    assert all(is_silent(lambda net, data: net.add("Mul", data, net.add("Sigmoid", data))))
    assert all(is_silent(lambda net, data: net.add("Mul", data, net.weight(1))))


def test_a_choice_is_zero_where_both_choices_are() -> None:
    def chosen(net: Net, data: str) -> str:
        condition = net.add("Greater", data, net.constant(np.array(0.5, np.float32)))
        return net.add("Where", condition, data, net.add("Neg", data))

    assert all(is_silent(chosen))


def test_a_divisor_that_a_mask_would_silence_is_kept() -> None:
    net = Net("n", 3, 4, 4)
    quotient = net.add("Div", net.conv("x", 3, 6), net.conv("x", 3, 6))
    coupling = coupling_of(net.graph(net.conv(quotient, 6, 4)))
    assert coupling.groups == ()
    assert any(one.reason.endswith(DIVIDED_BY_NOTHING) for one in coupling.kept)
