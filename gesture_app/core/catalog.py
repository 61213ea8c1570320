"""A catalog: what the app says in one language, by the English that stands in the code.

The code speaks English, to logs and terminals too, and only the window translates, where it shows something. Words of
the window are looked up as they are. A sentence of the core has its names and figures in it already; it is known again
by its template, which is how it stands in the code: "The folder {path} holds no pictures.".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from gesture_app.core.errors import SettingsError

# A placeholder whose name ends in one of these holds words of the app, which are translated in their turn; all others
# hold names, figures and paths, which are the same in every language. A title is that of a player or source, which may
# be one of ours; of the second title in a sentence, a song that may be called "Pause", nothing is to be made.
SPOKEN = frozenset(
    {"error", "expectation", "faults", "gesture", "hint", "kept", "kind", "missing", "nobody", "place", "playback"}
    | {"purpose", "reason", "sentence", "text", "title", "what", "who", "why", "words"}
)
WINDOW = "ui/"  # sections of words that are looked up as they are, and are no templates of sentences
REMEMBERED = 512  # sentences; figures make many of them, and the latest come again

_NUMBER = r"[-+]?[\d.,]*\d(?:e[-+]?\d+)?%?"
_SENTENCES, _PARTS = re.compile(r"((?<=[.!?]) )"), re.compile(r"(, )")
_PARSE = Formatter().parse

Forms = Mapping[str, str]  # of a plural: "one" and "other"
Entry = str | Forms


@dataclass(frozen=True, slots=True)
class _Template:
    """How a sentence is known again, and what becomes of it."""

    pattern: re.Pattern[str]
    anchor: str  # its longest stretch of letters: most sentences lack it, and that is found out quickest
    weight: int  # letters that are the same in every such sentence; of two that fit, the one with more is meant
    opens_with_value: bool  # and so may begin anywhere: the others are tried first
    figures: frozenset[str]  # the placeholders that hold numbers
    translation: str


class Catalog:
    """One language.

    Args:
        sections: Translations by the English, by the file that says it.
        number: Writes a number that English wrote, such as "0.58" or "40%", as the language does.
    """

    def __init__(self, sections: Mapping[str, Mapping[str, Entry]], number: Callable[[str], str] = str) -> None:
        self._number = number
        self._entries = {english: entry for section in sections.values() for english, entry in section.items()}
        spoken = [section for name, section in sections.items() if not name.startswith(WINDOW)]
        self._words = {
            english.casefold(): entry
            for section in spoken
            for english, entry in section.items()
            if isinstance(entry, str)
        }
        pairs = [(english, entry) for section in spoken for english, entry in section.items() if "{" in english]
        templates = [_template(english, entry) for english, entry in pairs if isinstance(entry, str) and entry]
        self._templates = sorted(templates, key=lambda one: (one.opens_with_value, -one.weight))
        self.sentence = lru_cache(REMEMBERED)(self._sentence)

    def text(self, english: str, count: int = -1) -> str | None:
        """What stands for these words, of a plural in the form for so many; None where nothing does."""
        entry = self._entries.get(english)
        if isinstance(entry, Mapping):
            entry = entry["one" if count == 1 else "other"]
        return entry or None

    def _sentence(self, english: str) -> str:
        """A sentence of the core; as it is, where nobody has translated it."""
        if found := self._words.get(english.casefold()):
            return found
        for template in self._templates:
            if template.anchor in english and (match := template.pattern.fullmatch(english)):
                return self._filled(template, match.groupdict())
        return english

    def _filled(self, template: _Template, values: Mapping[str, str]) -> str:
        """The translation with the values of the sentence in it."""
        parts = []
        for literal, name, _, _ in _PARSE(template.translation):
            parts.append(literal)
            if name is not None:
                parts.append(self._value(template, name, values.get(name, "")))
        return "".join(parts)

    def _value(self, template: _Template, name: str, value: str) -> str:
        if name in template.figures:
            return self._number(value)
        return self._spoken(value) if name.rpartition("_")[2] in SPOKEN else value

    def _spoken(self, value: str) -> str:
        """Words that may be several: sentences in a row, or parts with commas between them."""
        sentences = _SENTENCES.split(value)
        if len(sentences) > 1:
            return "".join(self.sentence(one) for one in sentences)
        for end in ("", "."):  # a sentence that goes on has lost its full stop
            if (whole := self.sentence(value + end)) != value + end:
                return whole.removesuffix(end)
        return "".join(self.sentence(part) for part in _PARTS.split(value))


def read_catalog(path: Path, number: Callable[[str], str] = str) -> Catalog:
    """Read a language's file.

    Raises:
        SettingsError: It cannot be read or is not TOML.
    """
    try:
        return Catalog(tomllib.loads(path.read_text(encoding="utf-8")), number)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The translation {path} cannot be read ({error}); reinstall the app.") from None


def placeholders(text: str) -> list[str]:
    """The names of the places for values, in their alphabet's order."""
    return sorted(name for _, name, _, _ in _PARSE(text) if name is not None)


def _template(english: str, translation: str) -> _Template:
    pieces, figures, literals = [], set(), []
    for literal, name, spec, _ in _PARSE(english):
        pieces.append(re.escape(literal))
        literals.append(literal)
        if name is not None:
            if spec:
                figures.add(name)
            pieces.append(f"(?P<{name}>{_NUMBER if spec else '.*?'})")
    pattern = re.compile("".join(pieces), re.DOTALL)
    return _Template(
        pattern, max(literals, key=len), sum(map(len, literals)), not literals[0], frozenset(figures), translation
    )
