"""Where things lie: the assets that come with the app, and the user's own folders."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from platformdirs import PlatformDirs

_PACKAGE = Path(__file__).resolve().parents[1]
_DIRS = PlatformDirs("gesture-app", appauthor=False)


def assets_folder() -> Path:
    """The assets: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "assets"
    return installed if installed.is_dir() else _PACKAGE.parent / "assets"


def vocabulary_file() -> Path:
    """The gestures that the shipped networks know."""
    return assets_folder() / "gestures.toml"


def languages_folder() -> Path:
    """The translations of what the window says."""
    return assets_folder() / "i18n"


def verdicts_file() -> Path:
    """What testing the papers of the pruning methods came to."""
    return assets_folder() / "reports" / "suite" / "verdicts.json"


def models_folder() -> Path:
    """The networks that came with the app."""
    return assets_folder() / "models"


def user_models_folder() -> Path:
    """The networks that the user trained or dropped in."""
    return _DIRS.user_data_path / "models"


def settings_file() -> Path:
    """The user's settings."""
    return _DIRS.user_config_path / "settings.toml"


def own_vocabulary_file() -> Path:
    """The gestures that the user has added, beside the settings."""
    return _DIRS.user_config_path / "gestures.toml"


def own_gestures_folder() -> Path:
    """The pictures of the user's own gestures: one YOLO-layout folder each."""
    return _DIRS.user_data_path / "own-gestures"


def data_folder() -> Path:
    """Recordings and logs."""
    return _DIRS.user_data_path


def retrainings_folder() -> Path:
    """What retrainings have finished so far: a folder each."""
    return data_folder() / "lab" / "retrain"


def jobs_folder() -> Path:
    """The lab's queue of long commands."""
    return data_folder() / "jobs"


def cache_folder() -> Path:
    """What can be made again at any time."""
    return _DIRS.user_cache_path


def runtime_folder() -> Path:
    """Sockets, which last as long as their process; the path is short, as a socket's must be."""
    if sys.platform in ("win32", "darwin"):
        return _DIRS.user_cache_path / "run"
    if given := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(given) / "gesture-app"
    return Path(tempfile.gettempdir()) / f"gesture-app-{os.getuid()}"
