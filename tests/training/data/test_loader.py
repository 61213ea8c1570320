"""The pictures of a step depend on the seed and the step alone, however one got there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import torch
from tiny_training import NAMES, recipe_values, write_folder

from training.data.loader import BatchLoader, TrainingData, load_data
from training.errors import DataError
from training.recipe import Recipe, make_recipe


def recipe(folder: Path, **changes: object) -> Recipe:
    return make_recipe(recipe_values(folder, **changes), "test")


@pytest.fixture(scope="module")
def data(folder: Path) -> TrainingData:
    return load_data(recipe(folder), torch.device("cpu"))


def epochs(loader: BatchLoader, count: int) -> Iterator[list[torch.Tensor]]:
    """The pictures of the next epochs."""
    for _ in range(count):
        yield [batch["img"] for batch in loader]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_resumed_run_sees_what_it_would_have_seen(folder: Path, data: TrainingData, workers: int) -> None:
    through = list(epochs(BatchLoader(data, recipe(folder), 4, rank=-1), 3))
    with closing(BatchLoader(data, recipe(folder, workers=workers), 4, rank=-1)) as resumed:
        resumed.set_epoch(2)
        (last,) = epochs(resumed, 1)
    assert len(last) == 2
    assert all(torch.equal(a, b) for a, b in zip(last, through[2], strict=True))
    assert not torch.equal(through[0][0], through[1][0])
    assert not torch.equal(through[0][0], through[0][1])


@pytest.mark.parametrize("changes", [{"seed": 1}, {"rank": 1}])
def test_another_seed_or_process_sees_other_pictures(folder: Path, data: TrainingData, changes: dict) -> None:
    rank = changes.pop("rank", 0)
    first = next(iter(BatchLoader(data, recipe(folder), 4, rank=0)))
    other = next(iter(BatchLoader(data, recipe(folder, **changes), 4, rank=rank)))
    assert not torch.equal(first["img"], other["img"])


def test_the_closing_phase_paints_plainly(folder: Path, data: TrainingData) -> None:
    options = {"augment": {"mosaic": 1.0}, "closing": {"mosaic": 0.0, "photometric": 0.0}}
    loader = BatchLoader(data, recipe(folder, **options), 4, rank=0)
    (busy,) = epochs(loader, 1)
    loader.close_augmentation()
    loader.set_epoch(0)
    (plain,) = epochs(loader, 1)
    assert not torch.equal(busy[0], plain[0])


def test_a_batch_is_what_the_trainer_takes(folder: Path, data: TrainingData) -> None:
    loader = BatchLoader(data, recipe(folder), 4, rank=0)
    batch = next(iter(loader))
    count = len(batch["batch_idx"])
    shapes = {name: tuple(value.shape) for name, value in batch.items()}
    assert shapes == {"img": (4, 3, 64, 64), "batch_idx": (count,), "cls": (count, 1), "bboxes": (count, 4)}
    assert (len(loader), len(loader.dataset)) == (2, 8)


def test_several_processes_share_the_pictures_of_an_epoch(folder: Path, data: TrainingData) -> None:
    loader = BatchLoader(data, recipe(folder), 2, rank=1, processes=2)  # batches of 4 together
    assert (len(loader), len(list(loader)), len(loader.dataset)) == (2, 2, 8)


def test_extra_folders_join_in_and_others_are_left_out(folder: Path, tmp_path: Path) -> None:
    write_folder(tmp_path / "more", count=4)
    joined = load_data(recipe(folder, extra=[str(tmp_path / "more")]), torch.device("cpu"))
    assert (len(joined.pictures), len(joined.val), joined.names) == (10, 6, NAMES)
    only = load_data(recipe(folder, without=["train"], extra=[str(tmp_path / "more")]), torch.device("cpu"))
    assert len(only.pictures) == 4


def test_folders_must_agree_about_the_classes(folder: Path, tmp_path: Path) -> None:
    write_folder(tmp_path / "other", names=("palm", "fist"))
    with pytest.raises(DataError, match="has other classes than"):
        load_data(recipe(folder, extra=[str(tmp_path / "other")]), torch.device("cpu"))
