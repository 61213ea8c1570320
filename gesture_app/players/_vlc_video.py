"""Has libVLC draw into memory, so that video needs no window handle: it works on Wayland and without a display."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence

import numpy as np

from gesture_app.core.types import Pixels
from gesture_app.core.video_picture import VideoPicture

CHROMA = b"RV32"  # BGRA in memory: what a QImage paints without converting
MAX_WIDTH, MAX_HEIGHT = 1280, 720  # libVLC scales larger video down; more than the window's stage shows is wasted

_FORMAT = ctypes.CFUNCTYPE(
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(ctypes.c_char),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
)
_CLEANUP = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_LOCK = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
_DISPLAY = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)


class VlcVideo:
    """The callbacks of one media player; libVLC calls them from its own threads, one after the other.

    Must outlive the media player: libVLC keeps pointers to these functions and to the buffer.

    Args:
        picture: Where every picture goes.
        size_px: Asks for the width and height of the video that plays; 0 while they are not known. libVLC itself only
            tells the decoder's size, which is some lines larger, and would stretch the picture to it.
    """

    def __init__(self, picture: VideoPicture, size_px: Callable[[], tuple[int, int]]) -> None:
        self._picture = picture
        self._size_px = size_px
        self._buffer: Pixels = np.zeros((1, 1, 4), np.uint8)
        self.format = _FORMAT(self._choose_format)
        self.cleanup = _CLEANUP(self._clean_up)
        self.lock = _LOCK(self._give_buffer)
        self.display = _DISPLAY(self._take_picture)

    def _choose_format(
        self,
        _opaque: object,
        chroma: Sequence[bytes],
        width: Sequence[int],
        height: Sequence[int],
        pitch: Sequence[int],
        lines: Sequence[int],
    ) -> int:
        """Ask for BGRA in a size that fits; the arguments are pointers to what may be changed."""
        shown_width_px, shown_height_px = self._size_px()
        width_px, height_px = fitting(shown_width_px or width[0], shown_height_px or height[0])
        self._buffer = np.zeros((height_px, width_px, 4), np.uint8)
        ctypes.memmove(ctypes.cast(chroma, ctypes.c_void_p), CHROMA, len(CHROMA))  # type: ignore[arg-type]
        for pointer, value in ((width, width_px), (height, height_px), (pitch, 4 * width_px), (lines, height_px)):
            pointer[0] = value  # type: ignore[index]
        return 1  # one buffer

    def _clean_up(self, _opaque: object) -> None:
        self._picture.clear()

    def _give_buffer(self, _opaque: object, planes: list[int]) -> None:
        planes[0] = self._buffer.ctypes.data

    def _take_picture(self, _opaque: object, _buffer: object) -> None:
        self._picture.show(self._buffer)


def fitting(width_px: int, height_px: int) -> tuple[int, int]:
    """The size, made to fit into the largest one with its proportions kept."""
    ratio = min(1.0, MAX_WIDTH / width_px, MAX_HEIGHT / height_px)
    return max(1, round(width_px * ratio)), max(1, round(height_px * ratio))
