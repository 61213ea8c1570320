"""Sounds become pictures and come back: pitch, silence and loudness stay where they were."""

from __future__ import annotations

import io
import math
import wave

import pytest
import torch

from training.pruning.sounds import KINDS, SoundFormat, made_sounds, sound_of, spectrograms, wav_bytes

SHAPE = SoundFormat()


def tone(frequency_hz, loud=0.5):
    time_s = torch.arange(SHAPE.samples) / SHAPE.rate_hz
    return loud * torch.sin(2 * math.pi * frequency_hz * time_s)


def test_silence_is_black_and_a_full_tone_is_white():
    pictures = spectrograms(torch.stack([torch.zeros(SHAPE.samples), tone(1000, 1.0)]), SHAPE)
    assert pictures.shape == (2, 1, 32, 32)
    assert (pictures[0] == -1).all()
    assert float(pictures[1].max()) > 0.9


def test_high_tones_are_above_low_ones():
    rows = [int(spectrograms(tone(hz)[None], SHAPE)[0, 0, :, 16].argmax()) for hz in (3000, 1000, 300)]
    assert rows == sorted(rows)
    assert len(set(rows)) == 3


@pytest.mark.parametrize("frequency_hz", [400, 1500])
def test_a_picture_becomes_a_sound_of_the_same_pitch(frequency_hz):
    sound = sound_of(spectrograms(tone(frequency_hz)[None], SHAPE)[0], SHAPE)
    assert sound.shape == (SHAPE.samples,)
    peak_hz = float(torch.fft.rfft(sound).abs().argmax()) * SHAPE.rate_hz / SHAPE.samples
    assert peak_hz == pytest.approx(frequency_hz, rel=0.12)


def test_sounds_of_all_kinds_are_made_and_always_the_same():
    split = made_sounds(60, 0, SHAPE)
    assert split.inputs.shape == (60, 1, 32, 32)
    assert set(split.targets.tolist()) == set(range(len(KINDS)))
    assert torch.equal(split.inputs, made_sounds(60, 0, SHAPE).inputs)
    assert not torch.equal(split.inputs, made_sounds(60, 1, SHAPE).inputs)


def test_rising_tones_rise_and_falling_ones_fall():
    split = made_sounds(60, 0, SHAPE)
    rows = split.inputs[:, 0].argmax(1)  # the loudest band of each moment, 0 is the highest
    way = (rows[:, 4] - rows[:, 27]).float()
    assert float(way[split.targets == KINDS.index("rising")].min()) > 0
    assert float(way[split.targets == KINDS.index("falling")].max()) < 0


def test_a_wav_file_holds_what_it_was_given():
    with wave.open(io.BytesIO(wav_bytes(torch.tensor([0.0, 1.0, -1.0, 3.0]), 8000))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        numbers = torch.frombuffer(bytearray(file.readframes(4)), dtype=torch.int16)
    assert numbers.tolist() == [0, 32767, -32767, 32767]
