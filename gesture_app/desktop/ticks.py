"""The three ticks that tell by ear what the window tells by eye, made of sine waves when they are first needed."""

from __future__ import annotations

import io
import wave
from enum import Enum

import numpy as np

from gesture_app.core.types import Floats

RATE_HZ = 48_000
_LOUDNESS = 0.18  # share of full scale: heard beside music, never frightening
_FALL_S = 0.018  # in which a tone falls to a third; a tick, not a beep
_RISE_S = 0.002  # a wave that starts at full height would click


class Tick(Enum):
    """What there is to be heard; the value is the name of its file."""

    ARMED = "armed"
    OBEYED = "obeyed"
    REFUSED = "refused"


# Tones one after the other, as (pitch in Hz, length in s): one, rising and falling are told apart without an ear for
# pitch.
_TONES = {
    Tick.ARMED: ((880.0, 0.09),),
    Tick.OBEYED: ((880.0, 0.06), (1318.5, 0.10)),
    Tick.REFUSED: ((440.0, 0.08), (311.1, 0.13)),
}


def wave_file(tick: Tick) -> bytes:
    """A whole WAV file: mono, 16 bits."""
    samples = np.concatenate([_tone(pitch_hz, length_s) for pitch_hz, length_s in _TONES[tick]])
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes((samples * np.iinfo(np.int16).max).astype("<i2").tobytes())
    return file.getvalue()


def _tone(pitch_hz: float, length_s: float) -> Floats:
    """One tone that rises quickly, falls softly and ends in silence.

    Shapes:
        returns: (n,), -1 to 1
    """
    at_s = np.arange(round(RATE_HZ * length_s)) / RATE_HZ  # (n,)
    envelope = np.minimum(at_s / _RISE_S, 1) * np.exp(-at_s / _FALL_S) * (1 - at_s / length_s)  # (n,)
    return np.asarray(_LOUDNESS * envelope * np.sin(2 * np.pi * pitch_hz * at_s), np.float32)
