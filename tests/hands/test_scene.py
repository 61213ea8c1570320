from __future__ import annotations

import numpy as np
import pytest

from gesture_app.hands import background, lens, person
from gesture_app.hands.pose import POSES
from gesture_app.hands.scene import lay_over, random_scene, render_scene, sample_hand
from gesture_app.hands.skin import Light

SIZE_PX = (256, 192)


def rendered(gestures, seed=5):
    rng = np.random.default_rng(seed)
    return render_scene(rng, random_scene(rng, gestures, SIZE_PX))


def test_the_same_seed_gives_the_same_picture_and_another_seed_another():
    (first, found), (again, found_again), (other, _) = rendered(["palm"]), rendered(["palm"]), rendered(["palm"], 6)
    np.testing.assert_array_equal(first, again)
    assert found == found_again
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("gesture", POSES)
def test_a_shown_gesture_is_found_inside_the_picture(gesture):
    pixels, (hand,) = rendered([gesture])
    assert pixels.shape == (192, 256, 3)
    assert hand.gesture == gesture
    assert 0 <= hand.box.left < hand.box.right <= 256
    assert 0 <= hand.box.top < hand.box.bottom <= 192


def test_a_picture_without_hands_finds_none():
    _, found = rendered([])
    assert found == ()


def test_only_one_hand_lies_on_the_lips():
    rng = np.random.default_rng(0)
    scene = random_scene(rng, ["palm", "mute", "mute"], (640, 480))
    assert [hand.gesture for hand in scene.hands].count("mute") == 1
    assert scene.hands[0].gesture == "mute"
    assert scene.people


def test_a_hand_has_the_skin_of_its_owner():
    scenes = [random_scene(np.random.default_rng(seed), ["palm"], SIZE_PX) for seed in range(12)]
    owned = [scene for scene in scenes if scene.people and scene.hands]
    assert owned
    assert all(scene.hands[0].looks.skin == scene.people[0].skin for scene in owned)


def test_sampled_hands_keep_to_the_tilt_of_their_gesture():
    rng = np.random.default_rng(1)
    views = [sample_hand(rng, gesture, (0, 0), 50).view for gesture in ("like", "palm") for _ in range(100)]
    assert max(abs(view.roll) for view in views[:100]) <= 20
    assert 20 < max(abs(view.roll) for view in views[100:]) <= 25
    assert {view.is_left for view in views} == {view.shows_back for view in views} == {True, False}


def test_laying_over_darkens_what_is_in_the_shadow_and_leaves_the_rest():
    from gesture_app.hands.hand import draw_hand

    hand = draw_hand(sample_hand(np.random.default_rng(2), "fist", (128, 96), 60), Light(), SIZE_PX)
    picture = np.ones((192, 256, 3), np.float32)
    lay_over(picture, hand, shadow_px=6)
    rows, columns = hand.alpha.shape
    bare = picture[hand.top : hand.top + rows, hand.left : hand.left + columns][hand.alpha == 0]
    assert bare.min() < 0.95
    picture[hand.top : hand.top + rows, hand.left : hand.left + columns] = 1
    assert picture.min() == 1


@pytest.mark.parametrize("painter", background.PAINTERS)
def test_every_painter_adds_something_to_a_wall(painter):
    wall = np.full((120, 160, 3), 0.5, np.float32)
    rng = np.random.default_rng(3)
    for _ in range(5):  # some paint outside the picture
        painter(wall, rng)
    assert wall.std() > 0.01


def test_rooms_differ_and_stay_within_range():
    rooms = [background.draw_room(np.random.default_rng(seed), SIZE_PX) for seed in range(4)]
    assert all(room.min() >= 0 and room.max() <= 1 for room in rooms)
    assert np.abs(rooms[0] - rooms[1]).mean() > 0.02


def test_a_person_has_a_head_above_the_shoulders():
    picture = np.zeros((200, 200, 3), np.float32)
    somebody = person.random_person(np.random.default_rng(0), (100.0, 80.0), 60.0)
    person.draw_person(picture, somebody, Light())
    seen = picture.sum(axis=2) > 0.05
    head, shoulders = seen[60].sum(), seen[145].sum()
    assert 30 < head < 90
    assert shoulders > 1.5 * head
    assert person.shoulders((100.0, 80.0), 60.0)[0][0] < 100 < person.shoulders((100.0, 80.0), 60.0)[1][0]


def test_the_lens_keeps_size_and_type_and_smears_along_its_line():
    picture = np.zeros((64, 64, 3), np.float32)
    picture[32, 32] = 1
    smeared = lens.smear(picture, 9, 0)
    assert smeared[32].sum() == pytest.approx(3, rel=0.05)
    assert smeared[32, 32, 0] < 0.2
    assert np.count_nonzero(smeared.sum(axis=(1, 2)) > 0.05) == 1
    for seed in range(8):
        taken = lens.photograph(picture, np.random.default_rng(seed))
        assert (taken.shape, taken.dtype) == (picture.shape, np.uint8)
