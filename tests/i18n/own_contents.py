"""What the page My gestures shows in the gallery, step by step, and the pictures of all pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtGui import QImage

from gesture_app.core.gesture_folder import OwnFolder
from gesture_app.core.gestures import Gesture, postures, read_vocabulary
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take, Verdict
from gesture_app.core.own_training import OwnPlaces, training_lines
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.types import Box, Pixels
from gesture_app.hands.film import Act, HandFilm
from gesture_app.hands.icons import draw_gesture_icon
from gesture_app.ui.own_page import OwnPage
from gesture_app.ui.words import gesture_word

FILM_PX = (640, 360)
LABEL, TITLE, OTHER_TITLE = "surfer", "Surfer", "Vulcan salute with both hands"
HAND = Box(360, 60, 520, 260)  # in the drawn film, about where its hand is
PICTURES = 9
ICON_PX = 96
NAMES = (TITLE, OTHER_TITLE)


@cache
def drawn_picture(gesture: str = "call") -> Pixels:
    """What a camera would see, (height, width, 3), uint8, BGR."""
    film = HandFilm(FILM_PX, (Act(gesture, 3.0),), seed=3)
    return film.draw(1.5)


def bgra(picture: Pixels) -> Pixels:
    """The same as the window paints it, (height, width, 4), uint8."""
    return np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA))


@cache
def gesture_images() -> Mapping[str, QImage]:
    """The pictures of the gestures, by label."""
    return {label: _image(draw_gesture_icon(label, ICON_PX)) for label in read_vocabulary(vocabulary_file())}


def _image(pixels: Pixels) -> QImage:
    height, width, _ = pixels.shape
    return QImage(np.ascontiguousarray(pixels).data, width, height, QImage.Format.Format_RGBA8888).copy()


def fill_own(page: OwnPage) -> None:
    """Two gestures, a recording that waits, and the command."""
    places = OwnPlaces(*(Path("/media/kim/gestures") / name for name in ("own", "draft", "words", "rehearse", "model")))
    folders = [
        OwnFolder(places.folders / label, label, title, (label,), train, val)
        for label, title, train, val in ((LABEL, TITLE, 64, 16), ("vulcan", OTHER_TITLE, 120, 40))
    ]
    page.overview.show_gestures(folders, training_lines([one.path for one in folders], places))
    page.overview.show_draft(TITLE)


def review(page: OwnPage, vocabulary: dict[str, Gesture]) -> None:
    """Pictures of every kind: unsure, sure, right, left out."""
    pixels = drawn_picture()
    _, jpeg = cv2.imencode(".jpg", pixels)
    verdicts = (Verdict.OPEN, Verdict.OPEN, Verdict.OPEN, Verdict.ACCEPTED, Verdict.REJECTED)
    pictures = [
        OwnPicture(
            Take.SHOWN,
            float(number),
            FILM_PX,
            jpeg.tobytes(),
            (LabelledBox(LABEL, HAND, 0.2 + 0.1 * number),),
            verdicts[number % len(verdicts)],
        )
        for number in range(PICTURES)
    ]
    image = QImage(bgra(pixels).data, *FILM_PX, QImage.Format.Format_RGB32).copy()
    labels = {LABEL: TITLE, **{label: gesture_word(vocabulary[label].title) for label in postures(vocabulary)}}
    page.review.begin(TITLE, labels, LABEL)
    page.turn_to(page.review)
    page.review.show_pictures(pictures, [image] * PICTURES)


def record(page: OwnPage, _vocabulary: dict[str, Gesture]) -> None:
    """The second recording is under way."""
    page.turn_to(page.recording)
    page.recording.show_ready(Take.OTHER, TITLE)
    page.recording.picture.show_picture(bgra(drawn_picture()), ())
    page.recording.show_progress(7.4, 31)


def ask_to_keep(page: OwnPage, _vocabulary: dict[str, Gesture]) -> None:
    """A recording that is too short, and a name that is refused."""
    page.turn_to(page.recording)
    page.recording.show_recorded(3, 12)
