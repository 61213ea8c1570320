"""Instructions are read from the files people have them in, and laid out so that only answers are judged."""

from __future__ import annotations

import json

import pytest

from training.errors import DataError
from training.pruning.language.instructions import UNJUDGED, encode_rows, packed_rows, prompt, read_instructions
from training.pruning.types import Instruction

ALPACA = {"instruction": "Add.", "input": "1 and 2", "output": "3"}


def letters(entry):
    return [ord(letter) for letter in entry.instruction + entry.input], [ord(letter) for letter in entry.output]


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_list_in_json(tmp_path):
    (entry,) = read_instructions(written(tmp_path / "alpaca.json", json.dumps([ALPACA])))
    assert entry == Instruction("Add.", "1 and 2", "3", "alpaca")


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(ALPACA, id="Alpaca"),
        pytest.param({"instruction": "Add.", "context": "1 and 2", "response": "3", "category": "x"}, id="Dolly"),
        pytest.param({"instruction": "Add.", "instances": [{"input": "1 and 2", "output": "3"}]}, id="Self-Instruct"),
    ],
)
def test_lines_of_json(record, tmp_path):
    (entry,) = read_instructions(written(tmp_path / "data.jsonl", json.dumps(record) + "\n\n"))
    assert (entry.instruction, entry.input, entry.output) == ("Add.", "1 and 2", "3")


def test_questions_have_no_input(tmp_path):
    (entry,) = read_instructions(written(tmp_path / "gsm.jsonl", json.dumps({"question": "1 + 2?", "answer": "3"})))
    assert (entry.instruction, entry.input, entry.output) == ("1 + 2?", "", "3")


def test_a_folder_of_tsv_tells_where_each_comes_from(tmp_path):
    written(tmp_path / "a.tsv", "Which?\\nOptions:\t(A)\tbecause\n")
    written(tmp_path / "b.tsv", "Why?\tso\n")
    found = read_instructions(str(tmp_path))
    assert [(entry.source, entry.instruction, entry.output) for entry in found] == [
        ("a", "Which?\nOptions:", "(A)"),
        ("b", "Why?", "so"),
    ]


def test_a_folder_of_datasets(tmp_path):
    datasets = pytest.importorskip("datasets", reason="pip install the extra `suite`")
    datasets.disable_progress_bars()
    table = datasets.Dataset.from_list([ALPACA])
    datasets.DatasetDict({"train": table, "test": table}).save_to_disk(str(tmp_path / "data"))
    (entry,) = read_instructions(str(tmp_path / "data"))
    assert entry.output == "3"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.json", "{", "cannot be read as instructions"),
        ("a.json", '{"instruction": "x"}', "holds no list of instructions"),
        ("a.json", "[1]", "record 1: expected an object"),
        ("a.json", '[{"text": "x"}]', "expected the fields instruction and output; found text"),
        ("a.json", "[]", "no instructions in"),
        ("a.tsv", "only a question\n", "line 1: expected an instruction, a tab and an answer"),
        ("a.txt", "x", "is no file of instructions"),
    ],
)
def test_what_holds_no_instructions_is_refused(name, text, sentence, tmp_path):
    with pytest.raises(DataError, match=sentence):
        read_instructions(written(tmp_path / name, text))


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"no folder that datasets\.save_to_disk wrote"):
        read_instructions(str(tmp_path))


def test_input_is_shown_where_there_is_some():
    assert "### Input:\n1 and 2" in prompt(Instruction("Add.", "1 and 2", "3"))
    assert "### Input" not in prompt(Instruction("Add.", "", "3"))


def test_only_the_answer_is_judged():
    rows = encode_rows([Instruction("ab", "", "xy"), Instruction("a", "", "z")], letters, 10)
    a, b, x, y, z = (ord(letter) for letter in "abxyz")
    assert rows.inputs.tolist() == [[a, b, x], [a, 0, 0]]
    assert rows.targets.tolist() == [[UNJUDGED, x, y], [z, UNJUDGED, UNJUDGED]]


def test_what_is_too_long_is_cut_off_behind():
    rows = encode_rows([Instruction("abc", "", "xyz")], letters, 3)
    assert rows.inputs.tolist() == [[ord(letter) for letter in "abc"]]
    assert rows.targets.tolist() == [[UNJUDGED, UNJUDGED, ord("x")]]


def test_packed_rows_begin_with_a_question():
    entries = [Instruction("ab", "", "x"), Instruction("cd", "", "y"), Instruction("ef", "", "z")]
    rows = packed_rows(entries, letters, 6)
    assert rows.inputs.tolist() == [[ord(letter) for letter in "abxcdy"], [*map(ord, "efz"), 0, 0, 0]]
    assert rows.targets[0].tolist() == [*map(ord, "bxcdy"), 0]
