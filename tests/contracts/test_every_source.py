"""What every kind of source promises; a new file in gesture_app/sources is tested without a line here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from gesture_app import sources
from gesture_app.core.discover import discover
from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceKind, SourceRequest

KINDS = discover(sources, "KIND", SourceKind)
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)

# One spec for each kind that must be understood by it alone, and one that must fail with a sentence.
UNDERSTOOD = {
    "pictures": ["pictures:x", "a/b.jpg", "{folder}", "{folder}?seconds=2"],
    "rendered": ["rendered", "rendered:palm,fist", "rendered?seed=3"],
    "stream": ["rtsp://host/live", "http://host:8080/video", "https://host/clip.mp4"],
    "video_file": ["clip.mp4", "a/b.MKV", "video_file:x"],
    "webcam": ["webcam", "webcam:usb-046d_C922", r"webcam:\\?\usb#vid_046d"],
}
IMPOSSIBLE = {
    "pictures": "pictures:{folder}/gone",
    "rendered": "rendered:no such gesture",
    "stream": "rtsp://127.0.0.1:1/live",
    "video_file": "{folder}/gone.mp4",
    "webcam": "webcam:no such camera",
}


@pytest.fixture
def folder(tmp_path):
    """A folder with one small picture and one short clip."""
    cv2.imwrite(str(tmp_path / "one.png"), np.full((48, 64, 3), 90, np.uint8))
    writer = cv2.VideoWriter(
        str(tmp_path / "clip.avi"), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48)
    )
    for _ in range(3):
        writer.write(np.full((48, 64, 3), 90, np.uint8))
    writer.release()
    return tmp_path


OPENABLE = {"pictures": "pictures:{folder}", "rendered": "rendered:palm", "video_file": "{folder}/clip.avi"}


def test_every_kind_has_its_specs_here():
    assert set(UNDERSTOOD) == set(IMPOSSIBLE) == set(KINDS)


@every_kind
def test_its_name_is_its_file_and_its_title_is_for_people(kind):
    assert KINDS[kind.name] is kind
    assert kind.title[0].isupper()


@every_kind
def test_a_spec_belongs_to_one_kind_only(kind, folder):
    for spec in UNDERSTOOD[kind.name]:
        accepting = [other.name for other in KINDS.values() if other.accepts(spec.format(folder=folder))]
        assert accepting == [kind.name], spec


@every_kind
def test_what_it_offers_it_also_accepts(kind):
    for info in kind.available():
        assert kind.accepts(info.spec)
        assert info.title


@every_kind
def test_failing_to_open_is_one_sentence(kind, folder, capfd):
    with pytest.raises(SourceError) as caught:
        kind.open(SourceRequest(IMPOSSIBLE[kind.name].format(folder=folder)))
    text = str(caught.value)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "\n" not in text
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", OPENABLE)
def test_frames_are_numbered_dated_colour_and_read_only(name, folder):
    request = SourceRequest(OPENABLE[name].format(folder=folder), is_paced=False, width_px=64, height_px=48)
    source = KINDS[name].open(request)
    frames = [source.read() for _ in range(3)]
    source.close()
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert frames[0].taken_at_s <= frames[1].taken_at_s <= frames[2].taken_at_s
    for frame in frames:
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.shape == (48, 64, 3)
        assert not frame.pixels.flags.writeable


@pytest.mark.parametrize("name", OPENABLE)
def test_a_closed_source_gives_no_frames_and_may_be_closed_again(name, folder):
    request = SourceRequest(OPENABLE[name].format(folder=folder), width_px=64, height_px=48)
    source = KINDS[name].open(request)
    source.close()
    source.close()
    assert source.read() is None
    assert source.title
