"""Whether the system keeps this program from cameras: Windows and macOS refuse a forbidden one just as a taken one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

# What the page Privacy, Camera of Windows' settings writes: for the machine, for this user, and for desktop programs.
CONSENT = r"SOFTWARE\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"
FOR_DESKTOP = rf"{CONSENT}\NonPackaged"
_DENY = "Deny"

# AVAuthorizationStatus and AVMediaTypeVideo of macOS' AVFoundation.
_RESTRICTED, _DENIED = 1, 2
_VIDEO = "vide"
_AV_FOUNDATION = "/System/Library/Frameworks/AVFoundation.framework"


def is_forbidden() -> bool:
    """Whether this system says that this program may not use any camera; one that says nothing forbids nothing."""
    if sys.platform == "win32":
        return windows_forbids(_winreg())
    return sys.platform == "darwin" and mac_forbids(_capture_device)


def windows_forbids(registry: ModuleType) -> bool:
    """Ask the settings of Windows.

    Args:
        registry: Python's winreg, or what stands in for it.
    """
    machine, user = registry.HKEY_LOCAL_MACHINE, registry.HKEY_CURRENT_USER
    return any(
        _value(registry, root, key) == _DENY for root, key in ((machine, CONSENT), (user, CONSENT), (user, FOR_DESKTOP))
    )


def mac_forbids(find_device_class: Callable[[], Any]) -> bool:
    """Ask macOS.

    Args:
        find_device_class: Gives AVFoundation's class AVCaptureDevice, or raises ImportError.
    """
    try:
        status = find_device_class().authorizationStatusForMediaType_(_VIDEO)
    except ImportError:
        return False
    return status in {_RESTRICTED, _DENIED}


def _value(registry: ModuleType, root: object, key: str) -> str:
    try:
        with registry.OpenKey(root, key) as opened:
            return str(registry.QueryValueEx(opened, "Value")[0])
    except OSError:  # Windows before 10 has no such key
        return ""


def _winreg() -> ModuleType:
    import winreg

    return winreg


def _capture_device() -> Any:
    import objc  # of PyObjC, which pynput brings along

    objc.loadBundle("AVFoundation", {}, bundle_path=_AV_FOUNDATION)
    return objc.lookUpClass("AVCaptureDevice")
