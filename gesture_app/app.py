"""The composition root: builds the objects of the app and hands each what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gesture_app import detectors
from gesture_app.core.detector import Detector, DetectorRequest, EngineKind
from gesture_app.core.discover import discover
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError, SettingsError
from gesture_app.core.gestures import Gesture, read_vocabulary
from gesture_app.core.models import find_model
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.profiles import bindings_for
from gesture_app.core.settings import DetectorSettings, Settings
from gesture_app.detectors._letterbox import STRIDE_PX
from gesture_app.workers.line import Line

AUTO = "auto"
RECORDED = "recorded"

Vocabulary = Mapping[str, Gesture]


def load_vocabulary() -> Vocabulary:
    """The gestures that this app knows."""
    return read_vocabulary(vocabulary_file())


def engine_kinds() -> dict[str, EngineKind]:
    """Every inference engine that there is a file for."""
    return discover(detectors, "KIND", EngineKind)


def build_line(settings: Settings, vocabulary: Vocabulary) -> Line:
    """Detector and engine as the settings want them.

    Raises:
        ModelError: The detector cannot be opened.
    """
    engine = Engine(settings.engine, bindings_for(vocabulary, settings))
    return Line(open_detector(settings.detector, vocabulary), engine)


def open_detector(settings: DetectorSettings, vocabulary: Vocabulary) -> Detector:
    """Load the chosen network into the chosen engine.

    Raises:
        ModelError: There is no such model or engine, or they do not go together.
    """
    request = detector_request(settings, vocabulary)
    name = RECORDED if request.model.suffix == ".jsonl" else settings.engine
    return choose_engine(name, engine_kinds()).open(request)


def detector_request(settings: DetectorSettings, vocabulary: Vocabulary) -> DetectorRequest:
    """What the settings mean to an engine.

    Raises:
        ModelError: There is no such model, or it knows gestures that the vocabulary does not.
        SettingsError: The input size is none that a network can take.
    """
    if settings.model.endswith(".jsonl"):
        file, labels, input_px = Path(settings.model).expanduser(), tuple(vocabulary), 0
    else:
        card = find_model(settings.model)
        file, labels, input_px = card.file, card.labels, _input_px(settings.input_px) or card.input_px
    unknown = [label for label in labels if label not in vocabulary]
    if unknown:
        raise ModelError(
            f"The model {file} knows gestures that this app does not ({', '.join(unknown)}); "
            "add them to the vocabulary or pick another model."
        )
    return DetectorRequest(file, labels, input_px, settings.min_score, threads=settings.threads)


def _input_px(wanted_px: int) -> int:
    """The input size of the settings; 0 is the model's own."""
    if wanted_px % STRIDE_PX:
        fitting_px = round(wanted_px / STRIDE_PX) * STRIDE_PX or STRIDE_PX
        raise SettingsError(
            f"detector.input_px must be a multiple of {STRIDE_PX}, not {wanted_px}; set it to {fitting_px}."
        )
    return wanted_px


def choose_engine(name: str, kinds: Mapping[str, EngineKind]) -> EngineKind:
    """The engine of this name; for `auto` the best that can run here.

    Raises:
        ModelError: There is no such engine, or it cannot run here.
    """
    if name == AUTO:
        usable = [kind for kind in kinds.values() if kind.priority > 0 and kind.missing() is None]
        if not usable:
            raise ModelError("No inference engine is installed; pip install openvino.")
        return max(usable, key=lambda kind: kind.priority)
    if name not in kinds:
        raise ModelError(f"There is no inference engine called {name}; there are: {', '.join(sorted(kinds))}.")
    if reason := kinds[name].missing():
        raise ModelError(reason)
    return kinds[name]
