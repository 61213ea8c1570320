"""The commands behind the lab's buttons, as a person types them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

APP, TRAINING = "gesture-app", "gesture-train"
_MODEL = "detector.model"  # the setting that names what the remote control looks with
_FILE = "FILE"  # stands for whatever will be dropped


def shown(commands: Sequence[Sequence[str]]) -> str:
    """Commands to be copied into a terminal, one a line; what only a program reads is left out."""
    return "\n".join(shlex.join(word for word in command if word != "--json") for command in commands)


def use_command(model: str) -> str:
    """What has the remote control look with a model, by name or path, from its next start on."""
    return shown([(APP, "config", "set", _MODEL, model)])


def take_in_command() -> str:
    """What takes a network into the library."""
    return shown([(APP, "models", "--add", _FILE)])
