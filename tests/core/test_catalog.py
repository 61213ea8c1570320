from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.catalog import Catalog, placeholders, read_catalog
from gesture_app.core.errors import SettingsError

SECTIONS = {
    "ui/header.py": {"Pause": "Pausieren", "%n more": {"one": "%n weiterer", "other": "%n weitere"}, "Empty": ""},
    "core/types.py": {"pause": "Pause", "volume up": "Lauter"},
    "core/outcome_text.py": {
        "{title} is at “{title2}”.": "{title} ist bei „{title2}“.",
        "{title} is at {volume:.0%} volume.": "{title} steht auf {volume}.",
        "{title} did not react to '{command_words}'.": "Auf „{command_words}“ hörte {title} nicht.",
        "{title} paused.": "{title} ist angehalten.",
    },
    "core/schema.py": {
        "a number": "eine Zahl",
        "{key} must be {expectation}, not {raw}.": "{key} muss {expectation} sein, nicht {raw}.",
        "{kind} from {minimum:g} to {maximum:g}{unit}": "{kind} von {minimum} bis {maximum}{unit}",
    },
    "core/settings_file.py": {"In the file {path}: {faults}": "In der Datei {path}: {faults}"},
}


def comma(number: str) -> str:
    return number.replace(".", ",").replace("%", " %")


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(SECTIONS, comma)


def test_words_of_the_window_are_looked_up_as_they_are(catalog: Catalog) -> None:
    assert catalog.text("Pause") == "Pausieren"
    assert catalog.text("Resume") is None
    assert catalog.text("Empty") is None


@pytest.mark.parametrize(("count", "text"), [(1, "%n weiterer"), (2, "%n weitere"), (0, "%n weitere")])
def test_a_plural_has_a_form_for_one_and_one_for_the_rest(catalog: Catalog, count: int, text: str) -> None:
    assert catalog.text("%n more", count) == text


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("VLC paused.", "VLC ist angehalten."),
        ("VLC is at 40% volume.", "VLC steht auf 40 %."),
        ("VLC is at “Take Five”.", "VLC ist bei „Take Five“."),
        ("a.b must be a number from 0 to 0.5 ms, not 'x'.", "a.b muss eine Zahl von 0 bis 0,5 ms sein, nicht 'x'."),
        ("VLC turned blue.", "VLC turned blue."),
    ],
)
def test_a_sentence_is_known_again_whatever_values_are_in_it(catalog: Catalog, english: str, german: str) -> None:
    assert catalog.sentence(english) == german


def test_words_of_the_app_in_a_sentence_are_translated_and_names_are_not(catalog: Catalog) -> None:
    assert catalog.sentence("VLC did not react to 'volume up'.") == "Auf „Lauter“ hörte VLC nicht."
    assert catalog.sentence("VLC is at “pause”.") == "VLC ist bei „pause“."


def test_several_sentences_in_one_are_each_translated(catalog: Catalog) -> None:
    both = "In the file a.toml: a must be a number, not 1. b must be a number, not 2."
    expected = "In der Datei a.toml: a muss eine Zahl sein, nicht 1. b muss eine Zahl sein, nicht 2."
    assert catalog.sentence(both) == expected


def test_a_catalog_that_is_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text("= nonsense", encoding="utf-8")
    with pytest.raises(SettingsError, match="reinstall the app"):
        read_catalog(path)
    path.write_text('["ui/a.py"]\n"Yes" = "Ja"\n', encoding="utf-8")
    assert read_catalog(path).text("Yes") == "Ja"


def test_the_places_for_values_are_named() -> None:
    assert placeholders("{b} is at {a:.2f}") == ["a", "b"]
