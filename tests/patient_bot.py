"""Waits as long as a busy machine needs: on an idle one all comes at once, and a limit only ends what hangs."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

PATIENCE_MS = 30_000  # at least, whatever a test says


class PatientBot(QtBot):
    """pytest-qt's bot with more patience."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802 - its name
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802 - its name
        if more.get("raising") is False:  # that nothing comes is known after a moment
            return super().waitSignal(signal, timeout=timeout, **more)
        return super().waitSignal(signal, timeout=max(timeout, PATIENCE_MS), **more)

    def waitActive(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:  # noqa: N802 - its name
        return super().waitActive(widget, timeout=max(timeout, PATIENCE_MS))
