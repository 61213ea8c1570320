from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.ui.theme import DARK, LIGHT, Appearance, Colours, Theme


def luminance(colour: str) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    shares = QColor(colour).getRgbF()[:3]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "good", "bad", "unsure"])
def test_words_can_be_read_on_page_and_card(colours: Colours, name: str) -> None:
    assert min(contrast(getattr(colours, name), ground) for ground in (colours.page, colours.card)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_the_accent_and_on_marks_can_be_read(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_overlay, colours.overlay) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_is_one_that_qt_understands(colours: Colours) -> None:
    assert all(QColor(getattr(colours, field.name)).isValid() for field in fields(colours))


def test_the_chosen_appearance_reaches_the_whole_application(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose(Appearance.DARK)
    assert theme.colours is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.page)
    theme.choose(Appearance.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.page)


def test_reduced_motion_stops_what_controls_do_and_can_be_taken_back(theme: Theme, qapp: QApplication) -> None:
    theme.calm(is_calm=True)
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    assert "widget-animation-duration: 0" in qapp.styleSheet()
    theme.calm(is_calm=False)
    assert "widget-animation-duration" not in qapp.styleSheet()


class Mannequin(QWidget):
    """Counts how often it is dressed."""

    dressed = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self.dressed += event.type() is QEvent.Type.StyleChange


def test_who_wears_the_colours_already_is_not_dressed_anew(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    mannequin = Mannequin()
    qtbot.addWidget(mannequin)
    mannequin.show()
    before = mannequin.dressed
    theme.choose(Appearance.LIGHT)
    assert mannequin.dressed == before
    theme.choose(Appearance.DARK)
    assert mannequin.dressed > before
    second = Theme(qapp, Appearance.DARK)
    assert second.colours is DARK
    second.deleteLater()
    theme.choose(Appearance.LIGHT)
