"""A picture becomes what torchvision's own presets make of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.models import get_model_weights

from training.pruning.zoo.preprocessing import Preprocessing, of_values, resized


@pytest.mark.parametrize("size", [(300, 260), (50, 400)])
def test_it_does_what_the_preset_of_torchvision_does(size):
    preset = get_model_weights("resnet18").DEFAULT.transforms()
    own = of_values(224, 256, (preset.mean, preset.std), preset.interpolation.value)
    pixels = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    picture = Image.fromarray(pixels).resize(size)
    found = own.normalised(own.pixels(picture)[None])[0]
    assert torch.allclose(found, preset(picture), atol=0.02)


def test_another_size_shows_as_much_of_the_picture():
    assert resized(Preprocessing(224, 256, (0.5,), (0.5,)), 112) == Preprocessing(112, 128, (0.5,), (0.5,))


def test_grey_networks_see_grey_pictures():
    grey = Preprocessing(4, 4, (0.0,), (1.0,))
    assert grey.pixels(Image.new("RGB", (4, 4), (255, 255, 255))).tolist() == [[[255] * 4] * 4]
