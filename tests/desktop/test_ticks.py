from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from gesture_app.desktop.ticks import RATE_HZ, Tick, wave_file


def samples(tick):
    """The samples of a tick, -1 to 1, as any player reads them."""
    with wave.open(io.BytesIO(wave_file(tick))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


@pytest.mark.parametrize("tick", Tick)
def test_a_tick_is_short_soft_and_neither_clicks_at_its_start_nor_at_its_end(tick):
    heard = samples(tick)
    assert 0.05 < len(heard) / RATE_HZ < 0.25
    assert 0.05 < np.abs(heard).max() < 0.25
    assert abs(heard[0]) < 0.001
    assert np.abs(heard[-48:]).max() < 0.001


def pitch_hz(heard):
    return np.abs(np.fft.rfft(heard)).argmax() * RATE_HZ / len(heard)


def test_obeyed_rises_and_refused_falls():
    for tick, is_rising in ((Tick.OBEYED, True), (Tick.REFUSED, False)):
        heard = samples(tick)
        split = int(len(heard) * 0.38)
        assert (pitch_hz(heard[split:]) > pitch_hz(heard[:split])) == is_rising


def test_no_two_are_alike():
    assert len({wave_file(tick) for tick in Tick}) == len(Tick)
