from __future__ import annotations

import pytest

from gesture_app.core.lab.agreement import Comparison, Hand, Tally, compare
from gesture_app.core.types import Box, Detection

HERE, NEARLY_HERE, THERE = Box(0, 0, 100, 100), Box(10, 0, 110, 100), Box(300, 0, 400, 100)


def seen(gesture: str, box: Box = HERE, score: float = 0.9) -> Detection:
    return Detection(gesture, score, box)


@pytest.mark.parametrize(
    ("a", "b", "disputes"),
    [
        pytest.param((), (), set(), id="no hand"),
        pytest.param((seen("palm"),), (seen("palm", NEARLY_HERE),), set(), id="the same hand, a little aside"),
        pytest.param((seen("palm"),), (seen("fist"),), {("palm", "fist")}, id="another gesture"),
        pytest.param((seen("palm"),), (), {("palm", "")}, id="only the first one sees it"),
        pytest.param((), (seen("palm"),), {("", "palm")}, id="only the second one sees it"),
        pytest.param((seen("palm"),), (seen("palm", THERE),), {("palm", ""), ("", "palm")}, id="elsewhere"),
        pytest.param((seen("palm"),), (seen("palm", score=0.3),), set(), id="one of them is not sure, but says so"),
        pytest.param((seen("palm", score=0.4),), (), set(), id="nobody is sure"),
        pytest.param(
            (seen("palm"), seen("fist", THERE)),
            (seen("fist", THERE), seen("palm")),
            set(),
            id="the order does not matter",
        ),
        pytest.param((seen("palm"), seen("palm")), (seen("palm"),), {("palm", "")}, id="each hand pairs once"),
    ],
)
def test_what_two_detectors_differ_about(
    a: tuple[Detection, ...], b: tuple[Detection, ...], disputes: set[tuple[str, str]]
) -> None:
    comparison = compare(a, b)
    assert comparison.disputes == disputes
    assert comparison.is_agreed is not bool(disputes)


def test_the_same_gesture_pairs_before_a_larger_overlap() -> None:
    comparison = compare((seen("palm"),), (seen("fist", HERE), seen("palm", NEARLY_HERE)))
    assert comparison.disputes == {("", "fist")}


def test_an_answer_holds_what_counts_and_nothing_else() -> None:
    weak, alone = seen("palm", score=0.3), seen("fist", THERE, score=0.4)
    comparison = compare((seen("palm"),), (weak, alone))
    assert (comparison.a, comparison.b) == ((seen("palm"),), (weak,))


def test_frames_without_hands_do_not_make_an_agreement_better() -> None:
    tally = Tally()
    for comparison in (compare((), ()), compare((seen("palm"),), ()), compare((seen("palm"),), (seen("palm"),))):
        tally.looked += 2
        tally.add(comparison)
    counts = tally.counts()
    assert (counts.looked, counts.compared, counts.with_hands, counts.agreed) == (6, 3, 2, 1)
    assert (counts.agreed_share, counts.compared_share) == (0.5, 0.5)


def test_each_gesture_is_counted_for_either_and_for_both() -> None:
    tally = Tally()
    tally.add(Comparison((Hand(seen("palm"), seen("palm")),)))
    tally.add(Comparison((Hand(seen("palm"), seen("fist")),)))
    tally.add(Comparison((Hand(seen("palm"), None),)))
    assert tally.counts().by_gesture == {"palm": (3, 1), "fist": (1, 0)}


def test_before_the_first_frame_there_is_no_share() -> None:
    counts = Tally().counts()
    assert (counts.agreed_share, counts.compared_share) == (None, None)
