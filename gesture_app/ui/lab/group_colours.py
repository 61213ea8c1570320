"""Colours for groups of layers, that people who see fewer colours tell apart, too; each comes with its number."""

from __future__ import annotations

from PySide6.QtGui import QColor

# Okabe and Ito, "Color Universal Design", 2008, without black; lighter or darker letters go with each.
_COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
_DARK_INK, _LIGHT_INK = "#000000", "#ffffff"
_BRIGHT = 0.179  # of this luminance, black and white letters are read equally well


def group_colour(number: int) -> QColor:
    """The colour of a group; it comes again after seven groups, so the number always stands beside it."""
    return QColor(_COLOURS[(number - 1) % len(_COLOURS)])


def ink_on(colour: QColor) -> QColor:
    """What is read best on a colour."""
    return QColor(_DARK_INK if luminance(colour) > _BRIGHT else _LIGHT_INK)


def luminance(colour: QColor) -> float:
    """How bright a colour is, 0 to 1, as WCAG 2 counts it."""
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
