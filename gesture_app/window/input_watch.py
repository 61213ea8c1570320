"""Notices every use of the keyboard and the mouse in the window itself, which needs nobody's permission."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal

from gesture_app.ui.main_window import MainWindow

USES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class InputWatch(QObject):
    """Looks at what the desktop sends to the window; call start() once it is shown.

    Signals:
        used: A key, the mouse or a finger on the screen.
    """

    used = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def start(self) -> None:
        """Begin to look."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Tell, and let the event go its way."""
        if event.type() in USES:
            self.used.emit()
        return False
