"""What the window can say is found by reading the code."""

from __future__ import annotations

import pytest

from tests.i18n.texts import all_texts, marked_texts, raised_texts, spoken_texts


def test_what_widgets_translate_is_found_however_they_ask_for_it() -> None:
    source = 'self.tr("Live")\nQCoreApplication.translate("Words", "Stop")\ntr("Words", "Play")\nself.tr(word)\n'
    assert list(marked_texts(source)) == ["Live", "Stop", "Play"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise PlayerError(f"{self._title} is gone; start it.")', ["{title} is gone; start it."]),
        ('text = f"{left_ms:.0f} ms left, {left_ms:.0f} ms"', ["{left_ms:.0f} ms left, {left_ms2:.0f} ms"]),
        ("f\"There are: {', '.join(sorted(kinds))}.\"", ["There are: {kinds}."]),
        ('KIND = SourceKind(name="webcam", title="Camera")', ["Camera"]),
        ('class Rest(Enum):\n    """Tells a person why."""\n    LOCKED = "locked"', ["locked"]),
        ('setting("Zone", "Where it counts.", default="a", choices=("light",))', ["Zone", "Where it counts.", "Light"]),
        ('"""A docstring of words."""\nx = "name"\nraise ValueError("expected a number")', []),
    ],
)
def test_what_the_core_says_is_found_with_names_for_its_values(source: str, found: list[str]) -> None:
    assert list(spoken_texts(source)) == found


def test_errors_that_are_raised_beside_widgets_are_found() -> None:
    assert list(raised_texts('raise HistoryError(f"It cannot go to {path}.") from error')) == [
        "It cannot go to {path}."
    ]


def test_every_room_has_something_to_say() -> None:
    texts = all_texts()
    rooms = {name.partition("/")[0] for name in texts}
    assert {"core", "detectors", "gestures.toml", "models", "players", "sources", "ui", "window", "workers"} <= rooms
    assert sum(map(len, texts.values())) > 400
