from __future__ import annotations

import numpy as np
import pytest

from gesture_app.sources._frames import as_colour, frame


def test_pixels_of_a_frame_cannot_be_changed():
    taken = frame(np.zeros((4, 6, 3), np.uint8), 7, 1.5)
    assert (taken.index, taken.taken_at_s, taken.size_px) == (7, 1.5, (6, 4))
    with pytest.raises(ValueError, match="read-only"):
        taken.pixels[0, 0] = 1


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 3), (4, 6, 4)])
def test_grey_and_transparent_pictures_become_colour(shape):
    assert as_colour(np.full(shape, 9, np.uint8)).shape == (4, 6, 3)
