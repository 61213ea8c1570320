"""Which cameras are plugged in, by name and by an identity that survives unplugging; opens none of them.

Opening one index after the other would find them too, but it lights every camera's lamp, freezes some drivers, and
numbers change with the order of plugging.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera as the operating system knows it."""

    identity: str  # stays the same when it is plugged in again
    name: str
    address: str | int  # what OpenCV opens now: a device file or an index
    backend: int


def cameras() -> Sequence[Camera]:
    """All cameras that are plugged in."""
    if sys.platform == "linux":
        return linux_cameras(Path("/"))
    return _enumerated(BACKENDS.get(sys.platform, cv2.CAP_ANY))


def linux_cameras(root: Path) -> Sequence[Camera]:
    """The cameras that Linux lists; a camera's further nodes, which carry no pictures, are left out."""
    found = []
    nodes = (root / "sys/class/video4linux").glob("video*")
    for node in sorted(nodes, key=lambda node: int(node.name.removeprefix("video"))):
        if _text(node / "index", "0") == "0":
            device, name = root / "dev" / node.name, _text(node / "name", node.name)
            found.append(Camera(_lasting_name(root, device) or name, name, str(device), cv2.CAP_V4L2))
    return found


def find_camera(wanted: str, found: Sequence[Camera], name: str = "") -> Camera | None:
    """The camera with this identity, else with this name or device file; the first one if none is asked for.

    Args:
        name: What the camera was called when it was chosen. Its identity may change, for example with the socket that
            it is plugged into; then the name finds it.
    """
    if not wanted:
        return found[0] if found else None
    tests = (
        lambda camera: camera.identity == wanted,
        lambda camera: camera.name.casefold() == wanted.casefold(),
        lambda camera: str(camera.address) == wanted,
        lambda camera: bool(name) and camera.name.casefold() == name.casefold(),
    )
    return next((camera for is_it in tests for camera in found if is_it(camera)), None)


def _lasting_name(root: Path, device: Path) -> str | None:
    """The link to a device that names its make and serial number, or else the socket it is plugged into."""
    for folder in ("by-id", "by-path"):
        for link in sorted((root / "dev/v4l" / folder).glob("*")):
            if link.resolve() == device.resolve():
                return link.name
    return None


def _text(path: Path, otherwise: str) -> str:
    """The one line of a file in /sys."""
    try:
        return path.read_text(encoding="utf-8").strip() or otherwise
    except OSError:
        return otherwise


def _enumerated(backend: int) -> Sequence[Camera]:
    """The cameras of Windows or macOS, in the order in which OpenCV counts them."""
    # The package exists, and is installed, only where Linux's files do not.
    enumerate_cameras = importlib.import_module("cv2_enumerate_cameras").enumerate_cameras
    return [Camera(str(c.path or c.name), str(c.name), int(c.index), backend) for c in enumerate_cameras(backend)]
