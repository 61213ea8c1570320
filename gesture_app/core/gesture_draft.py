"""A recording that is not finished: what the person has kept so far, on disk, to be gone on with after a crash."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.files import write_bytes_atomically
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take, Verdict
from gesture_app.core.types import Box

ABOUT = "draft.json"


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished recording."""

    label: str
    title: str
    stamp: str  # tells its files from those of other recordings
    pictures: tuple[OwnPicture, ...] = ()

    def has(self, take: Take) -> bool:
        """Whether this recording was kept already."""
        return any(one.take is take for one in self.pictures)


class DraftFolder:
    """Keeps one draft; every change is whole on disk, or as if it had not been made."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, draft: Draft) -> None:
        """Start a draft in place of whatever was there.

        Raises:
            OwnGestureError: The disk does not take it.
        """
        self.discard()
        about = {"label": draft.label, "title": draft.title, "stamp": draft.stamp}
        self._write(self._path / ABOUT, json.dumps(about).encode())
        self.keep(draft.pictures, 0)

    def keep(self, pictures: Sequence[OwnPicture], first: int) -> None:
        """Keep pictures with the numbers from `first` on.

        Raises:
            OwnGestureError: The disk does not take it.
        """
        for number, picture in enumerate(pictures, start=first):
            # The picture first: it counts only once its labels are there.
            self._write(self._path / f"{number:04d}.jpg", picture.jpeg)
            self.correct(number, picture)

    def correct(self, number: int, picture: OwnPicture) -> None:
        """Keep what has changed about a picture.

        Raises:
            OwnGestureError: The disk does not take it.
        """
        self._write(self._path / f"{number:04d}.json", json.dumps(_to_plain(picture)).encode())

    def read(self) -> Draft | None:
        """The draft that is there; None if there is none or nothing can be made of it."""
        try:
            about = json.loads((self._path / ABOUT).read_text(encoding="utf-8"))
            draft = Draft(str(about["label"]), str(about["title"]), str(about["stamp"]))
            files = sorted(self._path.glob("[0-9]*.json"))
            pictures = tuple(_picture(file) for file in files)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Draft(draft.label, draft.title, draft.stamp, pictures)

    def discard(self) -> None:
        """Forget the draft; one that is not there is no error.

        Raises:
            OwnGestureError: It cannot be removed.
        """
        try:
            (self._path / ABOUT).unlink(missing_ok=True)  # what is left if this is interrupted is no draft any more
            if self._path.exists():
                shutil.rmtree(self._path)
        except OSError as error:
            raise OwnGestureError(f"{self._path} cannot be removed ({error.strerror}); remove it by hand.") from error

    def _write(self, path: Path, content: bytes) -> None:
        try:
            write_bytes_atomically(path, content)
        except OSError as error:
            raise OwnGestureError(
                f"The recording cannot be kept in {self._path} ({error.strerror}); make room on the disk and try again."
            ) from error


def _to_plain(picture: OwnPicture) -> Mapping[str, object]:
    boxes = [
        [one.label, one.box.left, one.box.top, one.box.right, one.box.bottom, one.certainty] for one in picture.boxes
    ]
    return {
        "take": picture.take.value,
        "at_s": picture.at_s,
        "size_px": list(picture.size_px),
        "verdict": picture.verdict.value,
        "boxes": boxes,
    }


def _picture(file: Path) -> OwnPicture:
    """Read a picture back; what is not as it was written is a ValueError, KeyError, TypeError or OSError."""
    plain = json.loads(file.read_text(encoding="utf-8"))
    boxes = tuple(
        LabelledBox(str(label), Box(*(float(edge) for edge in edges)), float(certainty))
        for label, *edges, certainty in plain["boxes"]
    )
    width, height = plain["size_px"]
    jpeg = file.with_suffix(".jpg").read_bytes()
    take, verdict = Take(plain["take"]), Verdict(plain["verdict"])
    return OwnPicture(take, float(plain["at_s"]), (int(width), int(height)), jpeg, boxes, verdict)
