"""Arithmetic as ONNX has it where torch would do otherwise."""

from __future__ import annotations

import torch

from training.pruning.graph.operators.arithmetic import OPERATORS


def test_whole_numbers_are_divided_towards_zero() -> None:
    divided = OPERATORS["Div"]([torch.tensor([-7, 7]), torch.tensor([2, 2])], {})
    assert divided.tolist() == [-3, 3]


def test_bounds_come_from_attributes_or_inputs_or_not_at_all() -> None:
    data = torch.tensor([-1.0, 0.5, 9.0])
    assert OPERATORS["Clip"]([data], {"min": 0.0, "max": 6.0}).tolist() == [0, 0.5, 6]
    assert OPERATORS["Clip"]([data, torch.tensor(0.0)], {}).tolist() == [0, 0.5, 9]
    assert OPERATORS["Clip"]([data], {}).tolist() == data.tolist()


def test_any_number_of_inputs_is_added_up_or_averaged() -> None:
    three = [torch.tensor([float(number)]) for number in (1, 2, 6)]
    assert [OPERATORS[name](three, {}).item() for name in ("Sum", "Mean", "Max", "Min")] == [9, 3, 6, 1]


def test_dropout_does_nothing_in_use() -> None:
    data, mask = OPERATORS["Dropout"]([torch.tensor([1.0, 2.0])], {})
    assert data.tolist() == [1, 2]
    assert mask.all()
