"""Names of a user's own gestures: what a person may call one, and the label that training and files know it by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.gestures import Gesture

MOST_LETTERS = 40  # a title stands on a card and in menus

_LABEL = re.compile(r"[a-z][a-z0-9_]*")  # one word without signs: data.yaml, file names and settings take it as it is


def named(title: str, vocabulary: Mapping[str, Gesture]) -> Gesture:
    """A gesture of this title that does nothing yet.

    Raises:
        OwnGestureError: The title is empty, too long, or belongs to another gesture.
    """
    title = " ".join(title.split())
    if not title:
        raise OwnGestureError("The gesture has no name; type one.")
    if len(title) > MOST_LETTERS or not title.isprintable():
        raise OwnGestureError(f"The name is too long; use at most {MOST_LETTERS} letters.")
    taken = next((one for one in vocabulary.values() if one.title.casefold() == title.casefold()), None)
    if taken is not None:
        raise OwnGestureError(f"There is a gesture called {taken.title} already; choose another name.")
    label = label_for(title, vocabulary)
    if label in vocabulary:
        raise OwnGestureError(f"{label} is how the network calls {vocabulary[label].title}; choose another name.")
    return Gesture(label, title, icon="")


def label_for(title: str, taken: Collection[str]) -> str:
    """A label made of the letters of a title; `own_1`, `own_2` ... where it has no Latin ones."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    label = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if label and not label[0].isalpha():
        label = f"own_{label}"
    if is_label(label):
        return label
    return next(name for number in range(1, len(taken) + 2) if (name := f"own_{number}") not in taken)


def is_label(text: str) -> bool:
    """Whether something may stand for a class in a YOLO-layout folder and in the settings."""
    return _LABEL.fullmatch(text) is not None
