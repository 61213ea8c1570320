"""Recordings of detections: what is written is read, and a damaged line is named."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter, read_recording
from gesture_app.core.types import Box, Detection

HEADER = RecordingHeader((1280, 720), "default", ("palm", "fist"))
HEADER_LINE = '{"version": 1, "size_px": [1280, 720], "model": "default", "labels": ["palm"]}'
FRAME = RecordedFrame(12.345678, 3, (Detection("palm", 0.9123, Box(1.25, 2.0, 100.5, 200.0)),))


def written(path: Path, *frames: RecordedFrame) -> Path:
    with RecordingWriter(path, HEADER) as writer:
        for frame in frames:
            writer.append(frame)
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    empty = RecordedFrame(12.4, 4, ())
    recording = read_recording(written(tmp_path / "deep" / "a.jsonl", FRAME, empty))
    assert recording.header == HEADER
    assert list(recording.frames()) == [FRAME, empty]
    assert list(recording.frames()) == [FRAME, empty], "as often as one likes"


def test_the_file_is_lines_that_anybody_can_read(tmp_path: Path) -> None:
    _, line = written(tmp_path / "a.jsonl", FRAME).read_text().splitlines()
    assert json.loads(line) == {
        "at_s": 12.345678,
        "index": 3,
        "detections": [{"gesture": "palm", "score": 0.9123, "box": [1.25, 2.0, 100.5, 200.0]}],
    }


def test_what_was_flushed_is_there_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with RecordingWriter(path, HEADER) as writer:
        writer.append(FRAME)
        writer.flush()
        assert list(read_recording(path).frames()) == [FRAME]


@settings(max_examples=50, deadline=None)
@given(sides=st.lists(st.floats(0, 4000), min_size=4, max_size=4), score=st.floats(0, 1), at_s=st.floats(0, 1e6))
def test_any_detection_comes_back_to_a_hundredth_of_a_pixel(
    tmp_path_factory: pytest.TempPathFactory, sides: list[float], score: float, at_s: float
) -> None:
    left, top, right, bottom = sides
    frame = RecordedFrame(at_s, 0, (Detection("palm", score, Box(left, top, right, bottom)),))
    (back,) = read_recording(written(tmp_path_factory.mktemp("any") / "a.jsonl", frame)).frames()
    (seen,) = back.detections
    assert (seen.box.left, seen.box.top, seen.box.right, seen.box.bottom) == pytest.approx(sides, abs=0.0051)
    assert seen.score == pytest.approx(score, abs=0.0001)
    assert back.at_s == pytest.approx(at_s, abs=1e-6)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"at_s": 0.1, "index": 1}', "it lacks 'detections'"),
        ('{"at_s": NaN, "index": 1, "detections": []}', "nan is no number to calculate with"),
        ('{"at_s": 0.1, "index": 1, "detections": [{"gesture": "palm", "score": 0.9}]}', "box"),
        ('{"at_s": 0.1, "index": 1, "detections": [{"gesture": "palm", "score": 0.9, "box": [1, 2]}]}', "shorter"),
        ('{"at_s": 0.1, "ind', "Invalid control character"),
        ("[]", "list indices"),
        ("", "Expecting value"),
        ("\x00\x00", "Expecting value"),
    ],
)
def test_a_line_that_makes_no_sense_is_named_after_all_before_it_were_given(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{HEADER_LINE}\n{{"at_s": 0, "index": 0, "detections": []}}\n{line}\n', encoding="utf-8")
    frames = read_recording(path).frames()
    assert next(frames) == RecordedFrame(0.0, 0, ())
    with pytest.raises(
        RecordingError, match=rf"^Line 3 of the recording .* makes no sense \(.*{reason}.*record it again"
    ):
        next(frames)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Line 1 .* makes no sense"),
        (b"{}\n", r"Line 1 .*\(it lacks 'version'"),
        (b'{"version": 2}\n', "its version is 2, this app reads 1"),
        (b"\xff\xd8\xff\xe0 a picture", "Line 1 .* makes no sense"),
    ],
)
def test_a_file_that_is_no_recording_is_told_of(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=reason):
        read_recording(path)


def test_a_missing_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read \\(No such file or directory\\); choose another file"):
        read_recording(tmp_path / "none.jsonl")


def test_a_place_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written"):
        RecordingWriter(tmp_path, HEADER)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_told_of_and_the_file_is_closed() -> None:
    writer = RecordingWriter(Path("/dev/full"), HEADER)
    with pytest.raises(RecordingError, match=os.strerror(errno.ENOSPC)):
        writer.flush()
    with pytest.raises(RecordingError, match=os.strerror(errno.ENOSPC)):
        writer.close()
    writer.close()


def test_which_hand_it_was_is_kept_where_somebody_asked(tmp_path: Path) -> None:
    told = RecordedFrame(1.0, 0, (Detection("palm", 0.9, Box(0, 0, 9, 9), left=0.1234), *FRAME.detections))
    recording = read_recording(written(tmp_path / "a.jsonl", told))
    assert list(recording.frames()) == [told]
