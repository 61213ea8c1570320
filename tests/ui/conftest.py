"""What widget tests share: an application dressed in light colours, and values to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtWidgets import QApplication

from gesture_app.core.gestures import Gesture, read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.ui.theme import Appearance, Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, Appearance.LIGHT)
    yield theme
    theme.deleteLater()


@pytest.fixture
def vocabulary() -> Mapping[str, Gesture]:
    return read_vocabulary(vocabulary_file())
