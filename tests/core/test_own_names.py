from __future__ import annotations

import pytest

from gesture_app.core.errors import OwnGestureError
from gesture_app.core.gestures import read_vocabulary
from gesture_app.core.own_names import is_label, named
from gesture_app.core.paths import vocabulary_file

SHIPPED = read_vocabulary(vocabulary_file())


@pytest.mark.parametrize(
    ("title", "label"),
    [
        pytest.param("Spider", "spider", id="a word"),
        pytest.param("  Two   thumbs up ", "two_thumbs_up", id="words and spaces"),
        pytest.param("Grüße!", "grusse", id="letters that are not plain"),
        pytest.param("3 Finger", "own_3_finger", id="a digit first, which a label must not have"),
        pytest.param("剪刀", "own_1", id="no Latin letter at all"),
    ],
)
def test_a_label_is_made_of_the_title(title: str, label: str) -> None:
    gesture = named(title, SHIPPED)
    assert gesture.label == label
    assert is_label(gesture.label)
    assert gesture.title == " ".join(title.split())
    assert gesture.command is None


def test_a_second_title_without_latin_letters_has_a_label_of_its_own() -> None:
    first = named("剪刀", SHIPPED)
    assert named("石头", {**SHIPPED, first.label: first}).label == "own_2"


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        pytest.param("  ", "has no name", id="nothing"),
        pytest.param("x" * 41, "too long", id="too much"),
        pytest.param("open PALM", "There is a gesture called Open palm", id="the title of another"),
        pytest.param("two up", "is how the network calls Two fingers together", id="the label of another"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(title: str, sentence: str) -> None:
    with pytest.raises(OwnGestureError, match=sentence):
        named(title, SHIPPED)
