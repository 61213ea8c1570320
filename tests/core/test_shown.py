from __future__ import annotations

import pytest

from gesture_app.core.errors import SourceError
from gesture_app.core.shown import Shown, read_script, stretches


def test_the_script_of_the_demo_clip_is_understood(tmp_path):
    (tmp_path / "clip.toml").write_text('fps = 30\n[[shown]]\ngesture = "palm"\nstart_s = 1.5\nend_s = 3\n')
    assert read_script(tmp_path / "clip.mp4") == (Shown("palm", 1.5, 3.0),)


def test_labels_of_frames_are_joined_and_passages_left_out(tmp_path):
    rows = [f"{index / 8},palm" for index in range(12)] + ["1.5,fist", "1.625,fist"]
    (tmp_path / "clip.csv").write_text("\n".join(["t_s,label", *rows]))
    assert read_script(tmp_path / "clip.mp4") == (Shown("palm", 0.0, 1.375),)


def test_a_gesture_shown_twice_is_two_stretches_and_two_hands_do_not_disturb_each_other():
    moments = [(0.0, "palm"), (0.0, "fist"), (0.2, "palm"), (0.2, "fist"), (0.4, "fist"), (0.9, "palm")]
    assert stretches(moments) == [Shown("palm", 0.0, 0.2), Shown("fist", 0.0, 0.4), Shown("palm", 0.9, 0.9)]


@pytest.mark.parametrize("text", ["[[shown]]\ngesture = 'palm'", "shown = 3", "[["])
def test_a_script_that_makes_no_sense_is_one_sentence(tmp_path, text):
    (tmp_path / "clip.toml").write_text(text)
    with pytest.raises(SourceError, match="cannot be understood"):
        read_script(tmp_path / "clip.mp4")


def test_a_clip_without_a_script_says_how_to_write_one(tmp_path):
    with pytest.raises(SourceError, match=r"write clip\.toml beside it"):
        read_script(tmp_path / "clip.mp4")
