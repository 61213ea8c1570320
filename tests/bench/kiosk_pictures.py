"""Makes the pictures of the kiosk that README shows, with the drawn hand, the shipped model and VLC.

    xvfb-run -s "-screen 0 1280x720x24" python -m tests.bench.kiosk_pictures assets/screenshots

The film is the demo clip. One picture is taken when the invitation's ring is about full, one after the first order.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from gesture_app.app import demo_clip
from gesture_app.core.kiosk_sections import Kiosk, ShowSettings
from gesture_app.core.settings import Settings, SourceSettings
from gesture_app.ui.kiosk_attract import HOLD_S, RISE_S
from gesture_app.ui.theme import Appearance, Theme
from gesture_app.window.kiosk import KioskDesk
from gesture_app.window.kiosk_parts import kiosk_parts
from tests.bench.window_pictures import small

SOURCE = "rendered:palm?pause=20&seconds=4"  # the invitation has time to be drawn, and the palm to fire
LOOK_MS, SETTLED_MS, GIVE_UP_MS = 20, 400, 180_000
ALMOST = 0.8  # of the invitation's ring


class Photographer(QObject):
    """Takes both pictures and ends the application."""

    def __init__(self, desk: KioskDesk, folder: Path, theme: str) -> None:
        super().__init__()
        self._window = desk.window
        self._folder, self._theme = folder, theme
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._watch_invitation)
        self._look.start()
        self._settle = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settle.timeout.connect(self._take_hand)
        desk.bridge.outcome_ready.connect(self._settle.start)

    @Slot()
    def _watch_invitation(self) -> None:
        attract = self._window.attract
        if attract.words()[1] and attract._at_s >= RISE_S + ALMOST * HOLD_S:
            self._look.stop()
            self._take("kiosk_attract")

    @Slot()
    def _take_hand(self) -> None:
        """Once: the end of this window must not be that of the next one."""
        self._settle.blockSignals(True)
        self._take("kiosk_hand")
        QApplication.exit(0)

    def _take(self, name: str) -> None:
        small(self._window.grab().toImage()).save(str(self._folder / f"{name}_{self._theme}.png"))


def main(folder: Path) -> None:
    """Take the pictures in both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    closed = []  # kept until the end: Python might collect a window on a worker's thread of the next one
    for theme in ("dark", "light"):
        show = ShowSettings(playlist=(demo_clip(),), theme=theme)
        kiosk = Kiosk(show=show, app=Settings(source=SourceSettings(SOURCE)))
        desk = KioskDesk(Theme(app, Appearance(theme)), kiosk_parts(kiosk, lambda _line: None))
        photographer = Photographer(desk, folder, theme)
        give_up = QTimer(photographer, singleShot=True, interval=GIVE_UP_MS)
        give_up.timeout.connect(app.quit)
        give_up.start()
        desk.start()
        app.exec()
        desk.window.hide()
        desk.close()
        closed += [desk, photographer]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
