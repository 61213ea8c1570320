from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gesture_app.ui.theme import Theme
from gesture_app.ui.zone_view import HEIGHT_PX, WHOLE, ZoneView

LEFT_HALF = (0.0, 0.0, 0.5, 1.0)
WHITE = np.full((HEIGHT_PX, 2 * HEIGHT_PX, 4), 255, np.uint8)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> ZoneView:
    view = ZoneView(theme)
    qtbot.addWidget(view)
    view.resize(2 * HEIGHT_PX, HEIGHT_PX)
    view.show()
    view.show_picture(WHITE, ())
    return view


def halves(view: ZoneView) -> tuple[QColor, QColor]:
    """The colours in the middle of the left half and of the right one, as seen."""
    image = view.grab().toImage()
    left, right = (image.pixelColor(image.width() * quarters // 4, HEIGHT_PX // 2) for quarters in (1, 3))
    return left, right


def test_the_left_of_the_picture_is_the_right_of_the_mirror(view: ZoneView) -> None:
    view.show_zone(LEFT_HALF)
    left, right = halves(view)
    assert left.lightness() < 128 < right.lightness()
    view.set_mirrored(False)
    left, right = halves(view)
    assert right.lightness() < 128 < left.lightness()


def test_the_whole_picture_has_no_shade(view: ZoneView) -> None:
    view.show_zone(WHOLE)
    assert [colour.lightness() for colour in halves(view)] == [255, 255]


def test_the_edge_of_the_zone_is_drawn_where_it_is(view: ZoneView, theme: Theme) -> None:
    view.set_mirrored(False)
    view.show_zone((0.25, 0.25, 0.75, 0.75))
    place = view.zone_place()
    assert (place.x(), place.y(), place.width(), place.height()) == pytest.approx((100, 50, 200, 100))
    assert view.grab().toImage().pixelColor(101, 100) == QColor(theme.colours.accent)


def test_what_was_seen_before_is_not_shown_to_who_comes_back(view: ZoneView) -> None:
    view.hide()
    assert view.zone_place().isEmpty()


def test_who_has_scrolled_it_away_looks_at_nothing(view: ZoneView) -> None:
    assert view.is_looked_at()
    view.hide()
    assert not view.is_looked_at()
