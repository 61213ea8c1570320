"""Keeps ALSA, Linux' sound library, from writing to the terminal; without a sound card it does so for each sound."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable


def _say_nothing(_file: bytes, _line: int, _function: bytes, _error: int, _sentence: bytes) -> None:
    """What went wrong shows in the player's state."""


# Kept for as long as the process lives, because ALSA keeps it. It passes more than this, which nobody needs to read.
_SILENCE = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)(
    _say_nothing
)


def silence_alsa(find: Callable[[str], str | None] = ctypes.util.find_library) -> None:
    """Have ALSA say nothing in this process; where there is no ALSA, nothing happens."""
    name = find("asound")
    if name is not None:
        ctypes.CDLL(name).snd_lib_error_set_handler(_SILENCE)
