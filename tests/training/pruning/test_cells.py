"""The cells of a paper come back as they were written, and a damaged file is one sentence."""

from __future__ import annotations

import dataclasses

import pytest
from made_up_cells import LINE

from training.errors import DataError
from training.pruning.cells import Cell, cells_file, lines_of, read_cells, write_cells
from training.pruning.report import FILE, append

CELLS = [Cell("90 %", LINE), Cell("95 %", dataclasses.replace(LINE, seed=1))]


def test_cells_come_back(tmp_path):
    path = cells_file(tmp_path / "deeper", "gradual")
    write_cells(CELLS, path)
    assert read_cells(path) == CELLS
    assert [file.name for file in path.parent.iterdir()] == ["gradual.jsonl"]


def test_no_file_has_no_cells(tmp_path):
    assert read_cells(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize("text", ["{", "[]", '{"run": "x"}', '{"trial": "x", "run": "x"}'])
def test_a_damaged_file_is_one_sentence(text, tmp_path):
    write_cells(CELLS, tmp_path / "a.jsonl")
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    with pytest.raises(DataError, match="line 3 is no cell of a protocol"):
        read_cells(tmp_path / "a.jsonl")


def test_a_cell_that_two_papers_share_is_one_line(tmp_path):
    write_cells(CELLS, tmp_path / "a.jsonl")
    write_cells(CELLS[:1], tmp_path / "b.jsonl")
    assert [line.seed for line in lines_of(tmp_path)] == [0, 1]


def test_a_report_of_runs_comes_before_the_cells(tmp_path):
    write_cells(CELLS, tmp_path / "a.jsonl")
    append(LINE, tmp_path / FILE)
    assert lines_of(tmp_path) == [LINE]
