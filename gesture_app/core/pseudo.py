"""A language made by rule, in which everything that is not translated, too narrow or only right for one side is seen.

Every letter has an accent, every text is in brackets and a third longer, as German is, and runs from right to left. It
is complete by construction: whatever still stands there in plain English has escaped translation.
"""

from __future__ import annotations

import re

NAME = "pseudo"  # among the languages
LONGER = 0.35  # share by which the words of an average translation are longer than English
OPENING, CLOSING = "\u200f[", "]\u200f"  # with marks that make the text's own direction that of the layout
_PADDING = "·"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀçđéƒğĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_KEPT = re.compile(r"(\{[^}]*\}|%n|%L?\d|\(\*[^)]*\)|&(?=\w))")  # places for values, patterns of files, mnemonics


def pseudo(english: str) -> str:
    """The text as the language has it.

    >>> pseudo("Undo")
    '\u200f[Úñđó··]\u200f'
    """
    if not english.strip() or english.startswith(OPENING):
        return english
    parts = [part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(english)]
    return f"{OPENING}{''.join(parts)}{_padding(english)}{CLOSING}"


def _padding(english: str) -> str:
    """So much more of it; long texts get it in words, so that they can break."""
    count = round(LONGER * len(english) + 0.5)
    return (
        _PADDING * count if count <= 4 else " " + " ".join(_PADDING * min(4, count - at) for at in range(0, count, 5))
    )
