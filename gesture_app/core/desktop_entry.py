"""How a command is written into a .desktop file (Desktop Entry Specification, freedesktop.org)."""

from __future__ import annotations

from collections.abc import Sequence

# Within double quotes these four need a backslash before them.
_QUOTED = str.maketrans({sign: f"\\{sign}" for sign in '"`$\\'})


def exec_value(command: Sequence[str]) -> str:
    """The value of Exec that runs this command, word for word."""
    return " ".join(map(_argument, command))


def _argument(text: str) -> str:
    """One argument: quoted, then escaped as every value of the file is, with its field codes made harmless."""
    quoted = f'"{text.translate(_QUOTED)}"'
    return quoted.replace("\\", "\\\\").replace("%", "%%")
