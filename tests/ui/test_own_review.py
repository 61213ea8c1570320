"""The review of recorded pictures, where there is much room and where there is little."""

from __future__ import annotations

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gesture_app.core.own_pictures import Take, Verdict
from gesture_app.ui.own_review import GRID_PX, NARROW_PX, OwnReview
from gesture_app.ui.theme import Theme
from tests.own_pictures import SIZE, picture


def test_two_pictures_stand_side_by_side_only_where_the_rest_leaves_room(theme: Theme, qtbot: QtBot) -> None:
    review = OwnReview(theme)
    qtbot.addWidget(review)
    review.show()
    least_px = review.minimumSizeHint().width()
    for width_px, grid_px in ((least_px, NARROW_PX), (1200, GRID_PX), (least_px, NARROW_PX)):
        review.resize(width_px, 500)
        review.layout().activate()
        assert review.grid.width() == grid_px
        assert review.minimumSizeHint().width() == least_px


def review_of(theme: Theme, qtbot: QtBot, *labels: tuple[str, ...]) -> OwnReview:
    """A review of a picture with each of these."""
    review = OwnReview(theme)
    qtbot.addWidget(review)
    review.begin("Spider", {"spider": "Spider"}, "spider")
    pictures = [picture(Take.SHOWN, float(at_s), *some, verdict=Verdict.OPEN) for at_s, some in enumerate(labels)]
    review.show_pictures(pictures, [QImage(*SIZE, QImage.Format.Format_RGB32)] * len(pictures))
    qtbot.waitUntil(lambda: review.grid.count() == len(pictures))
    return review


def test_it_opens_on_the_first_picture_with_something_to_look_at(theme: Theme, qtbot: QtBot) -> None:
    review = review_of(theme, qtbot, (), (), ("spider",), ("spider",))
    assert review.grid.currentRow() == 2  # what is least certain, and has no box, stands before it
    assert [one.label for one in review.editor.boxes] == ["spider"]
    assert review._label.text() == "spider"


def test_where_nothing_is_proposed_it_opens_on_the_first_picture(theme: Theme, qtbot: QtBot) -> None:
    assert review_of(theme, qtbot, (), ()).grid.currentRow() == 0


def test_the_thumbnails_fill_the_width_of_their_list(theme: Theme, qtbot: QtBot) -> None:
    review = review_of(theme, qtbot, *[("spider",)] * 12)
    review.resize(1200, 500)
    review.show()
    second = review.grid.visualItemRect(review.grid.item(1))
    assert second.left() > 0  # beside the first
    assert review.grid.viewport().width() - second.right() < 12
