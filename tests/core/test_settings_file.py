"""The settings file survives people, crashes and full disks."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import (
    Settings,
    export_settings,
    import_settings,
    load_settings,
    save_settings,
    with_changes,
)
from gesture_app.core.settings_file import END, MIGRATIONS, Table, migrate

CHANGED = with_changes(
    Settings(),
    (
        "engine.cooldown_ms=900",
        "engine.zone=0, 0.1, 0.5, 1",
        "player.ignored=Firefox, Zoom",
        "ui.sounds=yes",
        "bindings.peace.hold_ms=600",
        "bindings.peace.zone=0.5, 0, 1, 1",
        "bindings.like.command=mute",
        "bindings.palm.enabled=no",
        "profiles.podcast.players=Castbox",
        "profiles.podcast.tracks=/episode/, :episode:",
        "profiles.podcast.bindings.peace.command=seek_forward",
        "profiles.podcast.bindings.peace.amount=30",
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_means_the_defaults(path: Path) -> None:
    assert load_settings(path) == (Settings(), None)
    assert not path.exists(), "looking must not write"


def test_what_is_saved_is_loaded(path: Path) -> None:
    save_settings(CHANGED, path)
    assert load_settings(path) == (CHANGED, None)


def test_only_what_differs_from_the_defaults_is_written(path: Path) -> None:
    save_settings(with_changes(Settings(), ["engine.cooldown_ms=900"]), path)
    assert tomllib.loads(path.read_text()) == {"version": 1, "engine": {"cooldown_ms": 900}}


def test_taking_everything_back_leaves_an_empty_file(path: Path) -> None:
    save_settings(CHANGED, path)
    save_settings(Settings(), path)
    assert tomllib.loads(path.read_text()) == {"version": 1}


def test_comments_and_unknown_keys_survive_a_save(path: Path) -> None:
    path.write_text(
        "# mine\n[engine]\ncooldown_ms = 700  # I am quick\nfuture = 3\n\n[plugin]\nkey = 'x'\n", encoding="utf-8"
    )
    settings, notice = load_settings(path)
    assert settings.engine.cooldown_ms == 700
    assert notice is not None
    assert "engine.future" in notice
    assert "plugin.key" in notice
    save_settings(with_changes(settings, ["engine.grace_ms=250"]), path)
    text = path.read_text()
    assert "# mine" in text
    assert "# I am quick" in text
    assert tomllib.loads(text)["plugin"] == {"key": "x"}
    assert tomllib.loads(text)["engine"] == {"cooldown_ms": 700, "future": 3, "grace_ms": 250}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cooldown_ms = -5", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not -5."),
        ("cooldown_ms = '800'", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not '800'."),
        ("cooldown_ms = true", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not True."),
        ("enter_score = nan", "engine.enter_score must be a number from 0.05 to 1, not nan."),
        (
            "zone = [0, 1]",
            "engine.zone must be 4 numbers separated by commas from 0 to 1: left, top, right, bottom, not [0, 1].",
        ),
        ("always_armed = 1", "engine.always_armed must be yes or no, not 1."),
    ],
)
def test_a_value_that_makes_no_sense_is_named_and_left_in_the_file(path: Path, line: str, said: str) -> None:
    path.write_text(f"[engine]\n{line}\narm_hold_ms = 300\n", encoding="utf-8")
    settings, notice = load_settings(path)
    assert settings == with_changes(Settings(), ["engine.arm_hold_ms=300"]), "the rest is used"
    assert notice == f"In the settings file {path}: {said}"
    save_settings(settings, path)
    assert line in path.read_text(), "a slip of the pen is the user's to mend"


def test_a_section_that_is_a_number_does_no_harm(path: Path) -> None:
    path.write_text("engine = 5\nbindings = 3\n", encoding="utf-8")
    settings, notice = load_settings(path)
    assert settings == Settings()
    assert notice is not None
    save_settings(CHANGED, path)
    assert load_settings(path) == (CHANGED, None)


def test_a_file_cut_off_at_any_byte_is_kept_and_told_of_in_one_sentence(path: Path) -> None:
    save_settings(CHANGED, path)
    whole = path.read_bytes()
    for length in range(len(whole) - 1):  # without the last newline it is still whole
        path.write_bytes(whole[:length])
        settings, notice = load_settings(path)
        assert settings == Settings(), length
        assert notice is not None, length
        assert notice.count("\n") == 0
        kept = path.with_name(f"settings.damaged-{length + 1}.toml")
        assert kept.read_bytes() == whole[:length]
        assert not path.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[engine", b"a = 1\na = 2\n", b"version = 'x'\n", b"\x00" * 40])
def test_a_damaged_file_is_set_aside_when_loading_and_when_saving(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    settings, notice = load_settings(path)
    assert settings == Settings()
    assert notice is not None
    assert "settings.damaged-1.toml" in notice
    path.write_bytes(content)
    save_settings(CHANGED, path)
    assert load_settings(path) == (CHANGED, None)
    assert path.with_name("settings.damaged-2.toml").read_bytes() == content


@hypothesis_settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | st.text(alphabet="[]=\"'.#\n engi1ev", max_size=60).map(str.encode))
def test_no_file_whatever_its_bytes_stops_the_app(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.toml"
    path.write_bytes(content)
    load_settings(path)
    save_settings(CHANGED, path)
    assert load_settings(path)[0] == CHANGED


def test_a_full_disk_leaves_the_old_settings(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(CHANGED, path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        save_settings(Settings(), path)
    assert load_settings(path) == (CHANGED, None)
    assert [file.name for file in path.parent.iterdir() if file.is_file()] == [path.name], "no half-written file stays"


def test_a_settings_folder_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    settings, notice = load_settings(tmp_path)  # a folder where the file should be
    assert settings == Settings()
    assert notice is not None
    assert "cannot be read" in notice


def test_a_linked_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "gestures.toml"
    real.parent.mkdir()
    real.write_text("", encoding="utf-8")
    path.symlink_to(real)
    save_settings(CHANGED, path)
    assert path.is_symlink()
    assert END in real.read_text()


def test_only_the_owner_may_read_it(path: Path) -> None:
    save_settings(CHANGED, path)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


class TestMigration:
    """Files of older versions are brought to the newest layout."""

    def test_each_step_is_taken_once_and_in_order(self) -> None:
        def second(table: Table) -> None:
            table["engine"]["cooldown_ms"] = table["engine"].pop("pause_s") * 1000

        def third(table: Table) -> None:
            table["engine"]["cooldown_ms"] += 1

        table = {"engine": {"pause_s": 2}}
        migrate(table, (second, third))
        assert table == {"version": 3, "engine": {"cooldown_ms": 2001}}
        migrate(table, (second, third))
        assert table == {"version": 3, "engine": {"cooldown_ms": 2001}}

    def test_a_file_of_a_newer_app_is_taken_as_it_is_and_keeps_its_number(self, path: Path) -> None:
        newer = len(MIGRATIONS) + 5
        path.write_text(f"version = {newer}\n[engine]\ncooldown_ms = 700\n", encoding="utf-8")
        settings, notice = load_settings(path)
        assert (settings.engine.cooldown_ms, notice) == (700, None)
        save_settings(with_changes(settings, ["engine.cooldown_ms=600"]), path)
        assert tomllib.loads(path.read_text()) == {"version": newer, "engine": {"cooldown_ms": 600}}


class TestExport:
    """All settings as TOML, to read and to take along."""

    def test_everything_survives_the_journey(self) -> None:
        assert import_settings(export_settings(CHANGED)) == CHANGED

    def test_every_setting_is_there_with_its_explanation(self) -> None:
        text = export_settings(Settings())
        assert "# Cooldown: How long no other order follows. Accepts a whole number" in text
        assert "cooldown_ms = 800" in text

    def test_a_single_fault_and_nothing_is_imported(self) -> None:
        with pytest.raises(SettingsError, match=r"engine\.cooldown_ms must be a whole number"):
            import_settings("[engine]\ncooldown_ms = -1\ngrace_ms = 200\n")
