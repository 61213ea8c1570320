"""Pictures that a camera might see, laid into a folder in the order in which they are to be shown.

Shown by the source `pictures`, each fills a number of frames; on a slow machine it is seen for longer, never shorter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.gestures import postures, read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.types import Pixels
from gesture_app.hands.film import HandFilm, acts

SIZE_PX = (1280, 720)
SECONDS = 2.0  # arming takes 0.4 s after 0.3 s of quiet, and playing or pausing 0.7 s more


def real_slides(folder: Path, gesture_data: Path, gestures: Sequence[str], seconds: float = SECONDS) -> str:
    """A source that shows people of the test split, each another one, with these gestures."""
    folder.mkdir()
    found = {gesture: iter(pictures_of(gesture_data, gesture)) for gesture in set(gestures)}
    for number, gesture in enumerate(gestures):
        picture = next(found[gesture])
        (folder / f"{number:02}_{gesture}{picture.suffix}").symlink_to(picture)
    return as_source(folder, seconds)


def pictures_of(gesture_data: Path, gesture: str) -> list[Path]:
    """The pictures of the test split where people labelled this gesture and no other but idle hands, by name."""
    folder = gesture_data / "hands" / "images" / "test"
    return [path for path in sorted(folder.iterdir()) if shown_in(path, gesture_data) - {"no_gesture"} == {gesture}]


def shown_in(picture: Path, gesture_data: Path) -> set[str]:
    """The gestures that people labelled in a picture."""
    names = postures(read_vocabulary(vocabulary_file()))  # the numbers in the label files follow the vocabulary
    label_file = gesture_data / "hands" / "labels" / "test" / f"{picture.stem}.txt"
    rows = label_file.read_text(encoding="utf-8").splitlines()
    return {names[int(row.split()[0])] for row in rows if row.strip()}


def drawn_slides(folder: Path, gestures: Sequence[str | None], seconds: float = SECONDS) -> str:
    """A source that shows drawn hands; None is the same room without a hand."""
    pictures = drawn({gesture for gesture in gestures if gesture})
    return saved(folder, [pictures[gesture] for gesture in gestures], seconds)


def lowered_slides(folder: Path, gesture: str, down_px: Iterable[int], seconds: float) -> str:
    """A source that shows a drawn hand which sinks, picture by picture."""
    picture = drawn({gesture})[gesture]
    shifts = [np.array([[1, 0, 0], [0, 1, down]], np.float32) for down in down_px]
    moved = [cv2.warpAffine(picture, shift, SIZE_PX, borderMode=cv2.BORDER_REPLICATE) for shift in shifts]
    return saved(folder, moved, seconds)


def drawn(gestures: Collection[str]) -> Mapping[str | None, Pixels]:
    """A drawn person who shows each of these gestures, and under None, no hand."""
    film = HandFilm(SIZE_PX, acts(sorted(gestures)), rooms=1)
    act_s = film.length_s / len(gestures)
    shown: dict[str | None, Pixels] = {None: film.draw(0.5)}
    return shown | {gesture: film.draw((n + 1) * act_s - 0.9) for n, gesture in enumerate(sorted(gestures))}


def saved(folder: Path, pictures: Sequence[Pixels], seconds: float) -> str:
    """A source that shows these pictures, each for so many seconds."""
    folder.mkdir()
    for number, picture in enumerate(pictures):
        cv2.imwrite(str(folder / f"{number:02}.jpg"), picture)
    return as_source(folder, seconds)


def as_source(folder: Path, seconds: float) -> str:
    """What `--source` takes to show the pictures of a folder."""
    return f"pictures:{folder}?seconds={seconds}"
