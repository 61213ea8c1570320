from __future__ import annotations

from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take, Verdict
from gesture_app.core.types import Box


def picture(take: Take, *certainties: float, verdict: Verdict = Verdict.OPEN) -> OwnPicture:
    boxes = tuple(LabelledBox("spider", Box(0, 0, 9, 9), certainty) for certainty in certainties)
    return OwnPicture(take, 0.0, (64, 36), b"", boxes, verdict)


def test_a_picture_is_as_certain_as_its_least_certain_box() -> None:
    assert picture(Take.SHOWN, 0.9, 0.3).certainty == 0.3


def test_a_picture_of_the_gesture_without_a_box_wants_a_look_and_one_of_nothing_does_not() -> None:
    assert picture(Take.SHOWN).certainty == 0.0
    assert picture(Take.OTHER).certainty == 1.0
    assert picture(Take.SHOWN, verdict=Verdict.ACCEPTED).certainty == 1.0
