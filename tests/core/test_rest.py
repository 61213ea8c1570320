from __future__ import annotations

import pytest

from gesture_app.core.rest import Rest, Resting
from gesture_app.core.sections import PrivacySettings


def test_without_a_reason_everything_goes_on():
    resting = Resting()
    assert (resting.why_idle, resting.why_closed) == (None, None)
    resting.end(Rest.LOCKED)
    assert resting.why_closed is None


@pytest.mark.parametrize("reason", Rest)
def test_every_reason_counts_unless_the_user_wants_otherwise(reason):
    resting = Resting()
    resting.begin(reason)
    assert (resting.why_idle, resting.why_closed) == (reason, reason)
    resting.end(reason)
    assert (resting.why_idle, resting.why_closed) == (None, None)


def test_of_several_reasons_the_gravest_is_told_and_each_must_end():
    resting = Resting()
    resting.begin(Rest.PAUSED)
    resting.begin(Rest.ASLEEP)
    resting.begin(Rest.ASLEEP)
    assert resting.why_closed is Rest.ASLEEP
    resting.end(Rest.ASLEEP)
    assert resting.why_closed is Rest.PAUSED


def test_a_pause_ends_obedience_even_where_the_camera_stays_on():
    resting = Resting(PrivacySettings(camera_off_paused=False))
    resting.begin(Rest.PAUSED)
    assert (resting.why_idle, resting.why_closed) == (Rest.PAUSED, None)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [(PrivacySettings(rest_locked=False), Rest.LOCKED), (PrivacySettings(rest_asleep=False), Rest.ASLEEP)],
)
def test_a_reason_that_is_not_heeded_does_not_count_at_all(settings, reason):
    resting = Resting(settings)
    resting.begin(reason)
    assert (resting.why_idle, resting.why_closed) == (None, None)
    resting.heed(PrivacySettings())
    assert resting.why_closed is reason
