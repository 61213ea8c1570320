"""What is read from the sofa stands there whole, in the smallest window and in every language."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.gestures import read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.settings import find_row
from gesture_app.core.types import Command, Gate, GateName, Phase, Playback, PlayerState
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.live_page import LivePage
from gesture_app.ui.theme import Appearance, Theme
from tests.i18n.contents import decision, outcome
from tests.i18n.gallery import gallery, speaking
from tests.i18n.texts import all_texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LANGUAGES = tuple(name for name in find_row("ui.language").choices if name != "system")
GATES = ("core/gates.py", "core/swipes.py")
OUTCOMES = ("core/outcome_text.py", "core/closed_loop.py", "core/undo.py")
VALUES = {
    "gesture": "Two fingers together",
    "seen_gesture": "Two fingers together",
    "won_gesture": "Finger on lips",
    "purpose": "disarming",
    "text": "keyboard or mouse in use:",
    "title": "The embedded player",
    "title2": "Blue in Green",
    "command_words": "seek forward",
    "place": "“Blue in Green”, 1:02:03, playing",
}
FIGURE = "1888"  # longer than any that comes
LEAST_PT = 16.0  # of the name of a gesture; two thirds of the usual


@pytest.fixture(scope="module", params=LANGUAGES)
def live(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[LivePage]:
    theme = Theme(qapp, Appearance.LIGHT)
    with speaking(qapp, request.param), gallery(theme) as views:
        _, window = next(views)
        yield window.live
    theme.deleteLater()


def filled(sections: tuple[str, ...]) -> list[str]:
    """What the core says, with names and figures in it."""
    texts = itertools.chain.from_iterable(all_texts()[name] for name in sections)
    return [re.sub(r"\{(\w+)(\S*?)\}", lambda place: VALUES.get(place[1], figure(place[2])), text) for text in texts]


def figure(form: str) -> str:
    return {":.2f": "0.88", ":.1f": "8.8", ":.0%": "100%"}.get(form, FIGURE)


def cut(page: LivePage) -> list[str]:
    return [label.text() for label in page.findChildren(FittedLabel) if label.is_cut()]


def test_no_gate_is_cut_off_whatever_it_advises(live: LivePage) -> None:
    missing = []
    for name, text in itertools.product(GateName, filled(GATES)):
        for phase in (Phase.HELD, Phase.SEEN):
            live.gesture.show_decision(decision(phase, Gate(name, text, 1.0)))
            missing += cut(live)
    assert missing == []


def test_no_gesture_and_no_command_is_cut_off_or_hard_to_read(live: LivePage) -> None:
    vocabulary = read_vocabulary(vocabulary_file())
    shown, sizes_pt = 0, {}
    for label, command in itertools.product(vocabulary, Command):
        live.gesture.set_bindings(Bindings([Binding(label, label, command)]))
        live.gesture.show_decision(replace(decision(), gesture=label))
        assert cut(live) == []
        seen = live.gesture.findChildren(FittedLabel)[0]
        sizes_pt[seen.text()] = seen.type_pt()
        shown += 1
    assert shown == len(vocabulary) * len(Command)
    assert {text: size for text, size in sizes_pt.items() if size < LEAST_PT} == {}


def test_no_outcome_is_cut_off(live: LivePage) -> None:
    missing = []
    for text, obeyed in itertools.product(filled(OUTCOMES), (True, False, None)):
        live.player.show_outcome(outcome(obeyed, text), can_undo=True)
        missing += cut(live)
    assert missing == []


def test_of_the_endless_title_of_a_track_only_the_middle_is_left_out(live: LivePage) -> None:
    title = "a piece of music whose title does not end " * 8
    live.player.show_player("VLC", PlayerState(Playback.PLAYING, title=title))
    live.player.show_outcome(outcome(True, f"VLC is at “{title}”."), can_undo=False)
    (verdict,) = live.player.findChildren(FittedLabel)
    shown, whole = verdict._fit()[0], verdict.text()
    head, tail = shown.split("…")
    assert whole.startswith(head)
    assert whole.endswith(tail)
    assert min(len(head), len(tail)) > 20
