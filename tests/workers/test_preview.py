from __future__ import annotations

import numpy as np

from gesture_app.workers.preview import to_bgra


def test_a_frame_gets_an_opaque_fourth_byte_and_keeps_its_colours() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)
    bgra = to_bgra(frame)
    assert bgra.shape == (6, 8, 4)
    assert bgra.flags.c_contiguous
    assert np.array_equal(bgra[..., :3], frame)
    assert (bgra[..., 3] == 255).all()
