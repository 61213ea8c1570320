"""Every setting of the schema takes effect in the running window, or its row says that it waits for the next start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.rest import Rest
from gesture_app.core.schema import Kind, Row, from_text
from gesture_app.core.settings import Settings, UiSettings, get_value, setting_rows
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import DARK
from gesture_app.ui.toast import SHOWN_MS
from gesture_app.window.composition import Desk

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]
# What else can be chosen, where that cannot be told from the kind.
OTHERS = {
    "engine.enter_score": "0.7",
    "engine.zone": "0.1, 0.1, 0.9, 0.9",
    "engine.arming_gesture": "rock",
    "engine.disarming_gesture": "ok",
    "source.spec": "rendered",
    "detector.model": "other",
    "player.spec": "dry_run",
    "ui.theme": "dark",
    "ui.first_run": "due",
}


def another(row: Row) -> str:
    """A value that a setting does not have yet, as a person would type it."""
    if row.key in OTHERS:
        return OTHERS[row.key]
    if row.kind is Kind.SWITCH:
        return "no" if row.default else "yes"
    if row.kind in (Kind.WHOLE, Kind.NUMBER):
        low, high = row.about.minimum or 0.0, row.about.maximum or 1.0
        middle = low + (high - low) / 4
        return str(round(middle)) if row.kind is Kind.WHOLE else f"{middle:.3f}"
    return row.choices[-1] if row.kind is Kind.CHOICE else "other"


def has_effect(desk: Desk, world: World, row: Row, wished: list[str]) -> bool:
    """Whether the part of the app that a setting is for follows it now."""
    value, room = get_value(desk.settings, row.key), desk._room
    effects: dict[str, Callable[[], bool]] = {
        "source.look_rarely_after_s": lambda: room._care.sentinel._after_s == value,
        "privacy.camera_off_paused": lambda: (Rest.PAUSED in room._care.resting._heeded) is value,
        "privacy.rest_locked": lambda: (Rest.LOCKED in room._care.resting._heeded) is value,
        "privacy.rest_asleep": lambda: (Rest.ASLEEP in room._care.resting._heeded) is value,
        "detector.watch_s": lambda: desk._model._settings.watch_s == value,
        "detector.watch_limit_ms": lambda: desk._model._settings.watch_limit_ms == value,
        "detector.watch_limit_factor": lambda: desk._model._settings.watch_limit_factor == value,
        "player.spec": lambda: desk.window.header.player.spec == value,
        "player.pinned": lambda: world.player_requests[-1].options["pin"] == value,
        "player.ignored": lambda: world.player_requests[-1].options["ignore"] == ",".join(value),
        "player.media_keys": lambda: world.player_requests[-1].may_press_keys is value,
        "player.spotify_client_id": lambda: world.player_requests[-1].options["spotify_client_id"] == value,
        "lab.job_priority": lambda: (row.key, value) in world.saved,  # where the process of the jobs reads it
        "ui.theme": lambda: desk.window.palette().window().color().name() == DARK.page,
        "ui.language": lambda: wished[-1:] == [value],
        "ui.sounds": lambda: desk.around._ticks._is_wanted is value,
        "ui.reduced_motion": lambda: QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo) is not value,
        "ui.reading_time": lambda: desk.window.live.toast._timer.interval() == round(value * SHOWN_MS),
        "ui.left_handed": lambda: (desk.window.live.mapTo(desk.window, desk.window.live.pos()).x() < 50) is value,
        "ui.mirror_preview": lambda: desk.window.live.picture._is_mirrored is value,
        "ui.close_window": lambda: QGuiApplication.quitOnLastWindowClosed() is (value == "quit"),
        "ui.notice_drift": lambda: desk._drift._is_wanted is value,
        "ui.first_run": lambda: desk.first_run.is_running is (value == "due"),
        "ui.overlay": lambda: desk.around.overlay._is_wanted is value,
    }
    section = row.key.partition(".")[0]
    by_section: dict[str, Callable[[], bool]] = {
        "engine": lambda: getattr(room._engine._settings, row.name) == value,
        "source": lambda: getattr(world.source_requests[-1], row.name) == value,
        "detector": lambda: getattr(world.detectors[-1], row.name) == value,
    }
    return effects.get(row.key, by_section.get(section, lambda: False))()


def test_every_setting_takes_effect_at_once_or_says_that_it_does_not(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk(settings=Settings(ui=UiSettings(first_run="done")))
    page = desk.window.settings
    desk.window.turn_to(page)
    qtbot.waitUntil(lambda: len(page.findChildren(SettingRow)) == len(setting_rows()), timeout=5000)
    qtbot.waitUntil(lambda: bool(world.detectors), timeout=5000)
    late = {row.row.key for row in page.findChildren(SettingRow) if row.says_it_waits}
    wished: list[str] = []
    desk.language_wished.connect(wished.append)
    try:
        for row in sorted(setting_rows(), key=lambda row: row.key == "player.spec"):  # then it is another's turn
            text = another(row)
            assert from_text(row, text) != get_value(desk.settings, row.key), row.key
            page.edited.emit(row.key, text)
            if row.key not in late:
                qtbot.waitUntil(lambda row=row: has_effect(desk, world, row, wished), timeout=3000)
    finally:
        for key in ("ui.close_window", "ui.reduced_motion", "ui.theme"):  # these are the application's own
            page.edited.emit(key, "default")
