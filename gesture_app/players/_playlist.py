"""Makes one list of media out of what somebody wants played: files, addresses, folders and playlists (.m3u, .m3u8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from gesture_app.core.errors import PlayerError
from gesture_app.core.player import MEDIA_SEPARATOR

FILMS = frozenset({".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".ts", ".webm", ".wmv"})
SOUNDS = frozenset({".aac", ".aif", ".aiff", ".flac", ".m4a", ".m4b", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".wma"})
PLAYLISTS = frozenset({".m3u", ".m3u8"})
STREAM_MARK = "#EXT-X-"  # in a list of the pieces of one stream (HLS), which libVLC puts together itself


def media_of(wanted: Iterable[str]) -> tuple[str, ...]:
    """Every file and address to play, in their order.

    Args:
        wanted: Each is a file, an address, a folder, a playlist, or several of them with `|` between.

    Raises:
        PlayerError: One of them is not there, or holds nothing that can be played.
    """
    return tuple(medium for several in wanted for one in _parts(several) for medium in _expanded(one))


def _parts(several: str) -> Sequence[str]:
    """What stands between the separators; a file may have one in its name."""
    if Path(several).exists():
        return (several,)
    return [part.strip() for part in several.split(MEDIA_SEPARATOR)]


def _expanded(wanted: str) -> Sequence[str]:
    if "://" in wanted:
        return (wanted,)
    path = Path(wanted).expanduser()
    try:
        if path.is_dir():
            return _in_folder(path)
        if path.suffix.lower() in PLAYLISTS and path.exists():
            return _in_playlist(path)
    except OSError as error:
        raise PlayerError(f"{path} cannot be read ({error.strerror}); choose another.") from None
    if not path.exists():
        raise PlayerError(f"There is no file {wanted} for the embedded player; choose another.")
    return (str(path),)


def _in_folder(folder: Path) -> Sequence[str]:
    """The films and sounds right in a folder, the second before the tenth.

    Raises:
        PlayerError: There are none.
    """
    found = [path for path in folder.iterdir() if path.suffix.lower() in FILMS | SOUNDS]
    if not found:
        raise PlayerError(f"The folder {folder} holds no films and no music; choose another.")
    return [str(path) for path in sorted(found, key=_natural)]


def _natural(path: Path) -> list[tuple[int, str]]:
    """Numbers in a name count by their value."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _in_playlist(file: Path) -> Sequence[str]:
    """What a playlist names and is there; of a stream in pieces the list itself.

    Raises:
        PlayerError: Nothing of it is there.
    """
    text = _text(file.read_bytes())
    if STREAM_MARK in text:
        return (str(file),)
    lines = [line.strip() for line in text.splitlines()]
    named = [line if "://" in line else str(file.parent / line) for line in lines if line and not line.startswith("#")]
    found = [medium for medium in named if "://" in medium or Path(medium).is_file()]
    if not found:
        raise PlayerError(f"The playlist {file} names nothing that can be found; choose another.")
    return found


def _text(raw: bytes) -> str:
    """An .m3u has no fixed encoding: UTF-8 today, Latin-1 when the format was new."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
