"""Looks after the looks: colours, the mirror, gesture pictures and where the window stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from gesture_app.core.sections import UiSettings
from gesture_app.core.types import Pixels
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.theme import RING_PX, Appearance, Theme
from gesture_app.workers.jobs import Jobs

THEME_KEY, MIRROR_KEY = "ui.theme", "ui.mirror_preview"  # of the settings

_TOPIC = "pictures"
_DENSEST = 2  # pixels per point of the densest screens that the pictures are drawn for


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A gesture's hand."""

    label: str
    pixels: Pixels


class Looks(QObject):
    """Applies what the user wants to see, and remembers it.

    Args:
        draw: Draws a gesture's hand at a size in pixels, RGBA; runs off the window's thread.
        remember: Keeps a setting for the next start.
        place: The file that keeps where the window stood.

    Signals:
        drawn(dict): The pictures of the gestures are there, by label.
    """

    drawn = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        theme: Theme,
        jobs: Jobs,
        draw: Callable[[str, int], Pixels],
        remember: Callable[[str, str], None],
        place: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._jobs = jobs
        self._draw = draw
        self._remember = remember
        self._place = place
        self._pictures: dict[str, QImage] = {}
        self._undrawn: set[str] = set()
        window.header.appearance_wished.connect(self._wear)
        window.header.mirror_wished.connect(self._mirror)
        window.closed.connect(self.keep_place)
        jobs.done.connect(self._take_picture)

    def start(self, settings: UiSettings) -> None:
        """Dress the window as the settings say, and put it where it stood."""
        self.wear(settings)
        if self._place.is_file():
            self._window.restore(self._place.read_bytes())

    def wear(self, settings: UiSettings) -> None:
        """Dress the window as the settings say."""
        self._theme.choose(Appearance(settings.theme))
        self._theme.calm(is_calm=settings.reduced_motion)
        self._window.put_navigation(is_right=settings.left_handed)
        self._show_mirrored(is_mirrored=settings.mirror_preview)
        self._window.header.show_options(Appearance(settings.theme), is_mirrored=settings.mirror_preview)

    @property
    def pictures(self) -> Mapping[str, QImage]:
        """The gestures' pictures by label; empty until they are drawn."""
        return {} if self._undrawn else self._pictures

    def draw_gestures(self, gestures: Iterable[str]) -> None:
        """Have the hands drawn, and show them once they are."""
        self._undrawn = set(gestures)
        for label in tuple(self._undrawn):  # a job for each, so that nothing ever waits for more than one hand
            self._jobs.start(_TOPIC, partial(self._drawn_one, label))

    def _drawn_one(self, label: str) -> _Drawn:
        return _Drawn(label, self._draw(label, RING_PX * _DENSEST))

    @Slot(str, object)
    def _take_picture(self, topic: str, result: object) -> None:
        if topic != _TOPIC or not isinstance(result, _Drawn):
            return
        self._pictures[result.label] = _to_image(result.pixels)
        self._undrawn.discard(result.label)
        if not self._undrawn:
            self._window.live.gesture.set_pictures(self._pictures)
            self._window.gestures.set_pictures(self._pictures)
            self.drawn.emit(self._pictures)

    @Slot(Appearance)
    def _wear(self, appearance: Appearance) -> None:
        self._theme.choose(appearance)
        self._remember(THEME_KEY, appearance.value)

    @Slot(bool)
    def _mirror(self, is_mirrored: bool) -> None:
        self._show_mirrored(is_mirrored=is_mirrored)
        self._remember(MIRROR_KEY, "yes" if is_mirrored else "no")

    def _show_mirrored(self, *, is_mirrored: bool) -> None:
        for picture in (self._window.live.picture, self._window.gestures.editor.zone):
            picture.set_mirrored(is_mirrored)

    @Slot()
    def keep_place(self) -> None:
        """Remember where the window stands; losing that is not worth an error message while it closes."""
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            self._place.write_bytes(self._window.saveGeometry().data())
        except OSError:
            return


def _to_image(pixels: Pixels) -> QImage:
    """Copied, because a QImage only borrows its buffer.

    Shapes:
        pixels: (height, width, 4), RGBA
    """
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
