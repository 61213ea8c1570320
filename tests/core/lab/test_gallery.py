from __future__ import annotations

from gesture_app.core.lab.agreement import Comparison, compare
from gesture_app.core.lab.gallery import Disagreement, Gallery, Judgement, Stretches, Verdicts
from gesture_app.core.own_pictures import LabelledBox
from gesture_app.core.types import Box, Detection

BOX = Box(10, 10, 60, 60)
PALM, FIST = Detection("palm", 0.9, BOX), Detection("fist", 0.8, BOX)
MODELS = ("default", "accurate")
AGREED, NAMED, MISSED = compare((PALM,), (PALM,)), compare((PALM,), (FIST,)), compare((PALM,), ())


def kept(*frames: tuple[float, Comparison]) -> list[float]:
    """The moments of the frames that are kept."""
    stretches = Stretches()
    return [at_s for at_s, comparison in frames if stretches.wants(comparison, at_s)]


def picture(number: int, models: tuple[str, str] = MODELS, size: int = 10) -> Disagreement:
    return Disagreement(number, models, (64, 64), bytes(size), (PALM,), (FIST,))


def gallery(count: int) -> Gallery:
    made = Gallery()
    for number in range(count):
        assert made.add(picture(number))
    return made


def test_one_long_disagreement_is_kept_once() -> None:
    assert kept(*[(number / 10, NAMED) for number in range(100)]) == [0.1]


def test_a_disagreement_about_a_single_frame_is_not_kept() -> None:
    assert kept((0.0, NAMED), (0.1, AGREED), (2.0, MISSED), (4.0, NAMED)) == []


def test_a_slow_pair_of_networks_sees_one_long_disagreement_as_one() -> None:
    assert kept(*[(3.0 * number, NAMED) for number in range(9)]) == [3.0]


def test_the_same_disagreement_a_while_later_is_another_one() -> None:
    frames = [(0.0, NAMED), (0.1, NAMED), (0.5, AGREED), (1.05, NAMED), (1.5, AGREED), (2.2, NAMED), (2.3, NAMED)]
    assert kept(*frames) == [0.1, 2.3]


def test_two_that_alternate_are_kept_once_each() -> None:
    assert len(kept(*[(number / 10, (NAMED, MISSED)[number % 2]) for number in range(100)])) == 2


def test_what_is_right_follows_from_the_judgement() -> None:
    judged = gallery(4)
    drawn = (LabelledBox("peace", BOX, 1.0),)
    for index, judgement in enumerate((Judgement.A, Judgement.B, Judgement.NEITHER)):
        judged.judge(index, judgement, drawn if judgement is Judgement.NEITHER else ())
    assert [item.boxes[0].label for item in judged.items] == ["palm", "fist", "peace", "palm"]
    assert [item.is_judged for item in judged.items] == [True, True, True, False]
    assert judged.items[2].picture.boxes == drawn


def test_the_score_counts_for_the_network_and_not_for_its_side() -> None:
    judged = Gallery()
    for number, models in enumerate((MODELS, MODELS[::-1], MODELS, ("default", "float"), MODELS)):
        judged.add(picture(number, models))
    for index, judgement in enumerate((Judgement.A, Judgement.B, Judgement.NEITHER, Judgement.A)):
        judged.judge(index, judgement)
    assert judged.verdicts(MODELS) == Verdicts(a=2, neither=1, open=1)
    assert judged.verdicts(MODELS[::-1]) == Verdicts(b=2, neither=1, open=1)


def test_judgements_are_taken_back_one_by_one() -> None:
    judged = gallery(2)
    judged.judge(0, Judgement.A)
    judged.judge(0, Judgement.B)
    judged.judge(1, Judgement.SKIPPED)
    assert [judged.undo(), judged.undo(), judged.items[0].judgement] == [1, 0, Judgement.A]
    assert [judged.undo(), judged.items[0].judgement, judged.undo()] == [0, Judgement.OPEN, None]


def test_the_next_one_to_judge_is_found_also_before_the_last() -> None:
    judged = gallery(3)
    judged.judge(1, Judgement.A)
    assert [judged.next_open(0), judged.next_open(2)] == [2, 0]
    judged.judge(0, Judgement.A)
    judged.judge(2, Judgement.SKIPPED)
    assert judged.next_open(0) is None


def test_pictures_and_bytes_are_bounded_and_what_was_saved_makes_room() -> None:
    full = Gallery(most_pictures=2, most_bytes=100)
    assert [full.add(picture(number, size=40)) for number in range(3)] == [True, True, False]
    full.judge(0, Judgement.A)
    full.mark_saved(full.to_save())
    assert full.add(picture(3, size=40))
    assert [item.seen.number for item in full.items] == [1, 2]  # its own numbers: the first is gone
    assert not Gallery(most_pictures=9, most_bytes=100).add(picture(0, size=101))


def test_only_what_was_judged_is_to_be_saved_and_only_once() -> None:
    judged = gallery(3)
    judged.judge(0, Judgement.A)
    judged.judge(1, Judgement.SKIPPED)
    saved = judged.to_save()
    assert [item.seen.number for item in saved] == [0]
    judged.mark_saved(saved)
    assert judged.to_save() == []
    judged.judge(0, Judgement.B)
    assert [item.boxes[0].label for item in judged.to_save()] == ["fist"]
    judged.clear()
    assert (judged.items, judged.can_undo) == ([], False)
