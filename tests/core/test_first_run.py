from __future__ import annotations

from gesture_app.core.first_run import DONE, DUE, SKIPPED, Step
from gesture_app.core.settings import find_row


def test_steps_follow_each_other_there_and_back() -> None:
    steps = list(Step)
    assert [step.following for step in steps] == [*steps[1:], None]
    assert [step.previous for step in steps] == [None, *steps[:-1]]
    assert [step.number for step in steps] == list(range(len(steps)))


def test_consent_comes_before_the_camera() -> None:
    assert Step.CONSENT.number == 0
    assert Step.CONSENT.following is Step.CAMERA


def test_the_setting_knows_what_can_become_of_it() -> None:
    row = find_row("ui.first_run")
    assert row.choices == (DUE, DONE, SKIPPED)
    assert row.default == DUE
