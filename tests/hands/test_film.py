from __future__ import annotations

import numpy as np
import pytest

from gesture_app.hands.film import MOVE_S, Act, HandFilm, acts

SIZE_PX = (320, 180)


@pytest.fixture(scope="module")
def film():
    return HandFilm(SIZE_PX, acts(["palm", "fist"], show_s=1.0, pause_s=1.0), seed=1, rooms=1)


def test_the_hand_is_lowered_before_every_gesture():
    assert acts(["palm"], show_s=2.0, pause_s=0.5) == (Act(None, 0.5), Act("palm", 2.0 + MOVE_S))


def test_a_gesture_counts_once_the_hand_has_arrived(film):
    assert film.gesture_at(0.9) is None
    assert film.gesture_at(1.0 + MOVE_S - 0.01) is None
    assert film.gesture_at(1.0 + MOVE_S + 0.01) == "palm"
    assert film.gesture_at(film.length_s - 0.01) == "fist"
    assert film.gesture_at(film.length_s + 1.0 + MOVE_S + 0.01) == "palm"


def test_the_picture_shows_a_hand_only_while_it_is_raised(film):
    empty, palm = film.draw(0.9).astype(int), film.draw(2.0).astype(int)
    changed = np.abs(empty - palm).max(axis=2) > 40
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 800
    assert columns.min() > 160  # on the person's left, which is right in a picture that is not mirrored
    assert rows.min() > 5


def test_it_moves_smoothly(film):
    steps = [
        np.abs(film.draw(at_s).astype(int) - film.draw(at_s + 1 / 60).astype(int)).mean()
        for at_s in np.arange(1.0, 1.6, 0.05)
    ]
    assert 0 < max(steps) < 6


def test_any_moment_can_be_drawn_again(film):
    first = film.draw(1.2)
    film.draw(2.7)
    np.testing.assert_array_equal(first, film.draw(1.2))


def test_people_take_turns():
    film = HandFilm((96, 54), acts(["palm"], show_s=0.5, pause_s=0.6), rooms=2)
    later_s = 3 * film.length_s + 0.55
    assert np.abs(film.draw(0.55).astype(int) - film.draw(later_s).astype(int)).mean() > 5


def test_a_hand_that_swipes_to_its_owners_left_goes_to_the_right_of_the_picture_and_rests():
    film = HandFilm(SIZE_PX, acts(["swipe_left"], show_s=1.6, pause_s=0.6), rooms=1)
    empty = film.draw(0.3).astype(int)

    def middle(at_s):
        return np.nonzero(np.abs(film.draw(at_s).astype(int) - empty).max(axis=2) > 40)[1].mean()

    places = [middle(0.6 + MOVE_S + at_s) for at_s in (0.1, 0.4, 0.95, 1.5)]
    assert places[0] == pytest.approx(places[1], abs=4)
    assert places[2] == pytest.approx(places[3], abs=4)
    assert places[2] - places[1] > 0.25 * SIZE_PX[0]
    assert film.gesture_at(0.6 + MOVE_S + 0.1) == "swipe_left"


def test_a_film_needs_a_script():
    with pytest.raises(ValueError, match="script"):
        HandFilm(SIZE_PX, ())
