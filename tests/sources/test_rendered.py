from __future__ import annotations

import pytest

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceRequest
from gesture_app.sources.rendered import open_rendered


def small(spec="rendered:palm", **changes):
    return SourceRequest(spec, width_px=160, height_px=90, fps=20.0, **changes)


def test_frames_have_the_size_that_was_asked_for():
    source = open_rendered(small(is_paced=False))
    assert source.read().size_px == (160, 90)
    assert not source.is_live


def test_a_paced_film_keeps_its_rate():
    slept = []
    source = open_rendered(small(), Clock(lambda: sum(slept), slept.append))
    frames = [source.read() for _ in range(5)]
    assert [frame.taken_at_s for frame in frames] == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])


def test_an_unpaced_film_advances_by_frames_not_by_the_clock():
    source = open_rendered(small("rendered:palm?pause=0.5", is_paced=False), Clock(lambda: 7.0))
    frames = [source.read() for _ in range(30)]
    before, raised = frames[5].pixels.astype(int), frames[29].pixels.astype(int)
    assert {frame.taken_at_s for frame in frames} == {7.0}
    assert (abs(before - raised).max(axis=2) > 40).sum() > 100


def test_a_closed_film_ends():
    source = open_rendered(small())
    source.close()
    assert source.read() is None


def test_an_unknown_gesture_is_named():
    with pytest.raises(SourceError, match=r"shows wave; there are: palm, fist,"):
        open_rendered(small("rendered:palm,wave"))
