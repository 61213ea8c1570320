"""Files that are either whole or as they were: atomic writing, and setting a damaged file aside."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_atomically(path: Path, text: str) -> None:
    """Write a whole text file, or leave what was there.

    Raises:
        OSError: It could not be written, for example because the disk is full; the old file is untouched.
    """
    write_bytes_atomically(path, text.encode("utf-8"))


def write_bytes_atomically(path: Path, content: bytes) -> None:
    """Write a whole file, or leave what was there.

    Raises:
        OSError: It could not be written, for example because the disk is full; the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, because a file can only be renamed within one file system.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            # A rename may reach the disk before the content does; after a power cut the file would be empty.
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def replace_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let something else write a whole file, or leave what was there.

    Args:
        write: Writes the file that it is given, whose name ends as that of `path` does.

    Raises:
        OSError: It could not be written.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        part = Path(folder) / path.name
        write(part)
        part.replace(path)


def set_aside(path: Path) -> Path:
    """Rename a damaged file so that it is kept and no longer in the way; older ones are never overwritten.

    Raises:
        OSError: The folder cannot be written to.
    """
    number = 1
    while (kept := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)
    return kept
