"""Pictures of a folder are brought to the pipeline's size, with the prompts that lie beside them."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
import torch

from training.errors import DataError
from training.pruning.diffusion import reference
from training.pruning.diffusion.reference import folder_examples, own_examples, read_prompts


@pytest.fixture
def folder(tmp_path):
    """Six pictures twice as wide as high: grey sides, a middle that grows lighter from file to file."""
    for number in range(6):
        pixels = np.full((20, 40, 3), 128, np.uint8)
        pixels[:, 10:30] = 40 * number
        cv2.imwrite(str(tmp_path / f"{number}.png"), pixels)
        (tmp_path / f"{number}.txt").write_text(f"number {number}\n")
    return tmp_path


@pytest.mark.parametrize("channels", [1, 3])
def test_the_middle_is_cut_out(folder, channels):
    examples = folder_examples(str(folder), (channels, 10, 10), has_text=False)
    assert examples.train.inputs[:].shape == (4, channels, 10, 10)
    assert len(examples.test) == 2
    assert examples.test.targets.tolist() == [0, 0]
    expected = torch.tensor([40 * number / 127.5 - 1 for number in range(4)])
    torch.testing.assert_close(examples.train.inputs[:].mean((1, 2, 3)), expected)
    assert float(examples.train.inputs[:].std((1, 2, 3)).max()) < 1e-5


def test_red_stays_red(tmp_path):
    for number in range(4):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((8, 8, 3), (0, 0, 255), np.uint8))
    inputs = folder_examples(str(tmp_path), (3, 8, 8), has_text=False).train.inputs
    assert inputs[:1][0, :, 0, 0].tolist() == [1, -1, -1]


def test_prompts_lie_beside_their_pictures(folder):
    assert read_prompts(str(folder)) == [f"number {number}" for number in range(6)]
    examples = folder_examples(str(folder), (1, 10, 10), has_text=True)
    assert torch.cat([examples.train.targets, examples.test.targets]).tolist() == [1, 2, 3, 4, 5, 6]


def test_prompts_may_lie_in_one_file(folder):
    for number in range(6):
        (folder / f"{number}.txt").unlink()
    lines = [json.dumps({"file_name": f"{number}.png", "text": f"no. {number}"}) for number in range(6)]
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    assert read_prompts(str(folder))[5] == "no. 5"


def test_a_text_file_holds_a_prompt_a_line(tmp_path):
    (tmp_path / "prompts.txt").write_text("a cat\n\na dog\n")
    assert read_prompts(str(tmp_path / "prompts.txt")) == ["a cat", "a dog"]


def test_what_is_missing_is_told(folder, tmp_path):
    (folder / "3.txt").unlink()
    with pytest.raises(DataError, match=r"3\.png has no prompt; write it into 3\.txt"):
        read_prompts(str(folder))
    (folder / "metadata.jsonl").write_text("{}")
    with pytest.raises(DataError, match="a line without file_name and text"):
        read_prompts(str(folder))
    (folder / "5.png").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"5\.png cannot be decoded"):
        folder_examples(str(folder), (1, 8, 8), has_text=False)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="holds 0 pictures; at least 4"):
        folder_examples(str(tmp_path / "empty"), (1, 8, 8), has_text=False)
    (tmp_path / "one.txt").write_text("a cat")
    with pytest.raises(DataError, match="fewer than two prompts"):
        read_prompts(str(tmp_path / "one.txt"))
    with pytest.raises(DataError, match="no folder of pictures"):
        folder_examples(str(tmp_path / "one.txt"), (1, 8, 8), has_text=False)


def test_own_pictures_are_halved():
    examples = own_examples(torch.arange(8.0)[:, None, None, None], torch.arange(8))
    assert examples.train.targets.tolist() == [0, 1, 2, 3]
    assert examples.test.inputs.flatten().tolist() == [4, 5, 6, 7]


def test_pictures_are_read_when_they_are_asked_for(folder, monkeypatch):
    """A data set of large pictures would not fit into memory."""
    examples = folder_examples(str(folder), (1, 10, 10), has_text=False)
    read, usual = [], reference._read
    monkeypatch.setattr(reference, "_read", lambda path, shape: read.append(path.stem) or usual(path, shape))
    assert len(examples.train.inputs) == 4
    assert read == []
    chosen = examples.train.inputs[torch.tensor([2, 0])]
    assert sorted(read) == ["0", "2"]
    assert torch.equal(chosen, examples.train.inputs[:][[2, 0]])
    assert torch.equal(examples.test.inputs[1:], usual(folder / "5.png", (1, 10, 10))[None])
