"""`gesture-app status`: tells how the running app stands."""

from __future__ import annotations

from gesture_app.commands._control import control_command
from gesture_app.core.control import Verb

COMMAND = control_command(Verb.STATUS, "tell how the running app stands")
