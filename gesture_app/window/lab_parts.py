"""The parts of the real lab: the networks of this machine and of this user.

What reads them is imported when the lab is first opened, so that no start of the app waits for it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.app import engine_kinds, load_vocabulary, take_in_model
from gesture_app.core.machine import machine_name
from gesture_app.core.models import model_folders
from gesture_app.core.paths import assets_folder, data_folder, own_gestures_folder
from gesture_app.window.lab_setting import LabParts

if TYPE_CHECKING:
    from gesture_app.core.lab.entry import Time
    from gesture_app.core.lab.library import Library
    from gesture_app.core.lab.timings import Timings

DATA_SETTING = "GESTURE_DATA"  # the one setting that says where data lies on this machine; training reads it, too


def lab_parts() -> LabParts:
    """Everything the lab needs to run on this machine."""
    return LabParts(read=_read, take_in=_take_in, keep_time=_keep_time, engines=_engines, labelled=_labelled)


def _read() -> Library:
    """All networks: the user's own, those that came with the app, and the suite's reports of both."""
    from gesture_app.core.lab.library import read_library, report_files

    reports = report_files((data_folder() / "lab", assets_folder() / "reports" / "suite"))
    return read_library(model_folders(), reports, _timings())


def _labelled() -> list[Path]:
    """Folders of labelled pictures: where the data of this machine lies, and the user's own gestures."""
    from gesture_app.core.lab.confusions import labelled_folders

    home = os.environ.get(DATA_SETTING)
    return labelled_folders([*([Path(home)] if home else []), own_gestures_folder()])


def _take_in(path: Path) -> str:
    return take_in_model(path, load_vocabulary()).name


def _keep_time(file: Path, way: str, time: Time) -> None:
    from gesture_app.core.lab.timings import write_timings

    write_timings(_timings().having(file, way, time), _timings_file())


def _timings() -> Timings:
    from gesture_app.core.lab.timings import read_timings

    return read_timings(_timings_file(), machine_name())


def _timings_file() -> Path:
    return data_folder() / "lab" / "timings.json"


def _engines() -> tuple[str, ...]:
    """Those that can run here and are meant for use."""
    return tuple(name for name, kind in engine_kinds().items() if kind.priority > 0 and kind.missing() is None)
