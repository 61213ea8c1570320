"""What the pages My gestures and Lab show in the gallery, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtGui import QImage

from gesture_app.core.gesture_folder import OwnFolder
from gesture_app.core.gestures import Gesture, postures, read_vocabulary
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.library import Library
from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take, Verdict
from gesture_app.core.own_training import OwnPlaces, training_lines
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.types import Box, Pixels
from gesture_app.hands.film import Act, HandFilm
from gesture_app.hands.icons import draw_gesture_icon
from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.ui.own_page import OwnPage
from gesture_app.ui.words import gesture_word
from tests.lab_entries import network

FILM_PX = (640, 360)
LABEL, TITLE, OTHER_TITLE = "surfer", "Surfer", "Vulcan salute with both hands"
HAND = Box(360, 60, 520, 260)  # in the drawn film, about where its hand is
PICTURES = 9
ICON_PX = 96
METHODS = ("l1", "lamp", "taylor")
SLOWER, FASTER, LARGEST = "pruned_80", "default", "float"
FIGURES = ("mAP50-95", "hands test", "tiny_shapes", "default: onnx")
# What a person or a network is called.
NAMES = (TITLE, OTHER_TITLE, *(name.title() for name in (SLOWER, FASTER, LARGEST, *METHODS)), *FIGURES)


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
    places = OwnPlaces(*(Path("/home/kim/gestures") / name for name in ("own", "draft", "words", "rehearse", "model")))
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


def fill_lab(page: LabPage) -> None:
    """Detectors of which one is smaller but slower, what the suite has reported, a fault and a measurement."""
    entries = (
        network(LARGEST, 0.716, 15.2, 7_043_902, macs=3_480_000_000, file_bytes=28_400_000),
        network(FASTER, 0.709, 4.93, 2_110_410, macs=1_190_000_000, file_bytes=2_300_000),
        network(SLOWER, 0.664, 6.71, 1_040_410, macs=720_000_000, file_bytes=4_300_000),
        *(_cell(method, 0.93 - 0.08 * place, 4.0 - place) for place, method in enumerate(METHODS)),
    )
    fault = "There is no model card at /home/kim/evening; pick another model."
    library = Library(entries, (fault,))
    slower = {SLOWER: next(entry for entry in entries if entry.key == FASTER)}
    page.library.show_library(library, slower, FASTER)
    page.compare.show_entries(entries, slower, FASTER)
    page.progress.show_step("default: onnx", "gesture-app bench --json", 2, 6)


def _cell(method: str, score: float, ms: float) -> Entry:
    return network(
        method,
        score,
        ms,
        round(90_000 / ms),
        family=Family.CNN,
        yardstick="tiny_shapes",
        method=method,
        amount="50 %",
        macs=round(8_000_000 / ms),
        file_bytes=round(360_000 / ms),
    )
