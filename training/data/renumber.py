"""Reads folders whose classes stand in another order than a network's, or are only some of its."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from training.data.yolo_folder import LabelledPicture, labelled_pictures, read_folder, resolve
from training.errors import DataError


def pictures_as(folders: Sequence[str], split: str, names: Sequence[str]) -> list[LabelledPicture]:
    """The pictures of some folders, with the classes numbered as in `names`.

    Raises:
        DataError: A folder, its split or its pictures are missing, or it has a class that is not among the names.
    """
    pictures: list[LabelledPicture] = []
    for name in folders:
        folder = read_folder(resolve(name))
        if unknown := [label for label in folder.names if label not in names]:
            raise DataError(f"{name} has gestures that the network does not know: {', '.join(unknown)}.")
        numbers = np.array([names.index(label) for label in folder.names], np.float32)
        for picture in labelled_pictures(folder, split):
            boxes = picture.boxes.copy()
            if len(boxes) and boxes[:, 0].max() >= len(numbers):
                raise DataError(f"{picture.path} has a class that data.yaml does not name; run data check.")
            boxes[:, 0] = numbers[boxes[:, 0].astype(int)]
            pictures.append(replace(picture, boxes=boxes))
    return pictures
