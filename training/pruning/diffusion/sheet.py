"""What a person looks at: the same seeds before pruning, after it and after the recovery, side by side; and hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.pruning.networks.denoiser import Denoiser
from training.pruning.sounds import sound_of, wav_bytes

CELL_PX = 64  # at least, of a picture's side
GAP_PX = 4
LABEL_PX = 90  # of the words left of a row
TITLE_PX = 22  # of the words above a column
FONT, FONT_SIZE = cv2.FONT_HERSHEY_SIMPLEX, 0.45
HEARD = 3  # columns that become sounds

Pixels = NDArray[np.uint8]


def sheet_png(rows: Mapping[str, Tensor], titles: Sequence[str]) -> bytes:
    """A sheet with a row for each network and a column for each seed.

    Args:
        rows: Pictures by what is written left of them: (n, 1 or 3, height, width), -1 to 1.
        titles: What is written above each column.
    """
    head = _words(titles, len(next(iter(rows.values()))), next(iter(rows.values())).shape[-2:])
    lines = [head, *(_line(label, pictures) for label, pictures in rows.items())]
    sheet = np.concatenate(lines)
    return bytes(cv2.imencode(".png", sheet)[1])


def sound_files(rows: Mapping[str, Tensor], denoiser: Denoiser) -> dict[str, bytes]:
    """WAV files of the first columns, by name; none for a network that makes pictures."""
    if denoiser.sound is None:
        return {}
    return {
        f"{label.replace(' ', '_')}_{column}.wav": wav_bytes(sound_of(picture, denoiser.sound), denoiser.sound.rate_hz)
        for label, pictures in rows.items()
        for column, picture in enumerate(pictures[:HEARD])
    }


def titles(denoiser: Denoiser, prompts: Tensor) -> list[str]:
    """What is written above the columns: prompts, or the numbers of the samples."""
    if denoiser.prompts:
        return [denoiser.prompts[int(number)] for number in prompts]
    return [f"sample {number}" for number in range(len(prompts))]


def _line(label: str, pictures: Tensor) -> Pixels:
    """One row: words, then pictures."""
    cells = [_cell(picture) for picture in pictures]
    words: Pixels = np.full((cells[0].shape[0], LABEL_PX, 3), 255, np.uint8)
    cv2.putText(words, label, (GAP_PX, words.shape[0] // 2), FONT, FONT_SIZE, (0, 0, 0), 1, cv2.LINE_AA)
    return np.concatenate([words, *cells], axis=1)


def _words(texts: Sequence[str], count: int, size: torch.Size) -> Pixels:
    """The titles above the columns, cut where the next begins."""
    width = size[1] * _factor(size) + GAP_PX
    head: Pixels = np.full((TITLE_PX, LABEL_PX + count * width, 3), 255, np.uint8)
    for number, text in enumerate(texts[:count]):
        left = LABEL_PX + number * width
        part = head[:, left : left + width].copy()
        cv2.putText(part, text, (0, TITLE_PX - 7), FONT, FONT_SIZE * 0.8, (0, 0, 0), 1, cv2.LINE_AA)
        head[:, left : left + width] = part
    return head


def _cell(picture: Tensor) -> Pixels:
    """One picture, large enough to be seen, with a gap on its right and below."""
    grey = picture.expand(3, -1, -1) if len(picture) == 1 else picture
    pixels = ((grey.clamp(-1, 1) + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()[..., ::-1]  # BGR
    large = np.kron(pixels, np.ones((_factor(picture.shape[-2:]),) * 2 + (1,), np.uint8))
    return np.pad(large, ((0, GAP_PX), (0, GAP_PX), (0, 0)), constant_values=255)


def _factor(size: torch.Size) -> int:
    """How many times larger a picture is drawn."""
    return max(CELL_PX // min(size), 1)
