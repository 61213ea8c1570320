from __future__ import annotations

from collections import Counter

import cv2
import pytest

from gesture_app.hands.dataset import LABELS, write_yolo_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("rendered")
    write_yolo_folder(out, 30, seed=3, sizes_px=((160, 90), (96, 128)))
    return out


def lines(folder):
    """All boxes: class, x, y, width and height."""
    return [
        [float(word) for word in line.split()]
        for file in sorted((folder / "labels/train").iterdir())
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def test_every_picture_has_a_label_file(folder):
    pictures = sorted(file.stem for file in (folder / "images/train").glob("*.jpg"))
    labels = sorted(file.stem for file in (folder / "labels/train").glob("*.txt"))
    assert pictures == labels
    assert len(pictures) == 30


def test_pictures_take_turns_in_size(folder):
    files = sorted((folder / "images/train").iterdir())
    assert [cv2.imread(str(file)).shape[:2] for file in files[:3]] == [(90, 160), (128, 96), (90, 160)]


def test_boxes_lie_in_the_picture_and_name_known_classes(folder):
    for label, x, y, width, height in lines(folder):
        assert label in range(len(LABELS))
        assert width > 0 < height
        assert x - width / 2 >= -1e-5
        assert y - height / 2 >= -1e-5
        assert x + width / 2 <= 1 + 1e-5
        assert y + height / 2 <= 1 + 1e-5


def test_gestures_are_about_equally_frequent(folder):
    counts = Counter(int(line[0]) for line in lines(folder))
    assert len(counts) == len(LABELS)
    assert max(counts.values()) <= 2 * min(counts.values()) + 2


def test_the_folder_says_what_is_in_it(folder):
    text = (folder / "data.yaml").read_text(encoding="utf-8")
    assert "train: images/train" in text
    assert f"names: [{', '.join(LABELS)}]" in text
    assert "nc: 14" in text


def test_the_same_seed_writes_the_same_files_and_tells_its_progress(folder, tmp_path):
    told = []
    write_yolo_folder(tmp_path, 2, seed=3, sizes_px=((160, 90), (96, 128)), progress=lambda *at: told.append(at))
    assert told == [(1, 2), (2, 2)]
    for file in (tmp_path / "images/train").iterdir():
        assert file.read_bytes() == (folder / "images/train" / file.name).read_bytes()
