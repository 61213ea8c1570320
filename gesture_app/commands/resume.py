"""`gesture-app resume`: has the running app obey gestures again."""

from __future__ import annotations

from gesture_app.commands._control import control_command
from gesture_app.core.control import Verb

COMMAND = control_command(Verb.RESUME, "obey gestures again in the running app")
