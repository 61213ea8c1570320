"""Moving numbers as ONNX has it where torch would do otherwise."""

from __future__ import annotations

import torch

from training.pruning.graph.operators.layout import OPERATORS


def test_a_cut_may_go_backwards() -> None:
    ints = [torch.tensor([number]) for number in (-1, -(2**40), 0, -2)]
    assert OPERATORS["Slice"]([torch.arange(6), *ints], {}).tolist() == [5, 3, 1]


def test_a_size_of_zero_is_copied() -> None:
    data = torch.zeros(2, 3, 4)
    assert OPERATORS["Reshape"]([data, torch.tensor([0, -1])], {}).shape == (2, 12)


def test_a_single_index_drops_its_axis() -> None:
    assert OPERATORS["Gather"]([torch.arange(6).reshape(2, 3), torch.tensor(-1)], {"axis": 1}).tolist() == [2, 5]


def test_pieces_are_even_where_no_sizes_are_said() -> None:
    pieces = OPERATORS["Split"]([torch.arange(5)], {"num_outputs": 2})
    assert [piece.tolist() for piece in pieces] == [[0, 1, 2], [3, 4]]
