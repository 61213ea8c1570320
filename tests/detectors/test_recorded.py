from __future__ import annotations

import pytest
from colour_network import frame_with

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.errors import ModelError
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.types import Box, Detection
from gesture_app.detectors import recorded

PALM = Detection("palm", 0.9, Box(10, 20, 110, 120))
FIST = Detection("fist", 0.3, Box(0, 0, 50, 50))


def recording_of(path, *frames):
    with RecordingWriter(path, RecordingHeader((320, 192), "default", ("palm", "fist"))) as writer:
        for index, detections in enumerate(frames):
            writer.append(RecordedFrame(index / 30, index, detections))
    return path


def opened(path, labels=("palm", "fist"), min_score=0.25):
    return recorded.KIND.open(DetectorRequest(path, labels, 0, min_score))


def test_each_frame_shows_what_was_recorded_for_it(tmp_path):
    detector = opened(recording_of(tmp_path / "seen.jsonl", (PALM,), (), (FIST, PALM)))
    assert [detector.detect(frame_with(index=index)) for index in range(3)] == [(PALM,), (), (FIST, PALM)]


def test_a_looping_source_sees_it_again(tmp_path):
    detector = opened(recording_of(tmp_path / "seen.jsonl", (PALM,), ()))
    assert [len(detector.detect(frame_with(index=index))) for index in range(5)] == [1, 0, 1, 0, 1]


def test_boxes_follow_the_size_of_the_frame(tmp_path):
    detector = opened(recording_of(tmp_path / "seen.jsonl", (PALM,)))
    assert detector.detect(frame_with(size_px=(640, 192)))[0].box == Box(20, 20, 220, 120)


def test_hands_below_the_least_score_are_left_out(tmp_path):
    detector = opened(recording_of(tmp_path / "seen.jsonl", (PALM, FIST)), min_score=0.5)
    assert detector.detect(frame_with()) == (PALM,)


def test_an_empty_recording_shows_nothing(tmp_path):
    assert opened(recording_of(tmp_path / "seen.jsonl")).detect(frame_with(index=4)) == ()


def test_a_recording_of_other_gestures_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"does not know \(fist\)"):
        opened(recording_of(tmp_path / "seen.jsonl"), labels=("palm",))


@pytest.mark.parametrize("content", [None, "", "no json\n"], ids=["missing", "empty", "no recording"])
def test_a_file_that_is_no_recording_is_one_sentence(tmp_path, content):
    path = tmp_path / "seen.jsonl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match=r"seen\.jsonl.*\.$"):
        opened(path)


def test_which_hand_it_was_comes_back_too(tmp_path):
    told = Detection("palm", 0.9, Box(10, 20, 110, 120), left=0.25)
    assert opened(recording_of(tmp_path / "seen.jsonl", (told,))).detect(frame_with()) == (told,)
