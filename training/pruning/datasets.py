"""The data that tasks learn from: drawn here, or under GESTURE_DATA. Torch is loaded when some is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.data.yolo_folder import resolve
from training.pruning.types import Examples, Split

if TYPE_CHECKING:
    from torch import Generator, Tensor

TEST_SHARE = 0.1  # of a text, at its end
TRAIN_SHAPES, TEST_SHAPES = 600, 300
DRAWN = f"{TRAIN_SHAPES} pictures drawn here, four kinds of shapes"


def drawn_shapes() -> Examples:
    """Drawn shapes that a small network learns in seconds.

    Shapes:
        inputs: (n, 3, 12, 12)
    """
    from training.pruning.pictures import draw_shapes

    return Examples(draw_shapes(TRAIN_SHAPES, seed=0), draw_shapes(TEST_SHAPES, seed=1))


def cifar10() -> Examples:
    """CIFAR-10 (a JPEG copy): 20,000 pictures to learn from, 10,000 to judge by.

    Shapes:
        inputs: (n, 3, 32, 32), normalised per colour

    Raises:
        DataError: It is not there.
    """
    from training.pruning.pictures import normalised, read_jpegs

    train, test = (normalised(read_jpegs(resolve(f"cifar10/{split}.npz"))) for split in ("train", "test"))
    return Examples(train, test)


def mnist10k() -> Examples:
    """The test set of MNIST, split again: 8,000 digits to learn from, 2,000 to judge by.

    Shapes:
        inputs: (n, 1, 28, 28), 0 to 1

    Raises:
        DataError: It is not there.
    """
    from training.pruning.pictures import read_arrays

    path = resolve("mnist10k/mnist10k.npz")
    return Examples(read_arrays(path, "train"), read_arrays(path, "test"))


def characters(name: str, length: int) -> Examples:
    """A text as rows of characters, each to be foretold from those before; the last tenth is to judge by.

    Shapes:
        inputs, targets: (n, length); targets are one character further

    Raises:
        DataError: It is not there.
    """
    import torch

    text = resolve(name).read_text(encoding="utf-8")
    places = {letter: place for place, letter in enumerate(sorted(set(text)))}
    tokens = torch.tensor([places[letter] for letter in text])
    cut = round(len(tokens) * (1 - TEST_SHARE))
    return Examples(rows(tokens[:cut], length), rows(tokens[cut:], length))


def moved_or_mirrored(inputs: Tensor, random: Generator) -> Tensor:
    """Pictures as a training of natural ones varies them."""
    from training.pruning.pictures import shifted_or_flipped

    return shifted_or_flipped(inputs, random)


def rows(tokens: Tensor, length: int) -> Split:
    """Tokens in rows, with what follows each."""
    rows = (len(tokens) - 1) // length
    return Split(tokens[: rows * length].view(rows, length), tokens[1 : rows * length + 1].view(rows, length))


def small_digits() -> Examples:
    """The handwritten digits that come with scikit-learn: 1,297 to learn from, 500 to judge by.

    Shapes:
        inputs: (n, 1, 16, 16), -1 to 1, made larger from 8 x 8

    Raises:
        RecipeError: The extra `suite` is missing.
    """
    from training.pruning.extra import need_extra

    need_extra()
    from training.pruning.pictures import read_digits

    return read_digits()


def short_sounds() -> Examples:
    """Half a second of sound as spectrograms, six kinds made here by rule: 1,500 to learn from, 500 to judge by.

    Shapes:
        inputs: (n, 1, 32, 32), -1 to 1
    """
    from training.pruning.sounds import SoundFormat, made_sounds

    return Examples(made_sounds(1500, 0, SoundFormat()), made_sounds(500, 1, SoundFormat()))
