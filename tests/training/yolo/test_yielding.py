"""A new gesture that looks like old ones is held back until those are named as before."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gesture_app.hands.dataset import LABELS, write_yolo_folder
from training.yolo.checkpoint import load_network
from training.yolo.evaluate import Scores
from training.yolo.extend import ExtendRequest, extend, held_words
from training.yolo.weights_file import find_weights
from training.yolo.yielding import HALVINGS, MOST_LOST, SILENT, hold_back_until_harmless

SAME_AS = LABELS[:5]  # what the new gesture looks like
NAME = "flat_hand"


def scores(hand_accuracy: float) -> Scores:
    return Scores(10, 10, 0.9, 0.7, 0.9, 0.9, 0.9, 0.9, 0.3, hand_accuracy)


@pytest.mark.parametrize("enough", [0.3, 1.3, 11.9])
def test_it_is_held_back_as_little_as_the_old_ones_need(enough: float) -> None:
    held = hold_back_until_harmless(scores(0.9), lambda logits: scores(0.895 if logits >= enough else 0.8))
    assert enough <= held.logits <= enough + SILENT / 2**HALVINGS
    assert (held.taught.hand_accuracy, held.kept.hand_accuracy) == (0.8, 0.895)


def test_one_that_takes_nothing_is_left_as_it_was_taught() -> None:
    held = hold_back_until_harmless(scores(0.9), lambda _: scores(0.9 - MOST_LOST))
    assert (held.logits, held.kept) == (0.0, held.taught)


def test_one_that_takes_all_the_same_is_silenced() -> None:
    assert hold_back_until_harmless(scores(0.9), lambda _: scores(0.1)).logits == SILENT


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Drawn hands, in which some old gestures have the name of a new one: nothing could take more from the old ones."""
    folder = tmp_path / NAME
    write_yolo_folder(folder, 24, 1)
    (folder / "data.yaml").write_text(
        f"train: images/train\nval: images/train\nnames: [{', '.join((*LABELS, NAME))}]\n"
    )
    for file in (folder / "labels" / "train").glob("*.txt"):
        rows = [line.split() for line in file.read_text().splitlines()]
        renamed = [[str(len(LABELS)) if LABELS[int(row[0])] in SAME_AS else row[0], *row[1:]] for row in rows]
        file.write_text("".join(f"{' '.join(row)}\n" for row in renamed))
    return folder


def test_what_a_real_network_named_rightly_it_names_rightly_after(own: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    write_yolo_folder(old, 12, 2)
    (old / "data.yaml").write_text(f"train: images/train\nval: images/train\nnames: [{', '.join(LABELS)}]\n")
    network = load_network(find_weights("default"))
    request = ExtendRequest((str(own),), judge=str(old), input_px=160, pictures=40)
    told: list[str] = []
    done = extend(network, request, told.append)
    assert done.old_before is not None
    assert done.held is not None
    assert done.old_before.hand_accuracy - done.held.taught.hand_accuracy > MOST_LOST, "or there is nothing to mend"
    assert done.old_before.hand_accuracy - done.held.kept.hand_accuracy <= MOST_LOST
    assert done.old_after == done.held.kept
    assert done.held.logits > 0
    assert told[-1] == held_words(done)
    assert told[-1].startswith(f"What was taught of {NAME} took hands of the old gestures: ")
    assert held_words(dataclasses.replace(done, held=None)) == ""
