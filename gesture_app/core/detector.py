"""What a detector is, and how an inference engine introduces itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gesture_app.core.types import Box, Detection, Frame

STRIDE_PX = 32  # the coarsest of the network's three grids; its input must be a multiple of it


class Detector(Protocol):
    """Finds hands in frames; used by one thread."""

    @property
    def title(self) -> str:
        """Engine and model for a person: "OpenVINO, default"."""

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        """Find all hands, best first.

        Raises:
            ModelError: The engine failed; the sentence says how.
        """

    def close(self) -> None:
        """Let go of the network; may be called twice."""


class TellsSides(Protocol):
    """Tells left hands from right ones; used by one thread."""

    def certainties(self, frame: Frame, boxes: Sequence[Box]) -> tuple[float, ...]:
        """How surely each of these hands is a left one, 0 to 1.

        Raises:
            ModelError: The network failed; the sentence says how.
        """


@dataclass(frozen=True, slots=True)
class DetectorRequest:
    """How a detector should be opened."""

    model: Path  # an .onnx file, or a .jsonl of recorded detections
    labels: tuple[str, ...]
    input_px: int  # long side the network sees; a multiple of 32
    min_score: float = 0.25  # below this a detection is not reported at all
    max_overlap: float = 0.5  # IoU above which the weaker of two boxes is dropped, whatever the class
    threads: int = 2


@dataclass(frozen=True, slots=True)
class EngineKind:
    """One file of gesture_app/detectors, as the rest of the house sees it."""

    name: str
    title: str
    open: Callable[[DetectorRequest], Detector]  # raises ModelError
    missing: Callable[[], str | None]  # why it cannot run here, in one sentence; None if it can
    priority: int  # `auto` takes the available engine with the highest
