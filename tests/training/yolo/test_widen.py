"""Further gestures are learned, and the old ones stay what they were to the last bit."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn

from training.yolo.checkpoint import labels_of
from training.yolo.widen import Cells, hold_back, look, rows_loss, teach, widen

OLD = 3


def batch(count: int = 4) -> dict[str, Tensor]:
    """Pictures of noise; in each a bright square that is the new gesture, and in the last one an old one."""
    generator = torch.Generator().manual_seed(0)
    pictures = torch.rand((count, 3, 64, 64), generator=generator) * 0.3
    pictures[:, :, 16:48, 16:48] = 0.9
    classes = torch.full((count, 1), float(OLD))
    classes[-1] = 0
    boxes = torch.tensor([[0.5, 0.5, 0.5, 0.5]]).repeat(count, 1)
    return {"img": pictures, "batch_idx": torch.arange(count).float(), "cls": classes, "bboxes": boxes}


def output(network: nn.Module) -> Tensor:
    network.eval()
    with torch.no_grad():
        given = network(batch()["img"])
    return given[0] if isinstance(given, tuple) else given


def test_a_widened_network_says_the_same_of_what_it_knew_and_nothing_of_what_is_new(network: nn.Module) -> None:
    before = output(network)
    after = output(widen(network, ["spider", "gun"]))
    torch.testing.assert_close(after[:, : 4 + OLD], before)  # other sizes are multiplied in another order
    assert after[:, 4 + OLD :].max() < 0.01
    assert labels_of(network) == ["palm", "fist", "no_gesture", "spider", "gun"]


def test_teaching_changes_no_number_of_an_old_gesture(network: nn.Module) -> None:
    before = output(network)
    state = copy.deepcopy(widen(network, ["spider"]).state_dict())
    teach(network, [batch()], OLD, seed=0)
    after = output(network)
    torch.testing.assert_close(after[:, : 4 + OLD], before)
    assert after[:, 4 + OLD :].max() > 0.3
    changed = [name for name, value in network.state_dict().items() if not torch.equal(value, state[name])]
    assert changed
    assert all(".cv3." in name for name in changed)


def test_what_was_taught_is_told_from_the_rest(network: nn.Module) -> None:
    widen(network, ["spider"])
    taught = [batch()]
    teach(network, taught, OLD, seed=0)
    levels = look(network, taught[0], OLD, torch.Generator().manual_seed(1))
    scores = output(network)[:, 4 + OLD]
    assert any((cells.shown == 0).any() for cells in levels)
    assert scores[:3].amax(dim=1).min() > scores[3].quantile(0.9)


def test_a_gesture_that_is_known_already_is_refused(network: nn.Module) -> None:
    with pytest.raises(ValueError, match="palm"):
        widen(network, ["palm"])


def test_the_loss_asks_a_new_gesture_to_beat_the_old_one_where_it_is_shown_and_only_there() -> None:
    cells = Cells(torch.zeros(2, 1), torch.tensor([2.0, 2.0]), torch.tensor([0, -1]), torch.ones(2))
    right = rows_loss(torch.tensor([[4.0], [-4.0]]), cells)
    loses = rows_loss(torch.tensor([[1.0], [-4.0]]), cells)
    steals = rows_loss(torch.tensor([[4.0], [3.0]]), cells)
    assert right < 0.1
    assert loses > right + 1.5
    assert steals > right + 3


def test_gestures_that_are_held_back_score_less_and_the_others_the_same(network: nn.Module) -> None:
    teach(widen(network, ["spider"]), [batch()], OLD, seed=0)
    before = output(network)
    hold_back(network, OLD, 1.5)
    after = output(network)
    torch.testing.assert_close(after[:, : 4 + OLD], before[:, : 4 + OLD])
    lost = torch.logit(before[:, 4 + OLD], eps=1e-5) - torch.logit(after[:, 4 + OLD], eps=1e-5)
    assert lost.median() == pytest.approx(1.5, abs=1e-3)
