from __future__ import annotations

import json

import pytest

from gesture_app.commands.config import COMMAND
from gesture_app.core.errors import ModelError, SettingsError
from gesture_app.core.paths import settings_file


def test_what_was_set_is_remembered(call):
    assert call(COMMAND, "set", "engine.cooldown_ms", "900") == (0, ["engine.cooldown_ms = 900"])
    assert call(COMMAND, "get", "engine.cooldown_ms") == (0, ["900"])
    assert settings_file().is_file()


def test_all_settings_are_listed(call):
    _, lines = call(COMMAND, "get")
    assert "detector.model = default" in lines


def test_all_settings_come_as_one_json_object(call):
    _, lines = call(COMMAND, "get", "--json")
    assert json.loads(*lines)["detector.model"] == "default"


def test_exported_settings_can_be_taken_over(call, tmp_path):
    call(COMMAND, "set", "player.spec", "dry_run")
    call(COMMAND, "export", tmp_path / "mine.toml")
    call(COMMAND, "set", "player.spec", "auto")
    call(COMMAND, "import", tmp_path / "mine.toml")
    assert call(COMMAND, "get", "player.spec") == (0, ["dry_run"])


def test_without_a_file_the_export_is_printed(call):
    _, lines = call(COMMAND, "export")
    assert "[engine]" in lines


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["set", "engine.cooldown_ms", "soon"], "engine.cooldown_ms", id="no value for it"),
        pytest.param(["set", "engine.colour", "1"], "no setting engine.colour", id="no such setting"),
        pytest.param(["set", "engine.stay_score", "0.9"], "may not be above engine.enter_score", id="a contradiction"),
        pytest.param(["import", "broken.toml"], r"Nothing is taken over from .*broken\.toml: not TOML", id="no TOML"),
        pytest.param(["get", "nonsense"], "no setting nonsense", id="no such setting to read"),
        pytest.param(["import", "nowhere.toml"], r"nowhere\.toml cannot be read", id="no such file"),
        pytest.param(["import", "picture.png"], "are no text", id="no text"),
        pytest.param(["export", "plain/mine.toml"], "cannot be written", id="no folder"),
    ],
)
def test_nonsense_is_refused(call, arguments, complaint, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain").write_text("a file, no folder")
    (tmp_path / "broken.toml").write_text("[engine")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    with pytest.raises(SettingsError, match=complaint):
        call(COMMAND, *arguments)


def test_a_name_of_nothing_is_not_remembered(call):
    with pytest.raises(ModelError, match="no model called nosuch"):
        call(COMMAND, "set", "detector.model", "nosuch")
    assert not settings_file().exists()


def test_it_tells_where_the_settings_lie(call):
    assert call(COMMAND, "path") == (0, [str(settings_file())])
