"""Hands painted batches to the trainer, planned ahead by other processes."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor

from training.data.geometry import AugmentOptions
from training.data.paint import Painter
from training.data.plan import Outline, Plan, Planner
from training.data.store import PictureStore, load_crops, load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder, resolve
from training.errors import DataError
from training.recipe import Recipe

CROP_PX = 112  # nine in ten hand crops are smaller
AHEAD = 3  # plans kept ready for each planning process


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """Everything a run reads, decoded."""

    names: tuple[str, ...]
    pictures: PictureStore
    hands: PictureStore | None
    val: PictureStore


def load_data(recipe: Recipe, device: torch.device) -> TrainingData:
    """Read and decode what a recipe names.

    Raises:
        DataError: Something is missing, unreadable, or two folders disagree about the classes.
    """
    folder = read_folder(resolve(recipe.data))
    pictures = labelled_pictures(folder, "train")
    pictures = [picture for picture in pictures if picture.path.parent.name not in recipe.without]
    for name in recipe.extra:
        other = read_folder(resolve(name))
        if other.names != folder.names:
            raise DataError(f"{name} has other classes than {recipe.data}; the names in data.yaml must be the same.")
        pictures += labelled_pictures(other, "train")
    hands = load_crops(resolve(recipe.hand_crops), folder.names, CROP_PX).to(device) if recipe.hand_crops else None
    val = load_pictures(labelled_pictures(folder, "val"), recipe.input_px)
    return TrainingData(folder.names, load_pictures(pictures, recipe.input_px).to(device), hands, val)


class BatchLoader:
    """What ultralytics' trainer expects of a data loader: an epoch of painted batches at each iteration.

    The pictures of step k of a run depend on the seed and on k alone, so a resumed run goes on as it would have.
    """

    def __init__(self, data: TrainingData, recipe: Recipe, batch: int, rank: int, processes: int = 1) -> None:
        outlines = [
            None if store is None else Outline(store.sizes, store.boxes) for store in (data.pictures, data.hands)
        ]
        assert outlines[0] is not None
        self._planner = Planner(outlines[0], outlines[1], recipe.input_px, recipe.balance)
        self._painter = Painter(data.pictures, data.hands, recipe.input_px)
        self._recipe, self._rank, self._processes, self._epoch = recipe, max(rank, 0), processes, 0
        self._options = recipe.augment
        self._pool = _pool(self._planner, recipe.workers)
        self.batch_size, self.num_workers, self.drop_last = batch, recipe.workers, True
        self.dataset = range(recipe.epoch_pictures)  # the trainer asks for its length only
        self.sampler = self

    def __len__(self) -> int:
        return max(len(self.dataset) // (self.batch_size * self._processes), 1)

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        first = self._epoch * len(self)
        self._epoch += 1
        for plan in self._plans(first):
            batch = self._painter.paint(plan, self._options.photometric)
            yield {
                "img": batch.pictures,
                "batch_idx": batch.owner,
                "cls": batch.classes,
                "bboxes": batch.boxes,
            }

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch the next iteration is; a resumed run starts in the middle."""
        self._epoch = epoch

    def close_augmentation(self) -> None:
        """Paint plain pictures from the next epoch on: the closing phase of a run."""
        self._options = self._recipe.closing

    def reset(self) -> None:
        """Nothing is kept between epochs; the trainer calls this when the augmentation changes."""

    def close(self) -> None:
        """End the planning processes; may be called twice."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _plans(self, first: int) -> Iterator[Plan]:
        """The plans of one epoch, in order, planned ahead where there are processes for it."""
        seeds = [hash((self._recipe.seed, self._rank, first + step)) % 2**31 for step in range(len(self))]
        if self._pool is None:
            yield from (self._planner.plan(self.batch_size, self._options, seed) for seed in seeds)
            return
        waiting: deque[Future[Plan]] = deque()
        for seed in seeds:
            waiting.append(self._pool.submit(_plan, self.batch_size, self._options, seed))
            if len(waiting) > AHEAD * self.num_workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_WORKER: list[Planner] = []  # the planner of a planning process; empty in every other process


def _pool(planner: Planner, workers: int) -> ProcessPoolExecutor | None:
    """Processes that each hold the planner; spawned, because forking a process with threads or CUDA is not safe."""
    if workers <= 0:
        return None
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_keep, initargs=(planner,))


def _keep(planner: Planner) -> None:
    """Start a planning process with its planner."""
    _WORKER.append(planner)


def _plan(count: int, options: AugmentOptions, seed: int) -> Plan:
    """Plan one batch in a planning process."""
    return _WORKER[0].plan(count, options, seed)
