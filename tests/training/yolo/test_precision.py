"""bfloat16 is used where it is clearly faster, and finding out costs little where it is not."""

from __future__ import annotations

import pytest
import torch

from training.yolo import precision
from training.yolo.precision import LARGE_PX, SMALL_PX, bfloat16_helps


@pytest.mark.parametrize(
    ("gains", "helps", "asked"),
    [
        ({SMALL_PX: 0.1}, False, [SMALL_PX]),
        ({SMALL_PX: 0.8, LARGE_PX: 1.1}, False, [SMALL_PX, LARGE_PX]),
        ({SMALL_PX: 0.8, LARGE_PX: 1.9}, True, [SMALL_PX, LARGE_PX]),
    ],
)
def test_it_must_save_time_on_large_pictures(
    monkeypatch: pytest.MonkeyPatch, gains: dict[int, float], helps: bool, asked: list[int]
) -> None:
    seen: list[int] = []

    def seconds(_convolution: object, pixels: torch.Tensor, *, uses_bfloat16: bool) -> float:
        if uses_bfloat16:
            return 1.0
        seen.append(pixels.shape[-1])
        return gains[pixels.shape[-1]]

    monkeypatch.setattr(precision, "_seconds", seconds)
    assert bfloat16_helps() is helps
    assert list(dict.fromkeys(seen)) == asked


def test_time_is_really_taken() -> None:
    layer, pixels = torch.nn.Conv2d(4, 4, 1), torch.rand(1, 4, 8, 8)
    assert precision._seconds(layer, pixels, uses_bfloat16=True) > 0
    assert layer.weight.grad is not None
