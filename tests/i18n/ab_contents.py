"""What the lab's comparison of two detectors shows in the gallery: live, and a picture that waits for its judgement."""

from __future__ import annotations

from collections.abc import Mapping

import cv2

from gesture_app.core.gestures import Gesture
from gesture_app.core.lab.agreement import Counts, compare
from gesture_app.core.lab.gallery import Disagreement, Item, Judgement, Verdicts
from gesture_app.core.lab.look_times import histograms
from gesture_app.core.types import Detection
from gesture_app.ui.lab.ab_gallery import Shown
from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.ui.words import gesture_word
from tests.i18n.lab_contents import FASTER, LARGEST, SLOWER
from tests.i18n.own_contents import FILM_PX, HAND, bgra, drawn_picture
from tests.lab_entries import network

TITLES = (FASTER.title(), LARGEST.title())
SEEN = ((Detection("call", 0.9, HAND),), (Detection("two_up", 0.8, HAND),))


def compare_two(lab: LabPage, vocabulary: Mapping[str, Gesture]) -> None:
    """Both see a hand, and call it differently; every gesture was seen."""
    words = {label: gesture_word(gesture.title) for label, gesture in vocabulary.items()}
    lab.turn_to(lab.ab)
    lab.ab.set_words(words)
    lab.ab.show_choices(TITLES[0], [network(LARGEST), network(SLOWER)], LARGEST)
    lab.ab.show_running(is_running=True)
    lab.ab.show_waiting(188)
    lab.ab.live.show_names(*TITLES, (2, 1))
    lab.ab.live.show_pair(bgra(drawn_picture()), compare(*SEEN), words)
    counts = Counts(
        12_345, 9_876, 5_432, 5_321, {label: (400 - 20 * row, 390 - 25 * row) for row, label in enumerate(words)}
    )
    lab.ab.live.show_counts(counts, words)
    lab.ab.live.show_times(histograms([0.011, 0.012, 0.019], [0.021, 0.024, 0.038]))


def judge(lab: LabPage, _vocabulary: Mapping[str, Gesture]) -> None:
    """Some were judged, some saved, and a command can be copied."""
    _, jpeg = cv2.imencode(".jpg", drawn_picture())
    seen = Disagreement(7, (FASTER, LARGEST), FILM_PX, jpeg.tobytes(), *SEEN)
    lab.ab.judge.click()
    lab.ab.gallery.show_item(Shown(Item(seen, Judgement.NEITHER, is_saved=True), 123, 188, TITLES, can_undo=True))
    lab.ab.gallery.show_verdicts(Verdicts(52, 71, 13, 14, 38), TITLES, to_save=136)
    lab.ab.gallery.show_saved(TITLES[0], TITLES[0])


def correct(lab: LabPage, _vocabulary: Mapping[str, Gesture]) -> None:
    """Neither is right, so the boxes are corrected."""
    lab.ab.gallery.neither.click()
