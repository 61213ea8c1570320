"""Compares the catalogs of assets/i18n with what the window can say, and writes what is missing into them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.catalog import Entry, placeholders
from tests.i18n.texts import ROOT, Sections

FOLDER = ROOT / "assets" / "i18n"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a catalog; empty where nothing is."""

    missing: tuple[str, ...]  # or left empty
    obsolete: tuple[str, ...]
    misplaced: tuple[str, ...]  # the places for values are others than in English


def read_entries(path: Path) -> dict[str, Entry]:
    """Every entry of a catalog, whatever its section."""
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {english: entry for section in sections.values() for english, entry in section.items()}


def judge(entries: Mapping[str, Entry], texts: Sections) -> Verdict:
    """Compare a catalog with what is said."""
    said = [text for section in texts.values() for text in section]
    done = {english: forms_of(entry) for english, entry in entries.items()}
    return Verdict(
        missing=tuple(text for text in said if not done.get(text) or not all(done[text])),
        obsolete=tuple(english for english in entries if english not in set(said)),
        misplaced=tuple(
            english for english, forms in done.items() if any(form and not _fits(english, form) for form in forms)
        ),
    )


def forms_of(entry: Entry) -> list[str]:
    """The one translation, or those of a plural."""
    return [entry] if isinstance(entry, str) else [entry.get("one", ""), entry.get("other", "")]


def _fits(english: str, translation: str) -> bool:
    return set(placeholders(translation)) == set(placeholders(english)) and ("%n" in english) == ("%n" in translation)


def completed(path: Path, texts: Sections) -> str:
    """The catalog with a line for every text, in the order of the code; empty ones are to be filled, old ones gone."""
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    entries = read_entries(path) if path.is_file() else {}
    head = [line for line in old.partition("\n[")[0].splitlines() if line.startswith("#")]
    lines = [*head]
    for section, said in texts.items():
        lines += [
            "",
            f"[{_quoted(section)}]",
            *(f"{_quoted(text)} = {_line(text, entries.get(text))}" for text in said),
        ]
    return "\n".join(lines) + "\n"


def _line(english: str, entry: Entry | None) -> str:
    if "%n" in english:
        forms = entry if isinstance(entry, Mapping) else {"one": entry or "", "other": entry or ""}
        return f"{{ one = {_quoted(forms['one'])}, other = {_quoted(forms['other'])} }}"
    return _quoted(entry if isinstance(entry, str) else "")


def _quoted(text: str) -> str:
    """A TOML string; letters beyond ASCII stay readable."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
