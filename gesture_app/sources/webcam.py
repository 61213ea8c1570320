"""A camera of this machine, found by its lasting identity or its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

import cv2
import numpy as np

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import Source, SourceInfo, SourceKind, SourceRequest, SourceState
from gesture_app.core.types import Frame
from gesture_app.sources._cameras import Camera, cameras, find_camera
from gesture_app.sources._frames import as_colour, frame, quiet_opencv
from gesture_app.sources._permission import is_forbidden
from gesture_app.sources._spec import is_named

NAME = "webcam"
NAME_MARK = "|"  # webcam:IDENTITY|NAME; no system has it in an identity


class CameraFault(Enum):
    """What can be wrong with a camera; the value is the sentence for a person."""

    NONE_AT_ALL = "There is no camera; plug one in, or try the source `rendered`, which needs none."
    NOT_FOUND = "The camera {name} is not connected; plug it in, or pick another with `gesture-app cameras`."
    DENIED = "You may not use the camera {name}; join the group that owns its device file (often `video`)."
    FORBIDDEN = "Programs may not use the camera {name}; allow it in the privacy settings of this system."
    BUSY = "The camera {name} is used by another program; close that one and try again."
    LOST = "The camera {name} gives no more frames; plug it in again."

    def error(self, name: str = "") -> SourceError:
        """The error to raise."""
        return SourceError(self.value.format(name=name), _STATES[self])


_STATES = {
    CameraFault.NONE_AT_ALL: SourceState.NOT_FOUND,
    CameraFault.NOT_FOUND: SourceState.NOT_FOUND,
    CameraFault.DENIED: SourceState.DENIED,
    CameraFault.FORBIDDEN: SourceState.DENIED,
    CameraFault.BUSY: SourceState.BUSY,
    CameraFault.LOST: SourceState.LOST,
}


class Device(Protocol):
    """What is used of cv2.VideoCapture."""

    def isOpened(self) -> bool:  # noqa: N802
        """Whether it could be opened."""

    def read(self) -> tuple[bool, np.ndarray]:
        """Wait for a picture; whether there is one, and the picture."""

    def grab(self) -> bool:
        """Wait for a picture and do not decode it; whether there was one."""

    def set(self, propId: int, value: float) -> bool:  # noqa: N803
        """Ask for a property; whether the driver knows it."""

    def release(self) -> None:
        """Close it."""


class WebcamSource:
    """Reads a camera at the size and rate asked for, or the nearest that it can do."""

    def __init__(self, camera: Camera, device: Device, request: SourceRequest, clock: Clock) -> None:
        self._camera = camera
        self._device: Device | None = device
        self._clock = clock
        self._next_index = 0
        # In this order: only compressed pictures fit 720p at 60 frames a second through USB 2.
        device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        device.set(cv2.CAP_PROP_FRAME_WIDTH, request.width_px)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, request.height_px)
        device.set(cv2.CAP_PROP_FPS, request.fps)
        device.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # an old frame is a late reaction

    @property
    def title(self) -> str:
        """The camera's name."""
        return self._camera.name

    @property
    def is_live(self) -> bool:
        """A camera does not wait."""
        return True

    def read(self) -> Frame | None:
        """The next frame.

        Raises:
            SourceError: The camera is used by another program or was unplugged.
        """
        if self._device is None:
            return None
        has_one, raw = self._device.read()
        if not has_one:
            raise self._silence()
        index = self._next_index
        self._next_index += 1
        return frame(as_colour(raw), index, self._clock.now_s())

    def skip(self) -> None:
        """Take the next picture off the camera without decoding it, or the next read would give an old one.

        Raises:
            SourceError: As for read().
        """
        if self._device is not None and not self._device.grab():
            raise self._silence()

    def close(self) -> None:
        """Let go of the camera; its lamp goes out."""
        if self._device is not None:
            self._device.release()
            self._device = None

    def _silence(self) -> SourceError:
        """What it means that no picture came: Linux lets two programs open a camera, but only one stream from it."""
        return (CameraFault.LOST if self._next_index > 0 else CameraFault.BUSY).error(self._camera.name)


def open_webcam(
    request: SourceRequest,
    clock: Clock | None = None,
    find: Callable[[], Sequence[Camera]] = cameras,
    open_device: Callable[[Camera], Device] | None = None,
    asks_system: Callable[[], bool] = is_forbidden,
) -> Source:
    """Open the camera that the spec names by identity, by name or by both; the first one if it names none.

    Raises:
        SourceError: It is missing, forbidden or taken.
    """
    wanted, _, name = request.spec.removeprefix(NAME).removeprefix(":").partition(NAME_MARK)
    camera = find_camera(wanted, find(), name)
    if camera is None:
        raise CameraFault.NOT_FOUND.error(name or wanted) if wanted else CameraFault.NONE_AT_ALL.error()
    if isinstance(camera.address, str) and not os.access(camera.address, os.R_OK | os.W_OK):
        raise CameraFault.DENIED.error(camera.name)
    device = (open_device or _open_device)(camera)
    if not device.isOpened():
        device.release()
        raise (CameraFault.FORBIDDEN if asks_system() else CameraFault.BUSY).error(camera.name)
    return WebcamSource(camera, device, request, clock or Clock())


def check_name(spec: str, find: Callable[[], Sequence[Camera]] = cameras) -> None:
    """Complain of a camera that somebody named and that is not there; one that was chosen from a list was not misspelt.

    Raises:
        SourceError: There is none of that name.
    """
    wanted = spec.removeprefix(NAME).removeprefix(":")
    if wanted and NAME_MARK not in wanted and find_camera(wanted, find()) is None:
        raise CameraFault.NOT_FOUND.error(wanted)


def _open_device(camera: Camera) -> Device:
    """Open it with the backend that counted it: another one may open another camera under the same number."""
    quiet_opencv()
    # Two calls, since OpenCV declares one for files and one for numbers.
    if isinstance(camera.address, int):
        return cv2.VideoCapture(camera.address, camera.backend)
    return cv2.VideoCapture(camera.address, camera.backend)


def _available() -> Sequence[SourceInfo]:
    return tuple(SourceInfo(_spec(camera), camera.name, str(camera.address)) for camera in cameras())


def _spec(camera: Camera) -> str:
    """What finds this camera again: by its identity and, should that change, by its name."""
    has_identity = camera.identity != camera.name
    return f"{NAME}:{camera.identity}{NAME_MARK}{camera.name}" if has_identity else f"{NAME}:{camera.name}"


KIND = SourceKind(
    name=NAME,
    title="Camera",
    accepts=lambda spec: is_named(spec, NAME),
    open=open_webcam,
    available=_available,
    check=check_name,
)
