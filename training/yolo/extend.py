"""Adds a user's own gestures to a network: reads their folders, teaches them, and measures old and new ones.

What must be in the pictures so that nothing is forgotten? The old gestures' weights are left alone, so they need no
pictures to survive. But a new gesture must learn what it is not, and that is every old one: from the recordings of "not
doing it", in which hands keep the label that the old network gave them, and from pictures to rehearse with, such as
drawn hands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from training.data.geometry import AugmentOptions
from training.data.loader import BatchLoader, TrainingData
from training.data.renumber import pictures_as
from training.data.store import PictureStore, load_pictures
from training.data.yolo_folder import read_folder, resolve
from training.errors import DataError
from training.recipe import Recipe
from training.yolo.checkpoint import labels_of
from training.yolo.evaluate import HAND_IOU, HAND_SCORE, PictureResult, Scores, overlaps, predict, score, torch_model
from training.yolo.widen import hold_back, teach, widen
from training.yolo.yielding import Held, hold_back_until_harmless

ROUNDS = 2  # the second learns from the cells in which the first was mistaken

# As a camera sees them: the user's hand, a little nearer or farther, turned and lit otherwise.
AUGMENT = AugmentOptions(mosaic=0.0, paste=0.0, decoy=0.0, min_scale=0.7, max_scale=1.5, photometric=0.8)


@dataclass(frozen=True, slots=True)
class ExtendRequest:
    """What to teach, and from what. Folders are paths or names under GESTURE_DATA."""

    data: tuple[str, ...]  # folders of own gestures
    rehearse: tuple[str, ...] = ()  # folders of old gestures, whose `train` joins in
    judge: str = ""  # a folder of old gestures whose `val` they are measured on; empty: they are not
    input_px: int = 416
    pictures: int = 600  # painted for each round
    batch: int = 20
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Extended:
    """What came of it; shares are 0 to 1."""

    labels: tuple[str, ...]  # of the new gestures
    own: Scores  # on the `val` of the own folders, of all gestures there
    own_found: float  # share of the new gesture's hands found and rightly named
    false_alarms: float  # share of the pictures without a new gesture in which one is found
    old_before: Scores | None
    held: Held | None  # back, where old gestures were measured

    @property
    def old_after(self) -> Scores | None:
        """Of the old gestures, now."""
        return None if self.held is None else self.held.kept


def _nobody(_done: float) -> None:
    """Whom is told how much is done where nobody listens."""


def extend(
    network: nn.Module, request: ExtendRequest, say: Callable[[str], None], hear: Callable[[float], None] = _nobody
) -> Extended:
    """Teach a network the gestures of some folders, in place, and measure it.

    Args:
        hear: Is told how much of the teaching is done, 0 to 1.

    Raises:
        DataError: A folder is missing or names classes that nobody knows, or there is nothing new to teach.
    """
    known = labels_of(network)
    new = _new_labels(known, request.data)
    names = (*known, *new)
    judge = pictures_as([request.judge], "val", known) if request.judge else []
    judged = load_pictures(judge, request.input_px) if judge else None
    before = _score(network, judged, known, request.input_px)
    train = pictures_as(request.data, "train", names) + pictures_as(request.rehearse, "train", names)
    say(f"{len(train)} pictures to learn {', '.join(new)} from")
    data = TrainingData(names, load_pictures(train, request.input_px), None, _nothing(request.input_px))
    widen(network, new)
    for number in range(ROUNDS):
        say(f"round {number + 1} of {ROUNDS}: {request.pictures} painted pictures")
        batches = _painted(data, request, number, say)
        teach(network, _heard(batches, request, number, hear), len(known), request.seed + number)
    held = None
    if before is not None and judged is not None:
        held = _held_back(network, len(known), judged, before, request.input_px)
    own = load_pictures(pictures_as(request.data, "val", names), request.input_px)
    results = predict(torch_model(network), own, request.input_px)
    found, alarms = own_figures(results, len(known))
    done = Extended(new, score(results, names), found, alarms, before, held)
    if words := held_words(done):
        say(words)
    return done


def held_words(done: Extended) -> str:
    """Why new gestures were held back and what came of it, for a person; empty where they were not."""
    if done.old_before is None or done.held is None or not done.held.logits:
        return ""
    before, taught, kept = (
        f"{scores.hand_accuracy:.1%}" for scores in (done.old_before, done.held.taught, done.held.kept)
    )
    return (
        f"What was taught of {', '.join(done.labels)} took hands of the old gestures: {before} of those were rightly "
        f"named before, {taught} after. So it was held back until {kept} are, which leaves {done.own_found:.0%} of its "
        "own hands found; record more of what it is not, and teach it again."
    )


def _held_back(network: nn.Module, old: int, judged: PictureStore, before: Scores, side: int) -> Held:
    """Hold the gestures from number `old` on back as far as it must be, in place."""
    names, now = tuple(labels_of(network)), 0.0

    def score_held(logits: float) -> Scores:
        nonlocal now
        hold_back(network, old, logits - now)
        now = logits
        return score(predict(torch_model(network), judged, side), names)

    held = hold_back_until_harmless(before, score_held)
    hold_back(network, old, held.logits - now)
    return held


def own_figures(results: Sequence[PictureResult], old: int) -> tuple[float, float]:
    """Share of the new gestures' hands that are found and rightly named, and of the other pictures with a false one.

    As the remote control sees them: the best box of each place counts, from a score of 0.3 on.
    """
    found, hands, alarms, others = 0, 0, 0, 0
    for result in results:
        seen = _as_seen(result)
        truth = result.truth[result.truth[:, 0] >= old]
        hands += len(truth)
        for hand in truth:
            same = seen[seen[:, 5] == hand[0]]
            found += bool(len(same) and overlaps(hand[None, 1:], same[:, :4]).max() >= HAND_IOU)
        if not len(truth):
            others += 1
            alarms += bool((seen[:, 5] >= old).any())
    return found / max(hands, 1), alarms / max(others, 1)


def _as_seen(result: PictureResult) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The boxes that are left when the best one silences those it overlaps, whatever they show. Shape (n, 6)."""
    kept: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    for row in result.found[result.found[:, 4] >= HAND_SCORE]:
        if all(overlaps(row[None, :4], other[None, :4])[0, 0] <= HAND_IOU for other in kept):
            kept.append(row)
    return np.array(kept, np.float32).reshape(-1, 6)


def _new_labels(known: Sequence[str], folders: Sequence[str]) -> tuple[str, ...]:
    """The gestures that the folders show and the network does not know."""
    named = [name for folder in folders for name in read_folder(resolve(folder)).names]
    new = tuple(dict.fromkeys(name for name in named if name not in known))
    if not new:
        raise DataError(
            f"The network knows every gesture of {', '.join(folders)} already; start from weights that do not."
        )
    return new


def _score(network: nn.Module, store: PictureStore | None, names: Sequence[str], side: int) -> Scores | None:
    return None if store is None else score(predict(torch_model(network), store, side), tuple(names))


def _nothing(side: int) -> PictureStore:
    """A store without pictures: what is learned from features needs no validation on the way."""
    return PictureStore(torch.zeros((0, 3, side, side), dtype=torch.uint8), np.zeros((0, 2), np.int64), ())


def _painted(
    data: TrainingData, request: ExtendRequest, number: int, say: Callable[[str], None]
) -> Iterator[Mapping[str, Tensor]]:
    """Painted batches of one round, with its progress told."""
    recipe = Recipe(
        input_px=request.input_px,
        epoch_pictures=request.pictures,
        balance=0.5,
        workers=0,
        seed=request.seed,
        augment=AUGMENT,
    )
    loader = BatchLoader(data, recipe, min(request.batch, request.pictures), rank=0)
    loader.set_epoch(number)
    for done, batch in enumerate(loader, start=1):
        say(f"  {done} of {len(loader)} batches")
        yield batch


def _heard(
    batches: Iterator[Mapping[str, Tensor]], request: ExtendRequest, number: int, hear: Callable[[float], None]
) -> Iterator[Mapping[str, Tensor]]:
    """The same batches; whoever hears is told how much of all rounds is done."""
    count = max(request.pictures // min(request.batch, request.pictures), 1)
    for done, batch in enumerate(batches, start=1):
        yield batch
        hear((number + done / count) / ROUNDS)
