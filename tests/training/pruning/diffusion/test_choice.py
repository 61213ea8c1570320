"""The lowest scores go until the parameters that are gone are nearest to what is wanted."""

from __future__ import annotations

import pytest
from tiny_diffusion import untrained

from training.pruning.diffusion.choice import gains, lowest, one_by_one

GAIN = {"a": 10, "b": 20, "c": 30}
SCORES = {"a": 3.0, "b": 1.0, "c": 2.0}


@pytest.mark.parametrize(
    ("wanted", "chosen"), [(0, ""), (9, ""), (11, "b"), (34, "b"), (36, "bc"), (54, "bc"), (56, "bca"), (99, "bca")]
)
def test_lowest_come_first_and_the_nearest_sum_is_taken(wanted, chosen):
    assert "".join(lowest(SCORES, GAIN, wanted)) == chosen


def test_scores_are_asked_again_after_each_that_went():
    asked = []

    def score(gone):
        asked.append(list(gone))
        return {"a": 0.0 if "b" in gone else 3.0, "b": 1.0, "c": 2.0} | dict.fromkeys(gone, 9.0)

    assert one_by_one(score, GAIN, 30) == ["b", "a"]
    assert asked == [[], ["b"], ["b", "a"]]


def test_a_gain_is_what_a_replacement_saves():
    unet = untrained().unet
    whole = sum(p.numel() for p in unet.down_blocks[1].resnets[0].parameters())
    shortcut = sum(p.numel() for p in unet.down_blocks[1].resnets[0].conv_shortcut.parameters())
    found = gains(unet, {"down_blocks.1.resnets.0": "shortcut", "mid_block.attentions.0": "through"})
    assert found["down_blocks.1.resnets.0"] == whole - shortcut
    assert found["mid_block.attentions.0"] == sum(p.numel() for p in unet.mid_block.attentions[0].parameters())
