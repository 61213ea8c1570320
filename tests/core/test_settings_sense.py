"""Two settings may contradict each other; the sentence names both."""

from __future__ import annotations

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import Settings, check_sense, export_settings, import_settings, with_changes
from gesture_app.core.settings_file import parse_settings

CONTRADICTIONS = [
    (["stay_score=0.8"], r"engine\.stay_score \(0\.8\) may not be above engine\.enter_score \(0\.6\)\."),
    (["repeat_fastest_ms=500"], r"engine\.repeat_fastest_ms \(500\) may not be above engine\.repeat_ms \(400\)\."),
    (["arming_gesture=fist"], r"engine\.arming_gesture and engine\.disarming_gesture may not be the same \(fist\)\."),
]


def test_the_defaults_make_sense() -> None:
    check_sense(Settings())


@pytest.mark.parametrize(("changes", "said"), CONTRADICTIONS)
def test_a_contradiction_is_named(changes: list[str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        check_sense(with_changes(Settings(), changes))


def test_two_settings_may_change_together() -> None:
    check_sense(with_changes(Settings(), ["stay_score=0.8", "enter_score=0.9"]))


def test_in_a_file_both_go_back_to_their_defaults_and_the_rest_is_kept() -> None:
    settings, faults = parse_settings("[engine]\nstay_score = 0.8\ncooldown_ms = 500\n")
    assert (settings.engine.stay_score, settings.engine.enter_score, settings.engine.cooldown_ms) == (0.45, 0.6, 500)
    assert faults == ("engine.stay_score (0.8) may not be above engine.enter_score (0.6); both are as by default.",)


def test_nothing_is_taken_over_from_settings_that_contradict_each_other() -> None:
    text = export_settings(with_changes(Settings(), ["stay_score=0.8"]))
    with pytest.raises(SettingsError, match="may not be above"):
        import_settings(text)


def test_nothing_is_taken_over_from_a_newer_app() -> None:
    with pytest.raises(SettingsError, match="they are of version 99, and this app knows versions up to 1; update"):
        import_settings("version = 99\n")
