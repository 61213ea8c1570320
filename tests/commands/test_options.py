from __future__ import annotations

import argparse

import pytest

from gesture_app.commands import _options
from gesture_app.core.errors import SettingsError
from gesture_app.core.paths import settings_file


def settings_of(*arguments):
    parser = argparse.ArgumentParser()
    for add in (_options.add_source, _options.add_player, _options.add_detector, _options.add_set):
        add(parser)
    return _options.settings_from(parser.parse_args(arguments))


def test_options_win_over_the_settings_and_leave_the_rest_alone():
    settings = settings_of("--source", "rendered", "--player", "dry_run", "--engine", "onnx", "--model", "small")
    assert (settings.source.spec, settings.player.spec) == ("rendered", "dry_run")
    assert (settings.detector.engine, settings.detector.model) == ("onnx", "small")
    assert settings.source.width_px == 1280


def test_set_changes_any_setting_and_may_be_repeated():
    settings = settings_of("--set", "cooldown_ms=900", "--set", "detector.threads=1")
    assert (settings.engine.cooldown_ms, settings.detector.threads) == (900, 1)


def test_set_refuses_nonsense():
    with pytest.raises(SettingsError, match=r"engine\.cooldown_ms"):
        settings_of("--set", "cooldown_ms=soon")


def test_damaged_settings_are_told_and_do_not_stop_anything(capsys):
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("engine = [")
    assert settings_of().detector.model == "default"
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0", "-3", "nan", "inf", "soon"])
def test_a_time_must_be_a_positive_number(text):
    with pytest.raises((ValueError, argparse.ArgumentTypeError)):
        _options.seconds(text)
