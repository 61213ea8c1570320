from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication

from gesture_app.core.errors import SettingsError
from gesture_app.core.paths import languages_folder
from gesture_app.core.settings import find_row
from gesture_app.core.types import Command
from gesture_app.ui.field import Field
from gesture_app.ui.language import Language, number_text, resolve
from gesture_app.ui.search_field import SearchField
from gesture_app.ui.theme import Theme
from gesture_app.ui.words import command_word, said


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp, languages_folder())
    yield language
    language.fall_silent()
    language.deleteLater()


def test_words_sentences_numbers_and_qts_own_buttons_are_german(language: Language) -> None:
    language.choose("de")
    assert command_word(Command.VOLUME_UP) == "Lauter"
    assert said("VLC is at 40 % volume.") == "VLC ist bei 40\u00a0% Lautstärke."
    assert QLocale().toString(0.5, "f", 1) == "0,5"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_a_plural_is_said_with_its_number(language: Language) -> None:
    language.choose("de")
    assert QCoreApplication.translate("WhatIf", "%n more", "", 1) == "1 weiterer"
    assert QCoreApplication.translate("WhatIf", "%n more", "", 3) == "3 weitere"


def test_the_language_made_by_rule_runs_from_right_to_left(language: Language, qapp: QApplication) -> None:
    language.choose("pseudo")
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert command_word(Command.STOP) != "Stop"
    assert QCoreApplication.translate("QShortcut", "Ctrl") == "Ctrl"


def test_english_is_what_stands_in_the_code(language: Language, qapp: QApplication) -> None:
    language.choose("pseudo")
    language.choose("en")
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert command_word(Command.STOP) == "Stop"
    assert said("VLC paused.") == "VLC paused."


def test_the_system_decides_among_the_languages_there_are(tmp_path: Path) -> None:
    (tmp_path / "de.toml").touch()
    assert resolve("system", ["fr-FR", "de-AT", "en-US"], tmp_path) == "de"
    assert resolve("system", ["fr-FR"], tmp_path) == "en"
    assert resolve("de", ["fr-FR"], tmp_path) == "de"


def test_a_damaged_catalog_leaves_the_app_english(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text("= nonsense", encoding="utf-8")
    language = Language(qapp, tmp_path)
    with pytest.raises(SettingsError):
        language.choose("de")
    assert command_word(Command.STOP) == "Stop"
    language.fall_silent()


@pytest.mark.parametrize(
    ("name", "english", "text"),
    [
        ("de", "0.58", "0,58"),
        ("de", "1234", "1.234"),
        ("de", "40%", "40\u00a0%"),
        ("en", "40%", "40%"),
        ("de", "-3", "-3"),
    ],
)
def test_numbers_are_written_as_the_language_does(name: str, english: str, text: str) -> None:
    assert number_text(QLocale(name), english) == text


def test_what_stands_at_one_end_of_a_field_changes_sides_with_the_language(language: Language, theme: Theme) -> None:
    sides = {}
    for name in ("en", "pseudo"):
        language.choose(name)
        glass, unit = SearchField(theme, "Search"), Field(theme, find_row("engine.hold_ms"))
        sides[name] = (glass.textMargins().left() > 0, unit.textMargins().right() > 0)
    assert sides == {"en": (True, True), "pseudo": (False, False)}
