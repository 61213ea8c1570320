"""Settings by name, as the command line changes them."""

from __future__ import annotations

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.settings import Settings, all_rows, get_value, setting_rows, to_text, with_changes, with_value
from gesture_app.core.types import Command


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("engine.cooldown_ms", "500", 500),
        ("engine.always_armed", "yes", True),
        ("engine.always_armed", "off", False),
        ("engine.enter_score", "0.7", 0.7),
        ("engine.zone", "0, 0, 0.5, 1", (0.0, 0.0, 0.5, 1.0)),
        ("bindings.palm.zone", "0, 0, 0.5, 1", (0.0, 0.0, 0.5, 1.0)),
        ("bindings.palm.zone", "default", None),
        ("source.spec", "webcam:Logitech, left", "webcam:Logitech, left"),
        ("player.ignored", "Firefox, Zoom", ("Firefox", "Zoom")),
        ("player.ignored", "", ()),
        ("ui.theme", "dark", "dark"),
        ("bindings.peace.command", "seek_forward", Command.SEEK_FORWARD),
        ("bindings.peace.mode", "repeat", TriggerMode.REPEAT),
        ("bindings.peace.hold_ms", "900", 900),
        ("profiles.podcast.players", "Castbox", ("Castbox",)),
        ("profiles.podcast.bindings.peace.amount", "30", 30.0),
    ],
)
def test_a_value_is_understood_by_its_type(key: str, text: str, value: object) -> None:
    changed = with_value(Settings(), key, text)
    assert get_value(changed, key) == value
    assert with_value(changed, key, "default") == Settings() or key.startswith("profiles.")


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("engine.cooldwn_ms", "1", "There is no setting engine.cooldwn_ms; did you mean engine.cooldown_ms?"),
        ("cooldown_ms", "1", "There is no setting cooldown_ms; did you mean engine.cooldown_ms?"),
        ("bindings.palm.hold", "1", "There is no setting bindings.palm.hold; did you mean bindings.palm.hold_ms?"),
        ("engine.cooldown_ms", "soon", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not 'soon'."),
        ("engine.cooldown_ms", "0.5", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not '0.5'."),
        ("engine.cooldown_ms", "-1", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not -1."),
        ("engine.enter_score", "nan", "engine.enter_score must be a number from 0.05 to 1, not nan."),
        (
            "bindings.palm.zone",
            "1, 2",
            "bindings.palm.zone must be 4 numbers separated by commas from 0 to 1: left, top, right, bottom, "
            "not [1.0, 2.0].",
        ),
        (
            "engine.zone",
            "1, x",
            "engine.zone must be 4 numbers separated by commas from 0 to 1: left, top, right, bottom, not '1, x'.",
        ),
        (
            "engine.zone",
            "0.9, 0, 0.2, 1",
            "engine.zone must be 4 numbers separated by commas from 0 to 1: left, top, right, bottom, "
            "not [0.9, 0.0, 0.2, 1.0].",
        ),
        ("detector.input_px", "300", "detector.input_px must be a multiple of 32 from 0 to 1280 px, not 300."),
        ("ui.theme", "pink", "ui.theme must be one of system, light, dark, not 'pink'."),
        ("engine.always_armed", "maybe", "engine.always_armed must be yes or no, not 'maybe'."),
    ],
)
def test_nonsense_gets_one_clear_sentence(key: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        with_value(Settings(), key, text)
    assert str(caught.value) == said


def test_a_key_like_no_other_lists_them_all() -> None:
    with pytest.raises(SettingsError, match=r"there are: engine\.always_armed, .*ui\.overlay\."):
        get_value(Settings(), "qqqq")


@pytest.mark.parametrize("key", ["", ".", "bindings", "bindings..command", "profiles..players", "engine", "version"])
def test_a_key_of_nothing_is_refused(key: str) -> None:
    with pytest.raises(SettingsError, match="There is no setting"):
        get_value(Settings(), key)


def test_every_setting_explains_itself() -> None:
    for row in all_rows(with_value(Settings(), "bindings.palm.hold_ms", "1")):
        assert row.about.title, row.key
        assert row.about.help.endswith("."), row.key
        assert row.about.help.count(". ") == 0, f"{row.key}: one sentence is enough"


def test_every_default_is_a_value_that_its_own_setting_accepts() -> None:
    for row in setting_rows():
        settings = with_value(Settings(), row.key, to_text(row.default))
        assert settings == Settings(), row.key


def test_taking_back_the_last_change_of_a_gesture_forgets_the_gesture() -> None:
    changed = with_value(Settings(), "bindings.palm.hold_ms", "900")
    assert with_value(changed, "bindings.palm.hold_ms", "default") == Settings()


def test_changes_come_as_on_a_command_line() -> None:
    changed = with_changes(Settings(), ["hold_ms=400", "engine.cooldown_ms = 500", "source.spec=http://x/?a=b"])
    assert (changed.engine.hold_ms, changed.engine.cooldown_ms) == (400, 500)
    assert changed.source.spec == "http://x/?a=b"


def test_the_section_of_a_change_may_be_left_out() -> None:
    changed = with_changes(Settings(), ["theme=dark", "zone=0, 0, 0.5, 1"])
    assert (changed.ui.theme, changed.engine.zone) == ("dark", (0.0, 0.0, 0.5, 1.0))
    with pytest.raises(SettingsError, match=r"There is no setting foo; there are"):
        with_changes(Settings(), ["foo=1"])


def test_a_change_without_a_value_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"must look like engine\.cooldown_ms=500, not 'hold_ms'"):
        with_changes(Settings(), ["hold_ms"])
