from __future__ import annotations

import pytest

from gesture_app.core.pseudo import CLOSING, LONGER, OPENING, pseudo


@pytest.mark.parametrize("text", ["Undo", "Show a hand to the camera.", "On average {seconds} s later."])
def test_every_text_is_bracketed_accented_and_longer(text: str) -> None:
    said = pseudo(text)
    assert said.startswith(OPENING)
    assert said.endswith(CLOSING)
    assert len(said) - len(OPENING + CLOSING) >= len(text) * (1 + LONGER)
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(said.replace("{seconds}", ""))


@pytest.mark.parametrize("kept", ["{seconds}", "%n", "&S", "(*.jsonl)"])
def test_what_is_no_word_stays_as_it_is(kept: str) -> None:
    assert kept.rstrip("S") in pseudo(f"Take {kept}")


def test_nothing_stays_nothing_and_what_is_said_already_is_not_said_twice() -> None:
    assert pseudo("") == ""
    assert pseudo(pseudo("Undo")) == pseudo("Undo")
