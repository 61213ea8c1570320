"""Light changes within what a picture can hold, each picture by its own draw, and not at all at strength 0."""

from __future__ import annotations

import pytest
import torch

from training.data.light import relight


def pictures(count: int = 3) -> torch.Tensor:
    return torch.rand(count, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def relit(strength: float, seed: int = 0, count: int = 3) -> torch.Tensor:
    return relight(pictures(count), strength, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("strength", [0.0, 0.6, 1.0, 2.0])
def test_pictures_stay_pictures(strength: float) -> None:
    changed = relit(strength)
    assert changed.shape == (3, 3, 32, 32)
    assert changed.isfinite().all()
    assert (changed.min() >= 0) & (changed.max() <= 1)


def test_without_strength_nothing_changes() -> None:
    torch.testing.assert_close(relit(0.0), pictures(), rtol=0, atol=2e-4)


def test_with_strength_every_picture_changes_by_its_own_draw() -> None:
    same = pictures(1).repeat(4, 1, 1, 1)
    changed = relight(same, 1.0, torch.Generator().manual_seed(0))
    assert ((changed - same).abs().mean(dim=(1, 2, 3)) > 0.01).all()
    assert len({round(picture.mean().item(), 4) for picture in changed}) == 4


def test_the_same_seed_changes_alike() -> None:
    assert torch.equal(relit(1.0, seed=3), relit(1.0, seed=3))
    assert not torch.equal(relit(1.0, seed=3), relit(1.0, seed=4))
