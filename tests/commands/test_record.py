from __future__ import annotations

import cv2
import pytest
from colour_network import RED, frame_with, write_colour_model

from gesture_app.commands import record, replay
from gesture_app.core.errors import RecordingError, SourceError
from gesture_app.core.recording import read_recording


@pytest.fixture
def palm(tmp_path):
    """Options for a source that shows a palm for a while, and a network that sees it."""
    picture = tmp_path / "palm.png"
    cv2.imwrite(str(picture), frame_with([(RED, (64, 64, 96, 96))]).pixels)
    model = write_colour_model(tmp_path / "colours").parent
    return ["--source", f"pictures:{picture}?seconds=0.4", "--model", str(model)]


def test_what_is_seen_is_written_and_timed_from_the_first_frame_on(call, palm, tmp_path):
    out = tmp_path / "new" / "seen.jsonl"
    code, lines = call(record.COMMAND, out, *palm)
    recording = read_recording(out)
    frames = list(recording.frames())
    assert (code, lines) == (0, [f"{len(frames)} frames in {out}"])
    assert recording.header.size_px == (320, 192)
    assert recording.header.labels == ("palm", "fist", "peace")
    assert frames[0].at_s == 0
    assert {hand.gesture for frame in frames for hand in frame.detections} == {"palm"}


def test_it_can_be_decided_again(call, palm, tmp_path):
    out = tmp_path / "seen.jsonl"
    call(record.COMMAND, out, *palm)
    code, lines = call(replay.COMMAND, out, "--set", "always_armed=true", "--set", "hold_ms=50")
    assert code == 0
    assert '"gesture": "palm"' in lines[0]


def test_a_source_that_fails_leaves_no_empty_recording(call, palm, tmp_path):
    out = tmp_path / "seen.jsonl"
    with pytest.raises(SourceError):
        call(record.COMMAND, out, *palm, "--source", "nowhere.mp4")
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_one_sentence(call, palm, tmp_path):
    (tmp_path / "plain").write_text("a file, no folder")
    with pytest.raises(RecordingError, match="cannot be written"):
        call(record.COMMAND, tmp_path / "plain" / "seen.jsonl", *palm)


def test_no_picture_is_kept_unless_asked_for(call, palm, tmp_path):
    before = set(tmp_path.rglob("*"))
    call(record.COMMAND, tmp_path / "seen.jsonl", *palm)
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "seen.jsonl"}


def test_pictures_that_are_asked_for_carry_the_numbers_of_the_recording(call, palm, tmp_path):
    out, folder = tmp_path / "seen.jsonl", tmp_path / "new" / "pictures"
    call(record.COMMAND, out, "--frames", folder, *palm)
    numbers = [frame.index for frame in read_recording(out).frames()]
    assert [path.name for path in sorted(folder.iterdir())] == [f"{number:06}.jpg" for number in numbers]
    assert cv2.imread(str(folder / f"{numbers[0]:06}.jpg")).shape == (192, 320, 3)


def test_pictures_that_cannot_be_written_cost_one_sentence(call, palm, tmp_path):
    (tmp_path / "plain").write_text("a file, no folder")
    with pytest.raises(RecordingError, match=r"The picture .*000000\.jpg cannot be written \(.*\); make room"):
        call(record.COMMAND, tmp_path / "seen.jsonl", "--frames", tmp_path / "plain", *palm)


def test_which_hand_it_was_is_recorded_whatever_the_bindings_say(call, palm, tmp_path):
    call(record.COMMAND, tmp_path / "seen.jsonl", *palm)
    seen = [hand.left for frame in read_recording(tmp_path / "seen.jsonl").frames() for hand in frame.detections]
    assert seen
    assert all(0 <= left <= 1 for left in seen)
