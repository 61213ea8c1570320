"""Makes of a picture what a network wants: a square out of its middle, with the mean and deviation it is used to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image
from torch import Tensor

RESAMPLING = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a network wants its pictures."""

    side_px: int  # of the square that it sees
    resize_px: int  # the short side is made so long before the square is cut out of the middle
    mean: tuple[float, ...]  # of each colour, as shares of white; a single one: grey pictures
    deviation: tuple[float, ...]
    interpolation: str = "bilinear"

    def pixels(self, picture: Image.Image) -> Tensor:
        """The square of a picture.

        Shapes:
            returns: (colours, side_px, side_px) uint8
        """
        picture = picture.convert("RGB" if len(self.mean) > 1 else "L")
        short = min(picture.size)
        width, height = (max(self.resize_px * side // short, self.side_px) for side in picture.size)
        picture = picture.resize((width, height), RESAMPLING[self.interpolation])
        left, top = (round((side - self.side_px) / 2) for side in (width, height))  # as torchvision rounds it
        square = picture.crop((left, top, left + self.side_px, top + self.side_px))
        array = np.array(square).reshape(self.side_px, self.side_px, len(self.mean))
        return torch.from_numpy(array).permute(2, 0, 1)

    def normalised(self, pixels: Tensor) -> Tensor:
        """Pixels as the network takes them.

        Shapes:
            pixels: (n, colours, side_px, side_px) uint8; returns the same in float32
        """
        mean, deviation = (torch.tensor(values)[:, None, None] for values in (self.mean, self.deviation))
        return (pixels.float() / 255 - mean) / deviation


def resized(preprocessing: Preprocessing, side_px: int) -> Preprocessing:
    """The same for another size, with as much of the picture in sight."""
    share = preprocessing.resize_px / preprocessing.side_px
    return replace(preprocessing, side_px=side_px, resize_px=max(round(side_px * share), side_px))


def of_values(side_px: int, resize_px: int, colours: Sequence[Sequence[float]], interpolation: str) -> Preprocessing:
    """From what libraries write down.

    Args:
        colours: The means, then the deviations.
        interpolation: One that there is not here, such as timm's "random", becomes bilinear.
    """
    mean, deviation = (tuple(float(value) for value in values) for values in colours)
    known = interpolation if interpolation in RESAMPLING else "bilinear"
    return Preprocessing(side_px, max(resize_px, side_px), mean, deviation, known)
