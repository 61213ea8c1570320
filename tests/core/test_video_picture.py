from __future__ import annotations

import numpy as np
import pytest

from gesture_app.core.video_picture import VideoPicture


def test_before_the_first_picture_there_is_none():
    picture = VideoPicture()
    assert (picture.latest(), picture.count) == (None, 0)


def test_the_newest_picture_is_kept_as_it_was():
    picture, pixels = VideoPicture(), np.full((2, 3, 4), 5, np.uint8)
    picture.show(pixels)
    pixels[:] = 9
    assert int(picture.latest().max()) == 5
    with pytest.raises(ValueError, match="read-only"):
        picture.latest()[0] = 1


def test_the_count_tells_whether_there_is_something_new_to_paint():
    picture, pixels = VideoPicture(), np.zeros((1, 1, 4), np.uint8)
    picture.show(pixels)
    picture.show(pixels)
    picture.clear()
    assert (picture.latest(), picture.count) == (None, 2)
