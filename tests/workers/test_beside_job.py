"""The lab prunes for real while the shipped network looks for hands, which must hardly feel it."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests.bench.beside_job import turns_beside_a_job

KEPT_SHARE = 0.9
CAMERA_FPS = 30.0  # what is kept without a camera, at the highest rate, is for the benchmark to say
TURN_S = 1.0
PAIRS = 10  # of turns, whatever they come to: one verdict, by their median

pytestmark = [pytest.mark.needs_torch, pytest.mark.timeout(300)]


def test_detection_keeps_more_than_nine_tenths_of_a_cameras_frames_beside_a_job_that_prunes(tmp_path: Path) -> None:
    """On the app's own inference thread, in pairs of turns without the job and beside it."""
    with turns_beside_a_job(tmp_path / "out", CAMERA_FPS) as turns:
        for _ in range(PAIRS):
            turns.take_turns(TURN_S)
    assert statistics.mean(turns.job_shares) > 0, "the job did nothing"
    assert turns.kept_share() > KEPT_SHARE
