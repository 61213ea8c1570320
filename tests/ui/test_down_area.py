from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.ui.down_area import DownArea


def test_it_is_never_narrower_than_what_lies_in_it_also_when_that_grows(qtbot: QtBot) -> None:
    content, page = QWidget(), QWidget()
    lines = QVBoxLayout(content)
    lines.addWidget(QLabel("short"))
    area = DownArea(content, "Words")
    QHBoxLayout(page).addWidget(area)
    qtbot.addWidget(page)
    page.show()
    page.resize(0, 0)
    lines.addWidget(label := QLabel("words that take far more room than the first ones did"))
    qtbot.waitUntil(lambda: area.viewport().width() >= label.sizeHint().width(), timeout=3000)
    assert area.accessibleName() == "Words"
