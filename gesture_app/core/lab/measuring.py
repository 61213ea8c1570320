"""Measuring detectors on this machine: one command for each way to run each, and what it printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.choice import Setup, setups
from gesture_app.core.errors import LabError
from gesture_app.core.lab.commands import APP, shown
from gesture_app.core.lab.entry import Time

SECONDS = 2.0  # of each way, after the warm-up


@dataclass(frozen=True, slots=True)
class Measurement:
    """One network, run in one way."""

    setup: Setup

    @property
    def file(self) -> Path:
        """The network."""
        return Path(self.setup.model)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What `gesture-app` is asked for."""
        asked = ("bench", "--model", self.setup.model, "--engine", self.setup.engine)
        return (*asked, "--seconds", f"{SECONDS:g}", "--set", f"detector.threads={self.setup.threads}", "--json")

    @property
    def command(self) -> str:
        """The same, to be copied into a terminal."""
        return shown([(APP, *self.arguments)])


def measurements(files: Sequence[Path], engines: Sequence[str], cores: int) -> list[Measurement]:
    """Every way to run every network here."""
    return [Measurement(setup) for setup in setups([str(file) for file in files], engines, cores)]


def time_of(printed: str) -> Time:
    """What `gesture-app bench --json` says of the detector.

    Raises:
        LabError: It printed something else.
    """
    try:
        figures = json.loads(printed)
        return Time(float(figures["detect_ms_p50"]), float(figures["detect_ms_p95"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        raise LabError("The measurement printed no figures; run its command in a terminal to see why.") from None
