from __future__ import annotations

import numpy as np
import pytest

from gesture_app.core.source import SourceState
from gesture_app.core.types import Frame
from gesture_app.workers.source_health import SourceHealth

RNG = np.random.default_rng(0)


def noisy(brightness):
    return (RNG.normal(brightness, 3, (96, 128, 3))).clip(0, 255).astype(np.uint8)


STILL = noisy(120)


def states(pictures, step_s=0.5):
    health = SourceHealth()
    return [health.judge(Frame(pixels, i, i * step_s)) for i, pixels in enumerate(pictures)]


@pytest.mark.parametrize(
    ("picture", "state"),
    [
        pytest.param(lambda: noisy(0), SourceState.BLACK, id="a covered lens"),
        pytest.param(lambda: noisy(25), SourceState.DARK, id="a dark room"),
        pytest.param(lambda: STILL, SourceState.FROZEN, id="the same frame again and again"),
        pytest.param(lambda: noisy(120), SourceState.LIVE, id="a room in daylight"),
    ],
)
def test_what_lasts_is_told(picture, state):
    assert states([picture() for _ in range(8)])[-1] is state


def test_what_does_not_last_is_not():
    assert set(states([noisy(120), noisy(0), noisy(0), noisy(0), noisy(120)])) == {SourceState.LIVE}


def test_good_frames_end_it_at_once():
    seen = states([noisy(0)] * 7 + [noisy(120)])
    assert seen[-2] is SourceState.BLACK
    assert seen[-1] is SourceState.LIVE
