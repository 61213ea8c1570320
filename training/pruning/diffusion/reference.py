"""The pictures that a pipeline learns from and is judged by: those of a folder, or some that it made itself before.

A folder holds PNG or JPEG files. Where there are prompts, `NAME.txt` beside each picture holds its own, or a file
`metadata.jsonl` has lines with `file_name` and `text`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from training.data.yolo_folder import resolve
from training.errors import DataError
from training.pruning.types import Examples, Split

TEST_SHARE = 0.1
ENDINGS = (".png", ".jpg", ".jpeg")
METADATA = "metadata.jsonl"
READERS = 4  # threads; decoding lets go of Python


class FolderPictures:
    """Pictures that are read when they are asked for.

    Args:
        shape: Channels, height and width that they are brought to.
    """

    def __init__(self, paths: Sequence[Path], shape: tuple[int, int, int]) -> None:
        self._paths, self._shape = paths, shape

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, chosen: Tensor | slice, /) -> Tensor:
        """The pictures of these places: (places, channels, height, width), -1 to 1."""
        wanted = self._paths[chosen] if isinstance(chosen, slice) else [self._paths[place] for place in chosen.tolist()]
        with ThreadPoolExecutor(READERS) as readers:
            return torch.stack(list(readers.map(lambda path: _read(path, self._shape), wanted)))


def read_prompts(data: str) -> list[str]:
    """The prompts of a folder's pictures in their order, or the lines of a text file.

    Raises:
        DataError: There are none, or a picture has none.
    """
    path = resolve(data)
    if path.is_file():
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if len(lines) < 2:
            raise DataError(f"{path} holds fewer than two prompts; write one a line.")
        return lines
    known = _metadata(path)
    return [_prompt(picture, known) for picture in _pictures(path)]


def folder_examples(data: str, shape: tuple[int, int, int], *, has_text: bool) -> Examples:
    """The pictures of a folder, the last tenth to judge by; targets are the numbers of their prompts.

    Each is decoded once to see that it can be, and again whenever it is asked for: all together may not fit in memory.

    Args:
        shape: Channels, height and width that they are brought to: the middle is cut out and resized.

    Raises:
        DataError: There are too few pictures, or one cannot be read.
    """
    paths = _pictures(resolve(data))
    with ThreadPoolExecutor(READERS) as readers:
        for _ in readers.map(lambda path: _read(path, shape).shape, paths):
            pass
    targets = torch.arange(1, len(paths) + 1) if has_text else torch.zeros(len(paths), dtype=torch.long)
    cut = len(paths) - max(round(len(paths) * TEST_SHARE), 2)
    learn, judge = FolderPictures(paths[:cut], shape), FolderPictures(paths[cut:], shape)
    return Examples(Split(learn, targets[:cut]), Split(judge, targets[cut:]))


def own_examples(pictures: Tensor, prompts: Tensor) -> Examples:
    """Pictures that a pipeline made itself, half to learn from and half to judge by."""
    half = len(pictures) // 2
    return Examples(Split(pictures[:half], prompts[:half]), Split(pictures[half:], prompts[half:]))


def _pictures(folder: Path) -> list[Path]:
    """All pictures of a folder by name.

    Raises:
        DataError: There are fewer than four: two to learn from and two to judge by.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder of pictures.")
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    if len(found) < 4:
        raise DataError(f"{folder} holds {len(found)} pictures; at least 4 are needed, as PNG or JPEG.")
    return found


def _metadata(folder: Path) -> dict[str, str]:
    """Prompts by the file names of their pictures."""
    path = folder / METADATA
    if not path.is_file():
        return {}
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {str(line["file_name"]): str(line["text"]) for line in lines}
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} has a line without file_name and text ({type(error).__name__}).") from None


def _prompt(picture: Path, known: dict[str, str]) -> str:
    """The prompt of one picture."""
    beside = picture.with_suffix(".txt")
    if picture.name in known:
        return known[picture.name]
    if beside.is_file():
        return beside.read_text(encoding="utf-8").strip()
    raise DataError(f"{picture} has no prompt; write it into {beside.name} or into {METADATA}.")


def _read(path: Path, shape: tuple[int, int, int]) -> Tensor:
    """One picture: (channels, height, width), -1 to 1."""
    channels, height, width = shape
    pixels = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE if channels == 1 else cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise DataError(f"The picture {path} cannot be decoded; remove it or copy it again.")
    scale = min(pixels.shape[0] / height, pixels.shape[1] / width)
    cut_height, cut_width = round(height * scale), round(width * scale)
    top, left = (pixels.shape[0] - cut_height) // 2, (pixels.shape[1] - cut_width) // 2
    middle = pixels[top : top + cut_height, left : left + cut_width]
    resized = cv2.resize(middle, (width, height), interpolation=cv2.INTER_AREA)
    planes = torch.from_numpy(resized.reshape(height, width, channels).copy()).permute(2, 0, 1)
    return planes.float() / 127.5 - 1
