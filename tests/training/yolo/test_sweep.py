"""The cells of the pruning table; tests/training/commands/test_line.py makes one by its command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from tiny_training import recipe_values

from training.data.store import load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder
from training.recipe import make_recipe
from training.yolo.cell import SweepOptions
from training.yolo.checkpoint import load_network, save_network
from training.yolo.prune import count_params
from training.yolo.sweep import Sweep, evenly


@pytest.fixture
def made(folder: Path, network, tmp_path: Path):
    """Makes cells, and gives their rows by name."""
    save_network(network, tmp_path / "dense.pt")

    def make(*names: str, reconstructs: bool = False) -> dict[str, dict]:
        options = SweepOptions(
            tmp_path / "dense.pt", sparse_epochs=2, reconstructs=reconstructs, val_pictures=3, only=names
        )
        Sweep(make_recipe(recipe_values(folder), "test"), tmp_path / "sweep", options, lambda _text: None).run()
        files = (tmp_path / "sweep").glob("*/cell.json")
        return {path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in files}

    return make


def test_slimming_is_trained_sparse_before_it_is_cut_and_says_on_how_many_pictures(made, tmp_path: Path) -> None:
    row = made("slimming_30")["slimming_30"]
    facts = {path.relative_to(tmp_path / "sweep").as_posix() for path in (tmp_path / "sweep").rglob("facts.json")}
    assert facts == {"sparse_slimming/facts.json", "slimming_30/fine/facts.json"}
    assert (row["budget"]["pictures"], row["budget"]["sparse_pictures"]) == (8, 16)


def test_at_ratio_0_the_dense_network_is_trained_on_for_as_long(made, network) -> None:
    row = made("dense")["dense"]
    assert row["size"]["params"] == count_params(network)
    assert (row["budget"]["pictures"], row["budget"]["sparse_pictures"], row["budget"]["val_pictures"]) == (8, 0, 3)
    assert set(row["test"]) == set(row["val"]) == set(row["val_not_tuned"])


def test_the_network_that_all_is_cut_from_is_a_row_of_its_own(made, network, tmp_path: Path) -> None:
    row = made("start")["start"]
    assert (row["budget"]["pictures"], row["budget"]["epochs"]) == (0, 0)
    tuned = load_network(tmp_path / "sweep" / "start" / "tuned.pt").state_dict()
    assert all(torch.allclose(tuned[name], value, atol=1e-2) for name, value in network.state_dict().items())


def test_a_control_has_the_shape_of_the_cut_network_and_none_of_its_weights(made, tmp_path: Path) -> None:
    rows = made("taylor_50", "scratch_50")
    assert rows["scratch_50"]["size"] == rows["taylor_50"]["size"]
    cut, fresh = (
        load_network(tmp_path / "sweep" / name).state_dict() for name in ("taylor_50/pruned.pt", "scratch_50/random.pt")
    )
    assert not (cut["model.0.conv.weight"] == fresh["model.0.conv.weight"]).any()
    assert "val_not_tuned" not in rows["scratch_50"]


def test_a_cut_can_be_made_up_for_before_the_fine_tuning(made, network, tmp_path: Path) -> None:
    row = made("l1_30", reconstructs=True)["l1_30"]
    assert row["budget"]["reconstructs"] is True
    cut = load_network(tmp_path / "sweep" / "l1_30" / "pruned.pt")
    old, new = (one.get_submodule("model.1.conv").weight.half() for one in (network, cut))
    assert torch.isin(new, old).float().mean() < 0.5, "a cut alone leaves what is left as it was"


def test_the_small_design_is_a_control(made) -> None:
    row = made("yolov5n")["yolov5n"]
    assert (row["cell"]["origin"], row["cell"]["criterion"], row["cell"]["pruning_ratio"]) == ("nano", "", 0)
    assert 2e6 < row["size"]["params"] < 3e6


def test_a_part_of_the_pictures_is_chosen_evenly(folder: Path) -> None:
    store = load_pictures(labelled_pictures(read_folder(folder), "val"), 64)
    some = evenly(store, 3)
    assert [boxes.tolist() for boxes in some.boxes] == [store.boxes[row].tolist() for row in (0, 2, 5)]
    assert (some.pixels[1] == store.pixels[2]).all()
    assert evenly(store, 0) is evenly(store, 6) is store
