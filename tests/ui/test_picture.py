from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gesture_app.core.types import Box
from gesture_app.ui.picture import Bgra, Mark, PictureView
from gesture_app.ui.theme import Theme

GREY = (40, 40, 40)


def picture(width: int = 320, height: int = 180) -> Bgra:
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., :3] = GREY
    return pixels


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> PictureView:
    view = PictureView(theme, "Picture")
    qtbot.addWidget(view)
    view.resize(640, 360)
    view.set_mirrored(False)
    return view


def painted(view: PictureView) -> QImage:
    return view.grab().toImage()


def at(image: QImage, x: float, y: float) -> QColor:
    return image.pixelColor(QPoint(round(x), round(y)))


def test_the_leading_box_is_drawn_in_the_accent_at_its_edge_and_not_inside(view: PictureView, theme: Theme) -> None:
    view.show_picture(picture(), (Mark(Box(100, 60, 200, 140), "Palm", True),))
    image = painted(view)
    assert at(image, 400, 200) == QColor(theme.colours.accent)
    assert at(image, 300, 220) == QColor(*GREY)


def test_other_boxes_are_drawn_in_another_colour(view: PictureView, theme: Theme) -> None:
    view.show_picture(picture(), (Mark(Box(100, 60, 200, 140), "Palm", False),))
    image = painted(view)
    edge = {at(image, x, 200).name() for x in range(397, 404)}
    assert theme.colours.overlay in edge
    assert theme.colours.accent not in edge


def test_blue_stays_blue_and_red_stays_red(view: PictureView) -> None:
    pixels = picture()
    pixels[:, :160, 0], pixels[:, 160:, 2] = 255, 255  # BGRA: blue on the left, red on the right
    view.show_picture(pixels, ())
    image = painted(view)
    assert at(image, 100, 180) == QColor(40, 40, 255)
    assert at(image, 540, 180) == QColor(255, 40, 40)


def test_mirroring_turns_the_picture_and_takes_the_boxes_with_it(view: PictureView, theme: Theme) -> None:
    pixels = picture()
    pixels[:, :100, 2] = 255
    view.set_mirrored(True)
    view.show_picture(pixels, (Mark(Box(20, 60, 80, 140), "", True),))
    image = painted(view)
    assert at(image, 20, 180) == QColor(*GREY)
    assert at(image, 620, 180) == QColor(255, 40, 40)
    assert at(image, 640 - 40, 240) == QColor(theme.colours.accent)


def test_a_narrow_picture_keeps_its_shape_between_two_bars(view: PictureView, theme: Theme) -> None:
    view.show_picture(picture(180, 180), ())
    image = painted(view)
    assert view.picture_place().getRect() == (140.0, 0.0, 360.0, 360.0)
    assert at(image, 70, 180) == QColor(theme.colours.stage)
    assert at(image, 320, 180) == QColor(*GREY)


def test_a_tag_never_leaves_the_picture(view: PictureView, theme: Theme) -> None:
    view.show_picture(picture(), (Mark(Box(300, 0, 320, 60), "A long name", True),))
    image = painted(view)
    assert at(image, 590, 5) == QColor(theme.colours.accent)  # beside the box, which begins at 600


def test_without_a_picture_the_reason_stands_on_the_stage(view: PictureView, theme: Theme) -> None:
    view.show_picture(picture(), ())
    view.show_nothing("")
    empty = painted(view)
    view.show_nothing("The camera is being opened.")
    assert at(empty, 320, 180) == QColor(theme.colours.stage)
    assert painted(view) != empty


def test_the_picture_lives_as_long_as_it_is_shown(view: PictureView) -> None:
    pixels = picture()
    view.show_picture(pixels, ())
    pixels = np.full_like(pixels, 255)  # a new array: the shown one is held by the widget alone
    assert at(painted(view), 320, 180) == QColor(*GREY)
