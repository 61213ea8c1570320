"""`gesture-app toggle`: pauses the running app or resumes it, for a key of the desktop."""

from __future__ import annotations

from gesture_app.commands._control import control_command
from gesture_app.core.control import Verb

COMMAND = control_command(Verb.TOGGLE, "pause the running app, or resume it; for a key of the desktop")
