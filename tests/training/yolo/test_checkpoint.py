"""What is written is read back with its widths, and nothing half-written is left."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_training import NAMES, SIDE_PX
from ultralytics.nn.tasks import DetectionModel

from training.channels.criterion import Criterion
from training.errors import CheckpointError
from training.yolo.checkpoint import labels_of, load_network, save_network, with_labels
from training.yolo.evaluate import torch_model
from training.yolo.prune import prune
from training.yolo.weights_file import find_weights, labels_in


@pytest.fixture(scope="module")
def pruned():
    """A YOLOv5n, which the numbers-only file can describe, of other widths."""
    torch.manual_seed(0)
    network = DetectionModel("yolov5n.yaml", nc=len(NAMES), verbose=False)
    network.names = dict(enumerate(NAMES))
    prune(network, Criterion.L1, 0.5)
    return network


@pytest.mark.parametrize("name", ["network.pt", "network.safetensors"])
def test_a_pruned_network_comes_back(pruned, tmp_path: Path, name: str) -> None:
    save_network(pruned, tmp_path / "new" / name)
    again = load_network(tmp_path / "new" / name)
    pixels = torch.rand(1, 3, SIDE_PX, SIDE_PX)
    assert labels_of(again) == list(NAMES)
    assert {value.dtype for value in again.parameters()} == {torch.float32}
    # Half precision keeps three digits of each weight.
    torch.testing.assert_close(torch_model(again)(pixels), torch_model(pruned)(pixels), rtol=1e-2, atol=0.2)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


@pytest.mark.parametrize("name", ["network.pt", "network.safetensors"])
def test_what_a_file_knows_is_read_without_its_numbers(pruned, tmp_path: Path, name: str) -> None:
    save_network(pruned, tmp_path / name)
    assert labels_in(tmp_path / name) == list(NAMES)
    (tmp_path / name).write_bytes(b"no network")
    with pytest.raises(CheckpointError):
        labels_in(tmp_path / name)


def test_both_kinds_of_file_hold_the_same_numbers(pruned, tmp_path: Path) -> None:
    networks = []
    for name in ("network.pt", "network.safetensors"):
        save_network(pruned, tmp_path / name)
        networks.append(load_network(tmp_path / name))
    first, second = (network.state_dict() for network in networks)
    torch.testing.assert_close(first, second, rtol=0, atol=0)


def test_a_network_learns_other_gestures_with_the_widths_it_has(network) -> None:
    body = network.model[0].conv.weight.clone()
    other = with_labels(network, ["a", "b", "c", "d", "e"])
    assert labels_of(other) == ["a", "b", "c", "d", "e"]
    assert torch_model(other)(torch.rand(1, 3, SIDE_PX, SIDE_PX)).shape[1] == 4 + 5
    assert torch.equal(other.model[0].conv.weight, body)


def test_a_gesture_that_it_knows_keeps_its_row_wherever_it_stands(network) -> None:
    picture = torch.rand(1, 3, SIDE_PX, SIDE_PX)
    before = torch_model(network)(picture)
    names = labels_of(network)
    other = with_labels(network, [names[2], "new", names[0]])
    after = torch_model(other)(picture)
    assert labels_of(other) == [names[2], "new", names[0]]
    torch.testing.assert_close(after[:, [0, 1, 2, 3, 4, 6]], before[:, [0, 1, 2, 3, 6, 4]])
    assert after[:, 5].max() < 0.1


def test_the_same_number_of_gestures_keeps_the_last_layer(network) -> None:
    last = network.model[-1].cv3[0][-1].weight.clone()
    assert torch.equal(with_labels(network, ["a", "b", "c"]).model[-1].cv3[0][-1].weight, last)


@pytest.mark.parametrize("name", ["network.pt", "network.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"no network", b"\x80\x04]."])
def test_a_file_that_is_no_network_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointError, match=name):
        load_network(tmp_path / name)


def test_weights_are_found_by_path(tmp_path: Path) -> None:
    assert find_weights(str(tmp_path / "mine.pt")) == tmp_path / "mine.pt"
