"""Every catalog is complete, and the one command keeps it so."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.pseudo import NAME as PSEUDO
from gesture_app.core.settings import find_row
from gesture_app.ui.language import ENGLISH, SYSTEM
from tests.i18n.catalogs import FOLDER, Verdict, completed, judge, read_entries
from tests.i18n.texts import all_texts

CATALOGS = sorted(FOLDER.glob("*.toml"))
TEXTS = {"ui/header.py": ("Pause", "%n more"), "core/gates.py": ("{hand} waits",)}


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_no_text_is_without_translation_and_no_translation_without_text(path: Path) -> None:
    verdict = judge(read_entries(path), all_texts())
    advice = "run `make strings ARGS=--write` and fill the empty lines"
    assert verdict == Verdict((), (), ()), advice


def test_every_catalog_can_be_chosen_and_every_choice_is_there() -> None:
    named = {path.stem for path in CATALOGS}
    assert set(find_row("ui.language").choices) == named | {SYSTEM, ENGLISH, PSEUDO}
    assert "de" in named


def test_what_is_missing_empty_gone_or_has_other_values_is_named() -> None:
    entries = {"Pause": "", "%n more": {"one": "%n weiterer", "other": ""}, "{hand} waits": "wartet", "Old": "Alt"}
    verdict = judge(entries, TEXTS)
    assert verdict.missing == ("Pause", "%n more")
    assert verdict.obsolete == ("Old",)
    assert verdict.misplaced == ("{hand} waits",)


def test_completing_a_catalog_keeps_what_there_is_and_leaves_lines_to_fill(tmp_path: Path) -> None:
    path = tmp_path / "fr.toml"
    path.write_text(
        '# French.\n\n["ui/header.py"]\n"Pause" = "Faire une \\"pause\\""\n"Old" = "Vieux"\n', encoding="utf-8"
    )
    path.write_text(completed(path, TEXTS), encoding="utf-8")
    assert path.read_text(encoding="utf-8").startswith("# French.\n")
    forms = {"one": "", "other": ""}
    assert read_entries(path) == {"Pause": 'Faire une "pause"', "%n more": forms, "{hand} waits": ""}
    assert completed(path, TEXTS) == path.read_text(encoding="utf-8")
