"""Reads CIFAR-10 and CIFAR-100 as their makers publish them, which is as pickles; nothing of a pickle is ever run.

Learning Multiple Layers of Features from Tiny Images, Krizhevsky 2009. The folders are `cifar-10-batches-py` and
`cifar-100-python`, by themselves or inside a folder, as torchvision lays them out.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from training.errors import DataError
from training.pruning.zoo.pictures import Labelled, PictureData, of_arrays

SIDE_PX = 32


@dataclass(frozen=True, slots=True)
class _Layout:
    """One of the two."""

    folder: str
    meta: str
    names: str  # key in the meta file
    labels: str  # key in the others
    train: tuple[str, ...]
    test: tuple[str, ...]


LAYOUTS = (
    _Layout(
        "cifar-10-batches-py",
        "batches.meta",
        "label_names",
        "labels",
        tuple(f"data_batch_{number}" for number in range(1, 6)),
        ("test_batch",),
    ),
    _Layout("cifar-100-python", "meta", "fine_label_names", "fine_labels", ("train",), ("test",)),
)


def read_cifar(folder: Path) -> PictureData | None:
    """The pictures of a folder in one of the two layouts; None if it has neither.

    Raises:
        DataError: A file is missing, damaged, or holds more than numbers and names.
    """
    for layout in LAYOUTS:
        for place in (folder, folder / layout.folder):
            if (place / layout.meta).is_file() and (place / layout.test[0]).is_file():
                return _read(place, layout)
    return None


def _read(folder: Path, layout: _Layout) -> PictureData:
    names = _list(_unpickled(folder / layout.meta), layout.names, folder / layout.meta)
    train, test = (
        _joined([folder / name for name in files], layout.labels, len(names)) for files in (layout.train, layout.test)
    )
    return PictureData(tuple(_text(name) for name in names), train, test)


def _joined(paths: Sequence[Path], key: str, classes: int) -> Labelled:
    """All files of one split."""
    images, labels = [], []
    for path in paths:
        content = _unpickled(path)
        found = _list(content, key, path)
        pixels = content.get("data")
        wanted = (len(found), 3 * SIDE_PX**2)
        if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.shape != wanted:
            raise DataError(f"{path} holds no pictures of {SIDE_PX} pixels with a label each; download it again.")
        if not all(isinstance(label, int) and 0 <= label < classes for label in found):
            raise DataError(f"{path} has labels that its names do not know; download it again.")
        images.append(pixels.reshape(-1, 3, SIDE_PX, SIDE_PX).transpose(0, 2, 3, 1))
        labels += cast(list[int], found)
    return of_arrays(cast("NDArray[np.uint8]", np.ascontiguousarray(np.concatenate(images))), labels)


def _list(content: Mapping[str, object], key: str, path: Path) -> list[object]:
    """A list that a file has to hold."""
    found = content.get(key)
    if not isinstance(found, list):
        raise DataError(f"{path} holds no {key}; download it again.")
    return found


class _Numbers(pickle.Unpickler):
    """Unpickles plain values and arrays, and refuses everything else before it is looked up."""

    def find_class(self, module: str, name: str) -> object:
        """What a pickle asks for by name."""
        if name == "_reconstruct" and module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            return _empty_array
        if (module, name) == ("numpy", "ndarray"):
            return np.ndarray
        if (module, name) == ("numpy", "dtype"):
            return np.dtype
        if (module, name) == ("_codecs", "encode"):
            return _encoded
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


def _empty_array(_kind: object, _shape: object, _dtype: object) -> NDArray[np.uint8]:
    """The array that a pickle fills afterwards; always a plain one."""
    return np.empty(0, np.uint8)


def _encoded(text: str, _encoding: str) -> bytes:
    """Bytes, as the second protocol of Python 3 writes them."""
    return text.encode("latin1")


def _unpickled(path: Path) -> dict[str, object]:
    """The values of one file, by name."""
    try:
        with path.open("rb") as file:
            content = _Numbers(file, encoding="latin1").load()
    except FileNotFoundError:
        raise DataError(f"There is no {path.name} in {path.parent}; unpack the whole archive there.") from None
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, KeyError, IndexError, OSError,
            MemoryError, OverflowError, ImportError) as error:  # fmt: skip
        raise DataError(f"{path} is no file of CIFAR ({error}); download it again.") from None
    if not isinstance(content, dict):
        raise DataError(f"{path} is no file of CIFAR; download it again.")
    return {_text(key): value for key, value in content.items()}


def _text(key: object) -> str:
    return key.decode("latin1") if isinstance(key, bytes) else str(key)
