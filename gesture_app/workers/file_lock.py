"""A lock on a file: at most one process holds it, and the system takes it back even from one that crashed."""

from __future__ import annotations

import sys
from io import BufferedRandom
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: BufferedRandom) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: BufferedRandom) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def take_lock(path: Path) -> BufferedRandom | None:
    """The lock as an open file, which gives it back when it is closed; None if another process has it.

    Raises:
        OSError: The file cannot be opened.
    """
    file = path.open("a+b")
    if _try_lock(file):
        return file
    file.close()
    return None
