"""Pictures are read when they are asked for, as the network wants them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from training.errors import DataError
from training.pruning.zoo.pictures import Pictures, cropped_or_mirrored, of_arrays, of_files
from training.pruning.zoo.preprocessing import Preprocessing

PLAIN = Preprocessing(8, 8, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def test_nothing_is_read_before_it_is_asked_for_and_once_only():
    asked = []

    def read(place):
        asked.append(place)
        return Image.new("RGB", (8, 8), (255, 0, 0))

    pictures = Pictures(read, 5, PLAIN)
    assert (len(pictures), asked) == (5, [])
    found = pictures[torch.tensor([3, 1])]
    assert found.shape == (2, 3, 8, 8)
    assert found[0, :, 0, 0].tolist() == [1.0, -1.0, -1.0]
    assert pictures[1:4].shape == (3, 3, 8, 8)
    assert sorted(asked) == [1, 2, 3]


def test_arrays_are_grey_or_coloured():
    assert of_arrays(np.zeros((2, 4, 6), np.uint8), [0, 1]).read(1).size == (6, 4)
    assert of_arrays(np.zeros((1, 4, 4, 3), np.uint8), [0]).read(0).mode == "RGB"


def test_a_broken_picture_is_named(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"a\.jpg cannot be decoded"):
        of_files([path], [0]).read(0)


def test_a_crop_stays_within_the_picture_and_varies():
    ramp = torch.linspace(0, 1, 16).expand(32, 1, 16, 16)
    varied = cropped_or_mirrored(ramp, torch.Generator().manual_seed(0))
    assert varied.shape == ramp.shape
    assert varied.min() >= 0
    assert varied.max() <= 1
    rising = (varied[:, 0, 8, -1] > varied[:, 0, 8, 0]).sum()
    assert 4 < rising < 28  # about half are mirrored
    assert torch.equal(varied, cropped_or_mirrored(ramp, torch.Generator().manual_seed(0)))
