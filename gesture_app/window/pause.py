"""The one pause of the window: header, tray, keyboard and command line all turn the same switch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.ui.header import Header
from gesture_app.workers.engine_room import EngineRoom


class PauseSwitch(QObject):
    """Whether gestures are obeyed.

    Signals:
        changed(bool): Gestures are ignored from now on, or obeyed again.
    """

    changed = Signal(bool)

    def __init__(self, header: Header, room: EngineRoom) -> None:
        super().__init__(header)
        self._header = header
        self._room = room
        self._is_paused = False
        header.pause_wished.connect(self.set_paused)

    @property
    def is_paused(self) -> bool:
        """Whether gestures are ignored."""
        return self._is_paused

    @Slot(bool)
    def set_paused(self, is_paused: bool) -> None:
        """Ignore gestures, or obey them again."""
        if is_paused is self._is_paused:
            return
        self._is_paused = is_paused
        if is_paused:
            self._room.pause()
        else:
            self._room.resume()
        self._header.show_paused(is_paused=is_paused)
        self.changed.emit(is_paused)

    @Slot()
    def toggle(self) -> None:
        """The other way round."""
        self.set_paused(not self._is_paused)
