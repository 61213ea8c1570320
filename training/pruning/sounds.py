"""Short sounds made by rule, their spectrograms as pictures, and sounds from such pictures again."""

from __future__ import annotations

import io
import math
import wave
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.pruning.types import Split

KINDS = ("low tone", "high tone", "rising", "falling", "pulses", "noise")
QUIET, LOUD = 0.25, 0.6  # of full scale
GRIFFIN_LIM_STEPS = 32


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """How a spectrogram stands for a sound: one column a moment, one row a band of frequencies, low ones below."""

    rate_hz: int = 8000
    bands: int = 32
    columns: int = 32
    window: int = 512
    hop: int = 128
    floor_db: float = 60.0  # how far below the loudest possible the darkest pixel is

    @property
    def samples(self) -> int:
        """Of one sound."""
        return self.hop * (self.columns - 1)


def made_sounds(count: int, seed: int, shape: SoundFormat) -> Split:
    """Sounds of six kinds, each with a pitch, a loudness and a speed of its own, as spectrograms.

    Shapes:
        inputs: (count, 1, bands, columns), -1 to 1; targets: (count,), places in KINDS
    """
    random = torch.Generator().manual_seed(seed)
    kinds = torch.randint(0, len(KINDS), (count,), generator=random)
    waves = _waves(kinds, random, shape)
    return Split(spectrograms(waves, shape), kinds)


def spectrograms(waves: Tensor, shape: SoundFormat) -> Tensor:
    """Loudness by band and moment.

    Shapes:
        waves: (n, samples), -1 to 1
        returns: (n, 1, bands, columns), -1 for silence and 1 for the loudest
    """
    power = _spectra(waves, shape).abs().square()  # (n, window / 2 + 1, columns)
    bands = _bank(shape) @ power
    level_db = 10 * torch.log10(bands.clamp(min=1e-10) / _full_scale(shape))
    return (2 * (level_db / shape.floor_db) + 1).clamp(-1, 1).flip(1)[:, None]


def sound_of(picture: Tensor, shape: SoundFormat) -> Tensor:
    """A sound that has about this spectrogram, its phases found by the algorithm of Griffin and Lim 1984.

    Shapes:
        picture: (1, bands, columns), -1 to 1
        returns: (samples,)
    """
    level_db = (picture[0].flip(0) - 1) / 2 * shape.floor_db
    bands = 10 ** (level_db / 10) * _full_scale(shape)
    size = (torch.linalg.pinv(_bank(shape)) @ bands).clamp(min=0).sqrt()  # (window / 2 + 1, columns)
    phases = torch.rand(size.shape, generator=torch.Generator().manual_seed(0)) * 2 * math.pi
    found = torch.polar(size, phases)
    for _ in range(GRIFFIN_LIM_STEPS):
        found = torch.polar(size, _spectra(_inverse(found, shape)[None], shape)[0].angle())
    return _inverse(found, shape)


def wav_bytes(sound: Tensor, rate_hz: int) -> bytes:
    """A sound as a WAV file of 16 bits."""
    numbers = (sound.clamp(-1, 1) * 32767).round().to(torch.int16).numpy()
    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.ascontiguousarray(numbers).tobytes())
    return memory.getvalue()


def _waves(kinds: Tensor, random: torch.Generator, shape: SoundFormat) -> Tensor:
    """Sounds of these kinds: (n, samples)."""
    n, length_s = len(kinds), shape.samples / shape.rate_hz
    time_s = torch.arange(shape.samples) / shape.rate_hz
    chance = torch.rand(4, n, 1, generator=random)
    low, high = 200 + 300 * chance[0], 1200 + 1200 * chance[0]
    start = torch.where(_is(kinds, "low tone", "rising", "pulses"), low, high)
    end = torch.where(_is(kinds, "rising"), high, torch.where(_is(kinds, "falling"), low, start))
    phase = 2 * math.pi * (start * time_s + (end - start) * time_s.square() / (2 * length_s))
    tone = torch.sin(phase) + 0.4 * torch.sin(2 * phase)
    beat = (torch.sin(2 * math.pi * (5 + 5 * chance[1]) * time_s) > 0).float()
    noise = torch.randn(n, shape.samples, generator=random) * torch.exp(-time_s * (2 + 6 * chance[1]))
    sound = torch.where(_is(kinds, "pulses"), tone * beat, torch.where(_is(kinds, "noise"), noise, tone))
    loud = QUIET + (LOUD - QUIET) * chance[2]
    return loud * sound / sound.abs().amax(1, keepdim=True)


def _is(kinds: Tensor, *names: str) -> Tensor:
    """Which sounds are of one of these kinds: (n, 1)."""
    return torch.isin(kinds, torch.tensor([KINDS.index(name) for name in names]))[:, None]


def _spectra(waves: Tensor, shape: SoundFormat) -> Tensor:
    """The short-time Fourier transform: (n, window / 2 + 1, columns)."""
    window = torch.hann_window(shape.window)
    return torch.stft(waves, shape.window, shape.hop, window=window, return_complex=True)


def _inverse(spectrum: Tensor, shape: SoundFormat) -> Tensor:
    """The sound of one short-time Fourier transform."""
    window = torch.hann_window(shape.window)
    return torch.istft(spectrum, shape.window, shape.hop, window=window, length=shape.samples)


def _full_scale(shape: SoundFormat) -> float:
    """The power of the loudest tone there can be."""
    return (shape.window / 4) ** 2


def _bank(shape: SoundFormat) -> Tensor:
    """Triangles that sum frequencies up to bands as wide as the ear hears them: (bands, window / 2 + 1)."""
    frequencies = torch.linspace(0, shape.rate_hz / 2, shape.window // 2 + 1)
    mels = torch.linspace(0, _mel(shape.rate_hz / 2), shape.bands + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)
    left, middle, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    rising, falling = (frequencies - left) / (middle - left), (right - frequencies) / (right - middle)
    return torch.minimum(rising, falling).clamp(min=0)


def _mel(frequency_hz: float) -> float:
    """A pitch on the mel scale."""
    return 2595 * math.log10(1 + frequency_hz / 700)
