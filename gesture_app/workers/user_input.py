"""Hears that the keyboard or the mouse of the desktop is used, where that can be heard.

Only the fact and its moment are passed on: no key is kept, counted or told to anybody.

What is possible differs, and what is impossible is left out in silence; the app's own window is heard in any case.
X11: keyboard and mouse. Wayland: programs that run under XWayland only. Windows: the keyboard, and the mouse by asking
when it was used last; a hook would make its pointer stutter whenever this process is busy. macOS: both by asking, for
listening there takes the right to read every key.
"""

from __future__ import annotations

import contextlib
import math
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from gesture_app.workers.last_input import EVERY_S, LastInput, open_age
from gesture_app.workers.recurring import Recurring

if TYPE_CHECKING:
    from pynput.keyboard import Key, KeyCode


OnInput = Callable[[], None]
Stop = Callable[[], None]
Listen = Callable[[OnInput], Stop]  # gives how to stop that

SELDOM_S = 0.1  # a mouse moves many times between two frames; once is enough

_MEDIA = "media_"  # how pynput's names of the media keys begin; this app presses them itself


class Listener(Protocol):
    """What of pynput is used; its thread is a daemon."""

    def start(self) -> None:
        """Begin to listen."""

    def stop(self) -> None:
        """Call back no more."""


def listen(on_input: OnInput) -> Stop:
    """Call on_input at every key, click and movement from now on, on a thread of its own; gives how to stop that."""
    is_mac = sys.platform == "darwin"
    try:
        last_input = LastInput(open_age(), on_input)
    except OSError:
        return _nothing_to_stop if is_mac else _listen_to_events(on_input, on_own=_nothing_to_stop)
    asking = Recurring(last_input.look, EVERY_S, "last-input")
    asking.start()
    stop_listening = _nothing_to_stop if is_mac else _listen_to_events(on_input, last_input.forgive)

    def stop() -> None:
        stop_listening()
        asking.stop()

    return stop


def hear_nothing(_on_input: OnInput) -> Stop:
    """For whoever works without a person at the keyboard."""
    return _nothing_to_stop


def seldom(note: Callable[[float], None], clock: Callable[[], float] = time.monotonic) -> OnInput:
    """Passes on the moment of an input, but only once in a while; may be called by several threads."""
    noted_at_s = -math.inf

    def on_input() -> None:
        nonlocal noted_at_s
        now_s = clock()
        if now_s - noted_at_s >= SELDOM_S:
            noted_at_s = now_s
            note(now_s)

    return on_input


def _listen_to_events(on_input: OnInput, on_own: OnInput) -> Stop:
    """Hear every event, where that is possible.

    Args:
        on_own: Called at a media key, which this app may have pressed.
    """
    try:
        # pynput looks for the display when it is imported, so without one even the import fails.
        listeners = _listeners(on_input, on_own)
    except (ImportError, OSError, NotImplementedError):
        return _nothing_to_stop
    for listener in listeners:
        listener.start()

    def stop() -> None:
        for listener in listeners:
            # Nobody waits for its end: on X11 that comes with the next event, or with the process. One that has ended
            # by itself has closed its connection and cannot be told anything.
            with contextlib.suppress(*_signs_of_an_end()):
                listener.stop()

    return stop


def _listeners(on_input: OnInput, on_own: OnInput) -> list[Listener]:
    from pynput import keyboard, mouse

    def on_key(key: Key | KeyCode | None) -> None:
        is_media = getattr(key, "name", "").startswith(_MEDIA)
        (on_own if is_media else on_input)()

    def on_mouse(*_where: object) -> None:
        on_input()

    if sys.platform == "win32":
        return [keyboard.Listener(on_press=on_key)]
    _require_recording()
    return [keyboard.Listener(on_press=on_key), mouse.Listener(on_mouse, on_mouse, on_mouse)]


def _require_recording() -> None:
    """Ask the X server first: a listener that finds out on its own thread can only crash there.

    Raises:
        NotImplementedError: This X server does not let programs listen.
    """
    from Xlib.display import Display

    display = Display()
    try:
        if not display.has_extension("RECORD"):
            raise NotImplementedError("the X server lacks the extension RECORD")
    finally:
        display.close()


def _signs_of_an_end() -> tuple[type[Exception], ...]:
    """What a listener raises that has lost its X server."""
    if sys.platform == "win32":
        return ()
    from Xlib.error import ConnectionClosedError

    return (ConnectionClosedError,)


def _nothing_to_stop() -> None:
    """Where nothing is heard."""
