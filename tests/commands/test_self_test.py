from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.commands._self_test import orders, run_self_test
from gesture_app.core.errors import PlayerError, SourceError
from gesture_app.core.kiosk_selftest import Fired
from gesture_app.core.settings import DetectorSettings
from gesture_app.core.types import Box, Command, Decision, Order, Phase
from gesture_app.hands import demo
from gesture_app.hands.film import Act, HandFilm, acts
from gesture_app.workers.headless import Fatal, Step

SMALL_PX = 640, 360  # drawn in a quarter of the time
PALM = Decision(102.5, 1, "palm", 0.9, Phase.FIRED, None, Order(Command.PLAY), 1.0, Box(0, 0, 9, 9))


def step(at_s: float, *decisions: Decision) -> Step:
    return Step(0, at_s, (160, 90), (), decisions, is_armed=True, detect_s=0.0, decide_s=0.0, latency_s=0.0)


def test_an_order_counts_from_the_first_frame_of_the_clip() -> None:
    assert list(orders([step(100.0), step(102.5, PALM)])) == [Fired("palm", 2.5)]


@pytest.mark.parametrize("event", [Fatal(SourceError("No picture.")), PlayerError("No player.")])
def test_a_line_that_fails_is_no_verdict(event: Fatal | PlayerError) -> None:
    with pytest.raises((SourceError, PlayerError)):
        list(orders([step(0.0), event]))


def test_what_cannot_be_run_has_failed_for_that_reason(tmp_path: Path) -> None:
    assert "no model called nonsense" in run_self_test(DetectorSettings(model="nonsense")).text
    assert "Nothing says which gestures" in run_self_test(DetectorSettings(), tmp_path / "clip.mp4").text


def test_the_shipped_line_obeys_a_drawn_palm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "SIZE_PX", SMALL_PX)
    film = HandFilm(SMALL_PX, (*acts(("palm",), show_s=2.5, pause_s=0.5), Act(None, 0.5)), rooms=1)
    clip = tmp_path / "clip.mp4"
    demo.write_clip(clip, film)
    clip.with_suffix(".toml").write_text(demo.script_text(film))
    verdict = run_self_test(DetectorSettings(), clip)
    assert (verdict.passed, verdict.shown) == (True, 1), verdict.text
