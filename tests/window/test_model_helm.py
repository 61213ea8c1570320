"""What becomes of a model that was chosen somewhere in the window: it runs and is kept, or the one before is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.sections import DetectorSettings
from gesture_app.window.composition import Desk, WindowParts

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]
Choose = Callable[[Desk], None]
WAYS = [
    pytest.param(lambda desk: desk.window.header.model.chosen.emit("other"), id="in the header"),
    pytest.param(lambda desk: desk.window.settings.edited.emit("detector.model", "other"), id="in the settings"),
    pytest.param(lambda desk: desk._wing.lab.use_wished.emit("other"), id="in the lab"),
]


def looked_with(desk: Desk) -> str:
    return desk.window.live.status.engine_text


def opened(open_desk: OpenDesk, qtbot: QtBot, parts: WindowParts, **detector: Any) -> Desk:
    """The window, once it looks with the first model."""
    settings = dataclasses.replace(parts.settings, detector=DetectorSettings(**detector))
    desk = open_desk(settings=settings)
    qtbot.waitUntil(lambda: "Fake, default" in looked_with(desk), timeout=5000)
    return desk


def says(desk: Desk, words: str) -> bool:
    message = desk.window.messages.message
    return message is not None and words in message.text


def kept(desk: Desk, world: World) -> tuple[str, str, str]:
    """The model that is chosen in the header, that of the settings, and the one that the next start will open."""
    saved = [text for key, text in world.saved if key == "detector.model"]
    return desk.window.header.model.spec, desk.settings.detector.model, saved[-1] if saved else "default"


@pytest.mark.parametrize("choose", WAYS)
def test_a_model_that_works_is_kept(
    choose: Choose, open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot
) -> None:
    desk = opened(open_desk, qtbot, parts)
    choose(desk)
    qtbot.waitUntil(lambda: "Fake, other" in looked_with(desk), timeout=5000)
    qtbot.waitUntil(lambda: kept(desk, world) == ("other", "other", "other"), timeout=5000)


@pytest.mark.parametrize("choose", WAYS)
def test_a_model_that_fails_soon_after_is_replaced_by_the_one_before_and_the_settings_say_so(
    choose: Choose, open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot
) -> None:
    world.broken = {"other"}
    desk = opened(open_desk, qtbot, parts)
    choose(desk)
    words = "The model has failed; choose another. The model default, which looked before, looks again."
    qtbot.waitUntil(lambda: says(desk, words), timeout=5000)
    assert "Fake, default" in looked_with(desk)
    qtbot.waitUntil(lambda: kept(desk, world) == ("default", "default", "default"), timeout=5000)


@pytest.mark.parametrize("choose", WAYS)
def test_a_model_that_cannot_be_opened_leaves_everything_as_it_was(
    choose: Choose, open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot
) -> None:
    world.models = {"default"}
    desk = opened(open_desk, qtbot, parts)
    choose(desk)
    qtbot.waitUntil(lambda: says(desk, "There is no model called other"), timeout=5000)
    assert "Fake, default" in looked_with(desk)
    qtbot.waitUntil(lambda: kept(desk, world) == ("default", "default", "default"), timeout=5000)


def test_a_model_that_is_too_slow_is_replaced_by_the_one_before(
    open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot
) -> None:
    world.slow_s = {"other": 0.03}
    desk = opened(open_desk, qtbot, parts, watch_limit_ms=20.0)
    desk.window.header.model.chosen.emit("other")
    qtbot.waitUntil(lambda: says(desk, "is too slow here"), timeout=20_000)
    assert says(desk, "the model default looks again")
    qtbot.waitUntil(lambda: kept(desk, world) == ("default", "default", "default"), timeout=5000)


def test_a_slow_model_stays_where_nobody_wants_it_watched(
    open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot
) -> None:
    world.slow_s = {"other": 0.03}
    desk = opened(open_desk, qtbot, parts, watch_limit_ms=20.0, watch_s=0.0)
    desk.window.header.model.chosen.emit("other")
    qtbot.waitUntil(lambda: "Fake, other" in looked_with(desk), timeout=5000)
    for _ in range(3):  # half a second each
        with qtbot.waitSignal(desk.bridge.figures_ready, timeout=5000):
            pass
    assert kept(desk, world) == ("other", "other", "other")


def test_another_way_to_run_the_model_is_taken_back_with_it(
    open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot
) -> None:
    desk = opened(open_desk, qtbot, parts)
    world.broken = {1}
    desk.window.settings.edited.emit("detector.threads", "1")
    qtbot.waitUntil(lambda: says(desk, "looks again"), timeout=5000)
    qtbot.waitUntil(lambda: world.saved[-1] == ("detector.threads", "2"), timeout=5000)
    assert desk.settings.detector.threads == 2
