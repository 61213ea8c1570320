"""Brings the picture of an embedded player onto the live page."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from gesture_app.ui.main_window import MainWindow
from gesture_app.workers.engine_room import EngineRoom
from gesture_app.workers.qt_bridge import QtBridge

LOOK_EVERY_MS = 16  # video has up to 60 pictures a second; asking whether there is a new one costs nothing


class VideoPresenter(QObject):
    """Shows the player's picture while there is one and the window is seen."""

    def __init__(self, window: MainWindow, room: EngineRoom, bridge: QtBridge) -> None:
        super().__init__(window)
        self._window = window
        self._view = window.live.video
        self._room = room
        self._shown = 0  # the count of the picture that is painted
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._refresh)
        bridge.player_changed.connect(self._follow)
        window.seen_changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        """Another player, or the window was hidden or shown."""
        video = self._room.video
        self._view.setVisible(video is not None)
        if video is not None and self._window.is_seen():
            self._look.start()
        else:
            self._look.stop()

    @Slot()
    def _refresh(self) -> None:
        video = self._room.video
        if video is None or video.count == self._shown:
            return
        self._shown = video.count
        pixels = video.latest()
        if pixels is not None:
            self._view.show_picture(pixels, ())
