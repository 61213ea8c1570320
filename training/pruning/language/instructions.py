"""Instruction data: read from the files that people have them in, and turned into rows of tokens.

A file is JSON (a list), JSON lines or TSV; a folder is what `datasets.save_to_disk` wrote. Records have the fields of
Alpaca (instruction, input, output), of Dolly (instruction, context, response), of GSM8K (question, answer), or those of
Self-Instruct, whose answers lie in `instances`. A TSV line is an instruction, an answer, and whatever comes after.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import torch

from training.data.yolo_folder import resolve
from training.errors import DataError
from training.pruning.extra import need_extra
from training.pruning.types import Instruction, Split

UNJUDGED = -100  # the target of a token that is only given; losses leave it out
PROMPT = "### Instruction:\n{instruction}\n\n### Response:\n"
PROMPT_WITH_INPUT = "### Instruction:\n{instruction}\n\n### Input:\n{input}\n\n### Response:\n"

INSTRUCTION, INPUT, OUTPUT = ("instruction", "question"), ("input", "context"), ("output", "response", "answer")

Encode = Callable[[Instruction], tuple[list[int], list[int]]]  # an instruction to the tokens of question and answer


def read_instructions(name: str) -> list[Instruction]:
    """The instructions of a file or folder, or of all files of a folder of TSV.

    Raises:
        DataError: There is none, it cannot be read, or it holds something else.
        RecipeError: `datasets` is needed and not installed.
    """
    path = resolve(name)
    try:
        found = [entry for part in _parts(path) for entry in _read(part)]
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(f"{path} cannot be read as instructions: {error}.") from None
    if not found:
        raise DataError(f"There are no instructions in {path}.")
    return found


def prompt(entry: Instruction) -> str:
    """How a large model is asked; Alpaca's words without its preamble."""
    template = PROMPT_WITH_INPUT if entry.input else PROMPT
    return template.format(instruction=entry.instruction, input=entry.input)


def encode_rows(pool: Sequence[Instruction], encode: Encode, length: int) -> Split:
    """Questions with their answers in rows of tokens; what is too long is cut off behind.

    Shapes:
        inputs, targets: (n, T), T at most `length`; targets are -100 but for the tokens of the answer
    """
    encoded = [encode(entry) for entry in pool]
    width = min(max(len(asked) + len(answer) for asked, answer in encoded) - 1, length)
    inputs = torch.zeros(len(pool), width, dtype=torch.long)
    targets = torch.full((len(pool), width), UNJUDGED)
    for row, (asked, answer) in enumerate(encoded):
        tokens = torch.tensor(asked + answer)
        count = min(len(tokens) - 1, width)
        inputs[row, :count] = tokens[:count]
        begin = len(asked) - 1
        targets[row, begin:count] = tokens[begin + 1 : count + 1]
    return Split(inputs, targets)


def packed_rows(pool: Sequence[Instruction], encode: Encode, length: int) -> Split:
    """Questions with their answers one behind the other, as a text to learn from; each row begins with a question.

    Shapes:
        inputs, targets: (n, length); what does not fit whole begins the next row, and zeros fill up
    """
    filled: list[list[int]] = [[]]
    for entry in pool:
        asked, answer = encode(entry)
        if filled[-1] and len(filled[-1]) + len(asked) + len(answer) > length + 1:
            filled.append([])
        filled[-1] += asked + answer
    tokens = torch.zeros(len(filled), length + 1, dtype=torch.long)
    for row, found in enumerate(filled):
        tokens[row, : len(found)] = torch.tensor(found[: length + 1])
    return Split(tokens[:, :-1], tokens[:, 1:])


def _parts(path: Path) -> list[Path]:
    """The files that make up a folder of TSV; everything else is one."""
    return sorted(path.glob("*.tsv")) or [path] if path.is_dir() else [path]


def _read(path: Path) -> Iterator[Instruction]:
    """The instructions of one file, or of one folder of datasets."""
    if path.is_dir():
        return _each(_from_datasets(path), path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tsv":
        return _from_lines(text, path)
    if path.suffix == ".jsonl":
        return _each((json.loads(line) for line in text.splitlines() if line.strip()), path)
    if path.suffix == ".json":
        return _each(json.loads(text), path)
    raise DataError(f"{path} is no file of instructions; give a .json, .jsonl or .tsv, or a folder of datasets.")


def _from_datasets(path: Path) -> Iterator[Mapping[str, object]]:
    """The records of what `save_to_disk` wrote; of several splits `train`."""
    need_extra("datasets")
    import datasets

    try:
        found = datasets.load_from_disk(str(path))
    except (FileNotFoundError, ValueError) as error:
        raise DataError(f"{path} is no folder that datasets.save_to_disk wrote: {error}") from None
    return iter(found["train"] if isinstance(found, datasets.DatasetDict) else found)


def _from_lines(text: str, path: Path) -> Iterator[Instruction]:
    """One instruction a line; line breaks within one are written `\\n`."""
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.replace("\\n", "\n").strip() for cell in line.split("\t")]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            raise DataError(f"{path}, line {number}: expected an instruction, a tab and an answer.")
        yield Instruction(cells[0], "", cells[1], path.stem)


def _each(records: object, path: Path) -> Iterator[Instruction]:
    """Records in whatever fields they have."""
    if isinstance(records, Mapping | str) or not hasattr(records, "__iter__"):
        raise DataError(f"{path} holds no list of instructions.")
    for number, record in enumerate(records, start=1):
        if not isinstance(record, Mapping):
            raise DataError(f"{path}, record {number}: expected an object with instruction and output.")
        instances = record.get("instances")
        for instance in instances if isinstance(instances, list) else [{}]:
            yield _instruction({**record, **instance}, f"{path}, record {number}", path.stem)


def _instruction(record: Mapping[str, object], where: str, source: str) -> Instruction:
    """One record."""
    instruction, answer = _field(record, INSTRUCTION), _field(record, OUTPUT)
    if instruction is None or answer is None:
        raise DataError(f"{where}: expected the fields instruction and output; found {', '.join(map(str, record))}.")
    return Instruction(instruction, _field(record, INPUT) or "", answer, source)


def _field(record: Mapping[str, object], names: Sequence[str]) -> str | None:
    """The first of some fields that is text."""
    return next((str(record[name]) for name in names if isinstance(record.get(name), str)), None)
