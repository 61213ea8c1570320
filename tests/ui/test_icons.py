from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gesture_app.core.paths import assets_folder
from gesture_app.ui.icons import IconButton, icon_pixmap
from gesture_app.ui.theme import GAP_PX, ICON_PX, LIGHT, Appearance, Theme

ICONS = sorted((assets_folder() / "icons").glob("*.svg"))


def colours_of(image: QImage) -> set[str]:
    """The colours of all pixels that hide what lies below."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_every_icon_is_drawn_in_the_colour_asked_for_and_leaves_room_around(qapp: object, path: Path) -> None:
    image = icon_pixmap(path.stem, "#ff0000", 24, 2.0).toImage()
    assert image.size() == QSize(48, 48)
    assert colours_of(image) == {"#ff0000"}
    assert all(image.pixelColor(x, y).alpha() == 0 for x in (0, 47) for y in (0, 47))


def test_an_icon_that_does_not_exist_is_a_mistake(qapp: object) -> None:
    with pytest.raises(FileNotFoundError):
        icon_pixmap("no_such_icon", "#ff0000")


def test_a_buttons_icon_follows_the_theme(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "stop")
    qtbot.addWidget(button)
    theme.choose(Appearance.DARK)
    image = button.icon().pixmap(QSize(20, 20), 3.0).toImage()
    assert QColor(theme.colours.ink).name() in colours_of(image)


def test_the_icon_of_what_one_mostly_came_for_stands_out_from_its_colour(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "add", "New")
    qtbot.addWidget(button)
    button.setObjectName("primary")
    assert colours_of(button.icon().pixmap(QSize(ICON_PX, ICON_PX)).toImage()) == {LIGHT.on_accent}


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_a_main_button_that_is_out_of_reach_can_still_be_read(
    theme: Theme, qtbot: QtBot, appearance: Appearance
) -> None:
    theme.choose(appearance)
    button = IconButton(theme, "add", "New gesture")
    button.setObjectName("primary")
    qtbot.addWidget(button)
    button.setEnabled(False)
    button.show()
    image = button.grab().toImage()
    middle = button.iconSize().width() + 2 * GAP_PX  # the icon stands before it, the words behind
    for part in (range(middle), range(middle, image.width())):
        seen = {image.pixelColor(x, y).name() for x in part for y in range(image.height())}
        assert QColor(theme.colours.muted).name() in seen
