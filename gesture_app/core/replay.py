"""Replay: decides about a recording again, perhaps by other settings; the same file always gives the same bytes."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.profiles import bindings_in, named_profile
from gesture_app.core.recording import RecordedFrame, Recording, read_recording
from gesture_app.core.sections import EngineSettings, Settings
from gesture_app.core.settings_keys import with_changes
from gesture_app.core.types import Decision


def replay_lines(
    path: Path,
    settings: Settings,
    vocabulary: Mapping[str, Gesture],
    changes: Sequence[str] = (),
    profile: str | None = None,
) -> Iterator[str]:
    """What `gesture-app replay FILE --set hold_ms=400` prints: one JSON object a line.

    Args:
        path: The recording.
        settings: To start from; the defaults where the result must not depend on the user.
        vocabulary: What the gestures do.
        changes: As `with_changes` takes them.
        profile: The name of the one whose bindings are in force; without, it is as where none fits.

    Raises:
        SettingsError: A change makes no sense, or there is no such profile.
        RecordingError: The file is no recording, or one of its lines makes no sense.
    """
    changed = with_changes(settings, changes)
    followed = None if profile is None else named_profile(changed, profile)
    return replay(read_recording(path), changed.engine, bindings_in(vocabulary, changed, followed))


def replay(recording: Recording, settings: EngineSettings, bindings: Bindings) -> Iterator[str]:
    """Every decision about a recording as a line of JSON, and a summary as the last line.

    Raises:
        RecordingError: A line of the recording makes no sense.
    """
    frames, first_s, last_s = 0, 0.0, 0.0
    orders: Counter[str] = Counter()
    recorded, seen = itertools.tee(recording.frames())  # in step, so that no frame is kept
    decided = decide((_sighting(recording, frame) for frame in seen), settings, bindings)
    for frame, moment in zip(recorded, decided, strict=True):
        first_s = frame.at_s if frames == 0 else first_s
        frames, last_s = frames + 1, frame.at_s
        for decision in moment.decisions:
            if decision.order is not None:
                orders[decision.order.command.value] += 1
            yield json.dumps({"index": frame.index, **decision_row(decision)})
    yield json.dumps({"frames": frames, "seconds": round(last_s - first_s, 3), "orders": dict(sorted(orders.items()))})


def decide(sightings: Iterable[Sighting], settings: EngineSettings, bindings: Bindings) -> Iterator[Moment]:
    """What a fresh engine decides about a stretch of sightings."""
    engine = Engine(settings, bindings)
    for sighting in sightings:
        decisions = engine.step(sighting.detections, sighting.size_px, sighting.at_s)
        yield Moment(sighting, decisions, engine.arm_left_s(sighting.at_s))


def sightings_of(recording: Recording) -> Iterator[Sighting]:
    """What a recording holds, frame after frame.

    Raises:
        RecordingError: A line of it makes no sense.
    """
    for frame in recording.frames():
        yield _sighting(recording, frame)


def _sighting(recording: Recording, frame: RecordedFrame) -> Sighting:
    return Sighting(frame.at_s, recording.header.size_px, frame.detections)


def decision_row(decision: Decision) -> dict[str, object]:
    """A decision as JSON, in the words of the settings and rounded to what is meaningful."""
    gate, order = decision.gate, decision.order
    return {
        "at_s": round(decision.at_s, 3),
        "hand": decision.hand,
        "gesture": decision.gesture,
        "side": decision.side and decision.side.value,
        "score": round(decision.score, 3),
        "phase": decision.phase.value,
        "progress": round(decision.progress, 3),
        "gate": gate and gate.name.value,
        "why": gate and gate.text,
        "shortfall": gate and round(gate.shortfall, 3),
        "command": order and order.command.value,
        "amount": order and order.amount,
    }
