from __future__ import annotations

import numpy as np
import pytest

from gesture_app.hands.relief import Limb, Relief
from gesture_app.hands.skin import SKIN_TONES, Light, palm_tone, shade, skin_tone


def lit(relief, light):
    return shade(relief, np.full((*relief.height.shape, 3), 0.5, np.float32), light)


def test_the_side_towards_the_lamp_is_brighter():
    relief = Relief(61, 61)
    relief.add(Limb((30, 30, 0), (30, 30, 0), 20, 20, 1))
    picture = lit(relief, Light(direction=(-1.0, 0.0, 0.5), gloss=0))
    assert picture[30, 16].mean() > 1.5 * picture[30, 44].mean()


def test_a_limb_casts_a_shadow_on_what_lies_behind_it():
    light = Light(direction=(-0.7, 0.0, 0.7), gloss=0)
    plain, shadowed = Relief(120, 120), Relief(120, 120)
    for relief in (plain, shadowed):
        relief.add(Limb((10, 60, 0), (110, 60, 0), 40, 40, 1))
    shadowed.add(Limb((50, 30, 48), (50, 90, 48), 5, 5, 2))
    assert lit(shadowed, light)[60, 60].mean() < 0.9 * lit(plain, light)[60, 60].mean()


def test_sampled_tones_reach_from_very_fair_to_very_dark():
    reds = [skin_tone(np.random.default_rng(seed))[2] for seed in range(300)]
    assert min(reds) < SKIN_TONES[-2, 2]
    assert max(reds) > SKIN_TONES[1, 2]


@pytest.mark.parametrize("tone", SKIN_TONES.tolist())
def test_a_palm_is_never_darker_than_the_back(tone):
    assert sum(palm_tone(tuple(tone))) >= sum(tone) - 0.1
    assert palm_tone(tuple(SKIN_TONES[-1].tolist()))[2] > 1.3 * SKIN_TONES[-1, 2]
