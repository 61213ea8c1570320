"""The review of recorded pictures, where there is much room and where there is little."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gesture_app.ui.own_review import GRID_PX, NARROW_PX, OwnReview
from gesture_app.ui.theme import Theme


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
