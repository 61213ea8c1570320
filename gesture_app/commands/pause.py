"""`gesture-app pause`: has the running app watch on but obey nothing."""

from __future__ import annotations

from gesture_app.commands._control import control_command
from gesture_app.core.control import Verb

COMMAND = control_command(Verb.PAUSE, "stop obeying gestures in the running app")
