"""Pictures that nobody has split are split so that a network cannot be praised for remembering."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.data.split import SplitBy, groups_of, split_pictures
from training.data.yolo_folder import LabelledPicture


def pictures(*names: str, label=lambda _name: 0) -> list[LabelledPicture]:
    """One hand each, of the label that a name gives; none where that is -1."""
    rows = {name: [[label(name), 0.5, 0.5, 0.2, 0.2]] if label(name) >= 0 else [] for name in names}
    return [
        LabelledPicture(Path("images") / f"{name}.jpg", np.array(boxes, np.float32).reshape(-1, 5))
        for name, boxes in rows.items()
    ]


def test_people_are_never_on_both_sides() -> None:
    names = [f"{person}_{number:03d}" for person in ("ada", "bea", "cem", "dan", "eve", "fay") for number in range(10)]
    split = split_pictures(pictures(*names))
    people = [{path.stem.split("_")[0] for path in side} for side in (split.train, split.val)]
    assert split.by is SplitBy.GROUPS
    assert not people[0] & people[1]
    assert people[0] | people[1] == {"ada", "bea", "cem", "dan", "eve", "fay"}
    assert 10 <= len(split.val) <= 20


def test_a_clip_is_split_into_stretches_with_a_gap() -> None:
    split = split_pictures(pictures(*(f"take_{number:04d}" for number in range(100))))
    train, val = ([int(path.stem[-4:]) for path in side] for side in (split.train, split.val))
    assert split.by is SplitBy.STRETCHES
    assert val == list(range(val[0], val[0] + 20))
    assert max(n for n in train if n < val[0]) == val[0] - 3
    assert min(n for n in train if n > val[-1]) == val[-1] + 3


def test_pictures_numbered_gesture_by_gesture_are_scored_on_every_gesture() -> None:
    names = [f"{number:03d}" for number in range(60)]
    split = split_pictures(pictures(*names, label=lambda name: int(name) // 20))
    assert {int(path.stem) // 20 for path in split.val} == {0, 1, 2}


def test_names_that_tell_nothing_are_drawn_by_chance_and_alike_anywhere() -> None:
    names = [f"{number * 7919 % 9973:x}q" for number in range(50)]
    split = split_pictures(pictures(*names, label=lambda name: -1 if name < "2" else 0))
    assert split.by is SplitBy.CHANCE
    assert len(split.val) == 10
    moved = [LabelledPicture(Path("elsewhere") / one.path.name, one.boxes) for one in pictures(*names)]
    again = split_pictures(pictures(*names))
    assert [path.name for path in split_pictures(moved).val] == [path.name for path in again.val]


def test_nothing_is_lost_or_doubled() -> None:
    for names in ([f"p{person}-{n}" for person in range(7) for n in range(9)], [f"x{n}y" for n in range(33)]):
        split = split_pictures(pictures(*names))
        assert sorted(path.stem for path in (*split.train, *split.val)) == sorted(names)


def test_numbers_are_ordered_as_numbers() -> None:
    (group,) = groups_of([Path(f"a_{number}.jpg") for number in (10, 9, 2, 1)])
    assert [path.stem for path in group] == ["a_1", "a_2", "a_9", "a_10"]
