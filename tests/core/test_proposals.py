from __future__ import annotations

from dataclasses import replace

from gesture_app.core.own_pictures import DRAWN, IDLE, SURE, LabelledBox, OwnPicture, Shot, Take, Verdict
from gesture_app.core.proposals import GUESS, fill_gaps, propose
from gesture_app.core.types import Box, Detection

SIZE = (640, 360)
NAMES = ("palm", "fist", IDLE, "spider")


def hand(x: float, gesture: str = "palm", score: float = 0.9, size: float = 80) -> Detection:
    return Detection(gesture, score, Box(x, 100, x + size, 100 + size))


def shots(*seen: tuple[Detection, ...], every_s: float = 0.25) -> list[Shot]:
    return [Shot(index * every_s, SIZE, b"", hands) for index, hands in enumerate(seen)]


def labels(pictures: tuple[OwnPicture, ...]) -> list[list[str]]:
    return [[one.label for one in picture.boxes] for picture in pictures]


def test_whatever_the_detector_takes_the_hand_for_it_is_the_gesture() -> None:
    found = propose(shots((hand(10, "palm"),), (hand(15, "fist"),), (hand(20, "rock"),)), NAMES, Take.SHOWN)
    assert labels(found) == [["spider"], ["spider"], ["spider"]]
    assert found[0].certainty == 0.9


def test_another_hand_in_view_keeps_the_word_of_the_detector() -> None:
    both = [(hand(10, "palm"), hand(400, "fist", 0.6)) for _ in range(4)]
    assert labels(propose(shots(*both), NAMES, Take.SHOWN)) == [["spider", "fist"]] * 4


def test_where_the_gesture_is_not_found_the_hand_is_assumed_on_its_way_and_marked() -> None:
    (_, gap, _) = propose(shots((hand(0),), (), (hand(100),)), NAMES, Take.SHOWN)
    assert gap.boxes == (LabelledBox("spider", Box(50, 100, 130, 180), GUESS),)
    assert gap.certainty < SURE


def test_far_from_any_sighting_nothing_is_proposed_and_the_picture_is_the_least_certain() -> None:
    found = propose(shots((hand(0),), (), (), every_s=2.0), NAMES, Take.SHOWN)
    assert labels(found) == [["spider"], [], []]
    assert found[2].certainty == 0.0


def test_a_box_that_a_person_draws_fills_the_gaps_around_it() -> None:
    pictures = propose(shots((), (), (), ()), NAMES, Take.SHOWN)
    assert labels(pictures) == [[], [], [], []]
    drawn = replace(pictures[1], boxes=(LabelledBox("spider", Box(0, 0, 50, 50), DRAWN),), verdict=Verdict.ACCEPTED)
    filled = fill_gaps((pictures[0], drawn, *pictures[2:]), "spider")
    assert labels(filled) == [["spider"]] * 4
    assert filled[1] == drawn
    assert filled[0].certainty == GUESS


def test_what_a_person_has_decided_is_left_alone() -> None:
    pictures = propose(shots((hand(0),), (), (hand(9),)), NAMES, Take.SHOWN)
    emptied = replace(pictures[1], boxes=(), verdict=Verdict.ACCEPTED)
    assert fill_gaps((pictures[0], emptied, pictures[2]), "spider")[1] == emptied


def test_a_rejected_picture_says_nothing_about_its_neighbours() -> None:
    pictures = propose(shots((hand(0),), (), ()), NAMES, Take.SHOWN)
    rejected = replace(pictures[0], verdict=Verdict.REJECTED)
    assert labels(fill_gaps((rejected, *pictures[1:]), "spider"))[1:] == [[], []]


def test_hands_that_do_not_show_the_gesture_keep_their_labels_or_are_idle() -> None:
    seen = shots((hand(10, "fist"),), (hand(10, "spider"),), (hand(10, "another_of_mine"),), ())
    found = propose(seen, NAMES, Take.OTHER)
    assert labels(found) == [["fist"], [IDLE], [IDLE], []]
    assert found[3].certainty == 1.0
