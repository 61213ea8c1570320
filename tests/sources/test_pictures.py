from __future__ import annotations

import cv2
import numpy as np
import pytest

from gesture_app.core.clock import Clock, hurried_clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceRequest
from gesture_app.sources.pictures import open_pictures


@pytest.fixture
def folder(tmp_path):
    """Three pictures of different brightness, and a file that is none."""
    for name, value in (("b.png", 100), ("a.jpg", 50), ("c ü.png", 150)):
        _, packed = cv2.imencode(name[-4:], np.full((20, 30, 3), value, np.uint8))
        (tmp_path / name).write_bytes(packed.tobytes())
    (tmp_path / "notes.txt").touch()
    return tmp_path


def brightness(source, most=50):
    found = []
    while len(found) < most and (frame := source.read()) is not None:
        found.append(round(float(frame.pixels.mean())))
    source.close()
    return found


def test_pictures_come_by_name_and_each_fills_its_time(folder):
    source = open_pictures(SourceRequest(f"pictures:{folder}?seconds=0.2&fps=10", is_paced=False))
    assert brightness(source) == [50, 50, 100, 100, 150, 150]


def test_a_looping_folder_starts_again(folder):
    request = SourceRequest(f"{folder}?seconds=0.1&fps=10", is_paced=False, is_looping=True)
    assert brightness(open_pictures(request), most=7) == [50, 100, 150, 50, 100, 150, 50]


def test_a_single_picture_is_a_camera_too(folder):
    source = open_pictures(SourceRequest(f"{folder / 'b.png'}?seconds=0.3&fps=10", is_paced=False))
    assert source.title == "b.png"
    assert brightness(source) == [100, 100, 100]


def test_paced_pictures_take_their_time(folder):
    slept = []
    clock = Clock(lambda: sum(slept), slept.append)
    source = open_pictures(SourceRequest(f"pictures:{folder}?seconds=0.5&fps=10"), clock)
    assert len(brightness(source)) == 15
    assert sum(slept) == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        pytest.param("pictures:{}/gone", "There is no picture or folder", id="missing"),
        pytest.param("pictures:{}/empty", "holds no pictures", id="empty folder"),
        pytest.param("pictures:{}?seconds=0", "above 0", id="no time"),
        pytest.param("pictures:{}?tempo=2", "option tempo", id="unknown option"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(folder, spec, words):
    (folder / "empty").mkdir()
    with pytest.raises(SourceError, match=words):
        open_pictures(SourceRequest(spec.format(folder)))


def test_a_broken_picture_is_named(folder):
    (folder / "a.jpg").write_bytes(b"no picture")
    source = open_pictures(SourceRequest(f"pictures:{folder}", is_paced=False))
    with pytest.raises(SourceError, match=r"The picture .*a.jpg cannot be read"):
        source.read()


def test_in_a_hurry_every_frame_still_has_the_time_it_would_have_had(folder):
    source = open_pictures(SourceRequest(f"pictures:{folder}?seconds=30&fps=2", clock=hurried_clock()))
    assert [frame.taken_at_s for frame in iter(source.read, None)] == [index / 2 for index in range(180)]
