"""Which gesture was taken for which, and in which pictures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_training import NAMES

from training.errors import TrainingError
from training.yolo.confusions import Source, confusion, confusion_facts, meetings, write_confusions
from training.yolo.evaluate import PictureResult

PALM, FIST, IDLE, NOTHING = range(4)
LEFT, RIGHT = (10, 10, 40, 50), (50, 10, 90, 60)


def result(truth=(), found=()) -> PictureResult:
    """Truth is (class, box), found is (box, score, class)."""
    return PictureResult(
        np.array([[*box, sure, label] for box, sure, label in found], np.float32).reshape(-1, 6),
        np.array([[label, *box] for label, box in truth], np.float32).reshape(-1, 5),
    )


RESULTS = [
    result([(PALM, LEFT), (FIST, RIGHT)], [(LEFT, 0.9, PALM), (RIGHT, 0.8, PALM)]),
    result([(FIST, LEFT)], [(RIGHT, 0.5, IDLE), (LEFT, 0.2, FIST)]),
    result(),
]


def test_confusion_tells_what_was_taken_for_what() -> None:
    expected = np.zeros((4, 4), int)
    expected[PALM, PALM] = expected[FIST, PALM] = 1
    expected[FIST, 3] = 1  # too unsure to be found
    expected[3, IDLE] = 1  # nothing was there
    assert confusion(RESULTS, 3).tolist() == expected.tolist()


def test_one_hand_is_confused_once() -> None:
    twice = result([(PALM, LEFT)], [(LEFT, 0.8, FIST), (LEFT, 0.9, PALM)])
    table = confusion([twice], 3)
    assert (table[PALM, PALM], table[3, FIST], table.sum()) == (1, 1, 2)


def facts(folder: Path) -> dict:
    pictures = tuple(folder / "images" / "val" / f"{number}.jpg" for number in range(3))
    sizes = np.full((3, 2), (100, 80), np.int64)
    return confusion_facts(Source("tiny", folder, "val", NAMES, pictures, sizes), RESULTS)


def test_behind_each_cell_are_its_pictures_with_their_boxes(tmp_path: Path) -> None:
    told = facts(tmp_path)
    assert told["pictures"] == ["images/val/0.jpg", "images/val/1.jpg", "images/val/2.jpg"]
    assert told["names"] == list(NAMES)
    assert (told["min_score"], told["min_iou"]) == (0.3, 0.5)
    found = {(cell["true"], cell["found"]): cell["sightings"] for cell in told["cells"]}
    assert found[FIST, PALM] == [
        {"picture": 0, "truth": [0.5, 0.125, 0.9, 0.75], "box": [0.5, 0.125, 0.9, 0.75], "score": 0.8}
    ]
    assert found[FIST, NOTHING] == [{"picture": 1, "truth": [0.1, 0.125, 0.4, 0.625], "box": None, "score": None}]
    assert found[NOTHING, IDLE] == [{"picture": 1, "truth": None, "box": [0.5, 0.125, 0.9, 0.75], "score": 0.5}]
    assert set(found) == {(PALM, PALM), (FIST, PALM), (FIST, NOTHING), (NOTHING, IDLE)}


def test_each_cell_has_as_many_sightings_as_it_counts(tmp_path: Path) -> None:
    told = facts(tmp_path)
    counts = np.array(told["counts"])
    assert counts.sum() == len(list(meetings(RESULTS))) == 4
    assert all(counts[cell["true"], cell["found"]] == len(cell["sightings"]) for cell in told["cells"])


def test_pictures_that_lie_elsewhere_are_named_from_the_folder(tmp_path: Path) -> None:
    source = Source("tiny", tmp_path / "data", "val", NAMES, (tmp_path / "far" / "a.jpg",), np.ones((1, 2), np.int64))
    assert confusion_facts(source, [result()])["pictures"] == ["../far/a.jpg"]


def test_they_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_confusions(facts(tmp_path), tmp_path / "new" / "tiny.json")
    assert json.loads((tmp_path / "new" / "tiny.json").read_text()) == facts(tmp_path)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["tiny.json"]
    with pytest.raises(TrainingError, match="name another file"):
        write_confusions({}, tmp_path / "new" / "tiny.json" / "below.json")
