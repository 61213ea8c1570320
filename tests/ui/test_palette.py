"""States can be told apart by those who see fewer colours, and by those who see none: by drawings and by light."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gesture_app.core.control import Standing
from gesture_app.ui.icons import VERDICTS, paint_icon
from gesture_app.ui.theme import DARK, LIGHT, Colours
from gesture_app.ui.tray import tray_icon

SIDE_PX = 20
LEAST_CONTRAST = 4.5  # of text, WCAG 2.2, 1.4.3
LEAST_OF_CONTROLS = 3.0  # of what is no text, WCAG 2.2, 1.4.11
DIFFERENT = 0.04  # share of pixels by which two drawings differ at least


def _matrix(rows: str) -> np.ndarray:
    return np.array([[float(number) for number in row.split()] for row in rows.split(",")])


# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# IEEE TVCG 15 (2009), severity 1.0; they act on linear RGB.
SIGHTS = {
    "all colours": np.eye(3),
    "no red": _matrix("0.152286 1.052583 -0.204868, 0.114503 0.786281 0.099216, -0.003882 -0.048116 1.051998"),
    "no green": _matrix("0.367322 0.860646 -0.227968, 0.280085 0.672501 0.047413, -0.011820 0.042940 0.968881"),
    "no blue": _matrix("1.255528 -0.076749 -0.178779, -0.078411 0.930809 0.147602, 0.004733 0.691367 0.303900"),
    "no colours": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> Colours:
    chosen: Colours = request.param
    return chosen


@pytest.fixture(params=SIGHTS)
def sight(request: pytest.FixtureRequest) -> np.ndarray:
    return SIGHTS[request.param]


def seen(colour: str, sight: np.ndarray) -> np.ndarray:
    """A colour as linear RGB, as an eye sees it."""
    rgb = np.array(QColor(colour).getRgbF()[:3])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.clip(sight @ linear, 0, 1)


def contrast(one: str, other: str, sight: np.ndarray) -> float:
    light = sorted(float(seen(colour, sight) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.mark.parametrize("name", ["ink", "muted", "accent", "good", "bad", "unsure"])
def test_every_word_can_be_read_whatever_colours_an_eye_sees(colours: Colours, sight: np.ndarray, name: str) -> None:
    for ground in (colours.page, colours.card):
        assert contrast(getattr(colours, name), ground, sight) >= LEAST_CONTRAST
    assert contrast(colours.on_accent, colours.accent, sight) >= LEAST_CONTRAST


def test_the_ring_of_the_focus_stands_out_from_all_it_lies_on(colours: Colours, sight: np.ndarray) -> None:
    for ground in (colours.page, colours.card, colours.line, colours.hover):
        assert contrast(colours.accent, ground, sight) >= LEAST_OF_CONTROLS


def drawing(name: str) -> np.ndarray:
    """An icon as black on nothing: all that is left of it without colour."""
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        paint_icon(painter, name, "#000000", QRectF(image.rect()))
    return alpha(image)


def alpha(image: QImage) -> np.ndarray:
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[..., 3].astype(float) / 255


def test_every_verdict_has_a_drawing_of_its_own(qapp: QApplication) -> None:
    for one, other in itertools.combinations(VERDICTS.values(), 2):
        assert np.abs(drawing(one) - drawing(other)).mean() > DIFFERENT, (one, other)


def test_every_standing_has_a_drawing_of_its_own_in_the_tray(qapp: QApplication) -> None:
    grey = {}
    for standing in Standing:
        image = tray_icon(standing).pixmap(44, 44).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        grey[standing] = pixels[:, : image.width()] > 200  # the drawing is light, the disc is not, whatever its colour
    for one, other in itertools.combinations(Standing, 2):
        assert (grey[one] != grey[other]).mean() > DIFFERENT, (one, other)


def test_colours_that_one_eye_confuses_would_be_found() -> None:
    assert contrast("#ff0000", "#008000", SIGHTS["no red"]) < 2
    assert contrast("#000000", "#ffffff", SIGHTS["no colours"]) == pytest.approx(21)
