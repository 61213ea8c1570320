from __future__ import annotations

import cv2
import numpy as np
import pytest

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceRequest
from gesture_app.sources.video_file import open_video_file


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Ten frames at 20 a second, each brighter than the last."""
    path = tmp_path_factory.mktemp("clip") / "ten frames.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (64, 48))
    for number in range(10):
        writer.write(np.full((48, 64, 3), 20 * number, np.uint8))
    writer.release()
    return path


def all_frames(source, most=100):
    frames = []
    while len(frames) < most and (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    return frames


def test_it_reads_every_frame_in_order_and_ends(clip):
    frames = all_frames(open_video_file(SourceRequest(str(clip), is_paced=False)))
    assert [frame.index for frame in frames] == list(range(10))
    brightness = [frame.pixels.mean() for frame in frames]
    assert brightness == sorted(brightness)
    assert frames[0].size_px == (64, 48)


def test_a_paced_file_takes_its_own_time(clip):
    slept = []
    source = open_video_file(SourceRequest(str(clip)), Clock(lambda: sum(slept), slept.append))
    frames = all_frames(source)
    assert frames[-1].taken_at_s - frames[0].taken_at_s == pytest.approx(9 / 20)


def test_a_looping_file_starts_again_and_counts_on(clip):
    frames = all_frames(open_video_file(SourceRequest(str(clip), is_paced=False, is_looping=True)), most=25)
    assert [frame.index for frame in frames] == list(range(25))
    assert frames[10].pixels.mean() == pytest.approx(frames[0].pixels.mean())


def test_closing_ends_it(clip):
    source = open_video_file(SourceRequest(str(clip), is_paced=False))
    source.close()
    source.close()
    assert source.read() is None


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(SourceError, match=r"^There is no video file .*gone.mp4; check the path\.$"):
        open_video_file(SourceRequest(str(tmp_path / "gone.mp4")))


@pytest.mark.parametrize("content", [b"", b"this is no video" * 100])
def test_an_unreadable_file_is_one_sentence_and_nothing_is_printed(tmp_path, content, capfd):
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"broken.mp4 cannot be read as a video"):
        open_video_file(SourceRequest(str(path)))
    assert capfd.readouterr().err == ""


def test_a_cut_off_file_ends_early_instead_of_failing(clip, tmp_path):
    path = tmp_path / "half.avi"
    path.write_bytes(clip.read_bytes()[:-1200])
    assert 0 < len(all_frames(open_video_file(SourceRequest(str(path), is_paced=False)))) < 10
