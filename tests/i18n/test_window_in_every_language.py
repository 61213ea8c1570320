"""The window in every language: nothing stays English, and nothing is cut off."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QWidget,
)

from gesture_app.core.models import read_card
from gesture_app.core.paths import models_folder
from gesture_app.core.pseudo import NAME as PSEUDO
from gesture_app.core.pseudo import pseudo
from gesture_app.core.settings import find_row
from gesture_app.ui.armed_badge import ArmedBadge
from gesture_app.ui.elided_label import ElidedLabel, ForeignLabel
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.kiosk_attract import AttractView
from gesture_app.ui.kiosk_guide import GuideView
from gesture_app.ui.main_window import FIRST_SIZE_PX
from gesture_app.ui.picker import Choice
from gesture_app.ui.theme import Appearance, Theme
from gesture_app.ui.timeline import Timeline
from tests.i18n.clipping import clipped
from tests.i18n.gallery import NAMES, gallery, speaking

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
DENSE_S = 280  # three galleries; seconds on a machine with nothing else to do
ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = tuple(name for name in find_row("ui.language").choices if name != "system")
SPOKEN = tuple(name for name in LANGUAGES if name != PSEUDO)
LARGEST = {"pseudo": (1280, 720)}  # of the smallest sizes of the window
USUAL = (1024, 720)
NO_WORDS = re.compile(r"[\W\d_]*|.*\b(Deutsch|English)\]?\u200f?")  # figures, and languages in their own words
UNITS = re.compile(r"\b([kMG]?B|[kMG]|ms|px|fps|s)\b")


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Appearance.LIGHT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_in_the_smallest_window(qapp: QApplication, theme: Theme, language: str) -> None:
    seen, cut, sizes = 0, [], []
    with speaking(qapp, language), gallery(theme) as views:
        for name, widget in views:
            seen += 1
            cut += [f"{name}: {text}" for text in clipped(widget)]
            sizes.append((widget.width(), widget.height()))
    assert seen >= 22
    assert cut == []
    width, height = LARGEST.get(language, USUAL)
    assert all(size[0] <= width and size[1] <= height for size in sizes), sizes


def test_nothing_is_cut_off_on_a_dense_screen(tmp_path: Path) -> None:
    """How dense the screen is, is settled when a program starts."""
    script = (
        "from PySide6.QtWidgets import QApplication\n"
        "from gesture_app.ui.theme import Appearance, Theme\n"
        "from tests.i18n.clipping import clipped\n"
        "from tests.i18n.gallery import gallery, speaking\n"
        "app = QApplication([])\n"
        "assert app.devicePixelRatio() == 2\n"
        f"for language in {LANGUAGES!r}:\n"
        "    with speaking(app, language), gallery(Theme(app, Appearance.LIGHT)) as views:\n"
        "        print([text for _, widget in views for text in clipped(widget)])\n"
    )
    screen = {"name": "dense", "x": 0, "y": 0, "width": 2560, "height": 1600}
    (tmp_path / "screens.json").write_text(json.dumps({"screens": [screen]}))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}",
        "QT_SCALE_FACTOR": "2",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, text=True, capture_output=True, timeout=DENSE_S
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[]"] * len(LANGUAGES)


def test_a_word_that_is_cut_off_would_be_found(qapp: QApplication, theme: Theme) -> None:
    page = QWidget()
    for place, widget in enumerate((QLabel("Some words", page), QPushButton("Some words", page))):
        widget.setGeometry(0, 40 * place, 20, 40)
    wrapped = QLabel("Some words on many lines", page, wordWrap=True)
    wrapped.setGeometry(0, 80, 60, 20)
    page.resize(200, 200)
    page.show()
    assert {text.partition(":")[0] for text in clipped(page)} == {"QLabel", "QPushButton"}
    assert any("many lines" in text for text in clipped(page))
    page.close()


def test_a_label_that_shortens_the_words_of_the_app_would_be_found(qapp: QApplication, theme: Theme) -> None:
    page = QWidget()
    for place, label in enumerate((ElidedLabel(""), FittedLabel(""), ForeignLabel(""))):
        label.setParent(page)
        label.setText("Keep holding, arming 199 ms left")
        label.setGeometry(0, 40 * place, 30, 20)
    page.resize(200, 200)
    page.show()
    assert [text.partition(":")[0] for text in clipped(page)] == ["ElidedLabel", "FittedLabel"]
    page.close()


def test_the_pickers_of_a_usual_window_name_the_shipped_models(qapp: QApplication, theme: Theme) -> None:
    names = {}
    for language in SPOKEN:
        with speaking(qapp, language), gallery(theme, FIRST_SIZE_PX) as views:
            _, window = next(views)
            picker = window.header.model
            for card in map(read_card, sorted(models_folder().iterdir())):
                picker.set_choices([Choice(card.name, card.title, short=card.short)])
                picker.setCurrentIndex(picker.findData(card.name))
                names[language, card.name] = picker.shown_text()
    assert len(names) == 2 * 4
    assert {place: name for place, name in names.items() if "…" in name} == {}


def test_nothing_escapes_translation(qapp: QApplication, theme: Theme) -> None:
    with speaking(qapp, "pseudo"), gallery(theme) as views:
        english = [(name, text) for name, widget in views for text in texts_of(widget) if not is_translated(text)]
    assert english == []


def test_an_english_word_would_be_found(qapp: QApplication, theme: Theme) -> None:
    page = QWidget(accessibleName="A page")
    QPushButton("A button", page).setToolTip(pseudo("A hint"))
    page.show()
    assert [text for text in texts_of(page) if not is_translated(text)] == ["A page", "A button"]
    page.close()


def texts_of(root: QWidget) -> list[str]:
    """Everything that a person sees or hears of a widget and what is in it; Qt's own dialogs speak for themselves."""
    found = [action.text() for menu in root.findChildren(QMenu) for action in menu.actions()]
    found.append(root.windowTitle())
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisible() or isinstance(widget.parent(), QDialogButtonBox):
            continue
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QPushButton):
            found.append(widget.text())
        if isinstance(widget, QLineEdit):
            found.append(widget.placeholderText())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(row) for row in range(widget.count())]
        if isinstance(widget, QTableView):
            found += _cells(widget)
        if isinstance(widget, ArmedBadge | Timeline):
            found += [text for text, _, _ in widget.texts()]
        if isinstance(widget, AttractView | GuideView):
            found += widget.words()
    return found


def _cells(table: QTableView) -> list[str]:
    model = table.model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    heads = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
    return heads + [str(model.index(row, column).data()) for row in rows for column in columns]


def is_translated(text: str) -> bool:
    """Whether nothing of it is English; names and figures are the same in every language."""
    rest = re.sub(r"\u200f\[[^\u200f]*\]\u200f", "", text)
    while rest != (rest := re.sub(r"\u200f\[[^\u200f]*\]\u200f", "", rest)):
        pass
    for name in sorted(NAMES, key=len, reverse=True):
        rest = rest.replace(name, "")
    return NO_WORDS.fullmatch(UNITS.sub("", rest)) is not None
