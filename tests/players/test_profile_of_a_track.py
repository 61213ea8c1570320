"""Profiles follow what is played: one player with music and a podcast, and another player beside it, on a real bus."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from dataclasses import replace

import pytest
from colour_network import frame_with
from dbus_fast import Variant

from gesture_app import app
from gesture_app.core.player import PlayerRequest
from gesture_app.core.settings import EngineSettings, Settings, with_changes
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Box, Detection, Outcome
from gesture_app.players import mpris
from gesture_app.workers import actuator
from gesture_app.workers.headless import HeadlessLine, PlayerNews, Step
from gesture_app.workers.session_watch import ignore_session
from tests.players.fake_mpris import FakeMpris, Script
from tests.players.private_bus import wait_until

WAIT_S = 60.0  # ends a test that hangs
QUICK = EngineSettings(always_armed=True, hold_ms=50, vote_window_ms=0, entry_quiet_ms=0, cooldown_ms=0, grace_ms=100)
PODCAST = (
    "profiles.podcast.tracks=/episode/",
    "profiles.podcast.bindings.peace.command=seek_forward",
    "profiles.podcast.bindings.peace.amount=30",
)


class Hand:
    """A camera without end, and a network that sees what the hand shows at the moment."""

    title = "Hand"
    is_live = True

    def __init__(self) -> None:
        self.gesture = ""
        self._index = 0

    def read(self):
        time.sleep(0.02)
        self._index += 1
        return frame_with(index=self._index, taken_at_s=time.monotonic())

    def detect(self, _frame):
        return (Detection(self.gesture, 0.9, Box(100, 50, 180, 130)),) if self.gesture else ()

    def close(self) -> None:
        pass


class Evening:
    """A line that runs on a thread, and everything that it told."""

    def __init__(self, line: HeadlessLine, hand: Hand) -> None:
        self.hand = hand
        self.told: list[object] = []
        self._is_over = False
        self._thread = threading.Thread(target=self._watch, args=(line,))

    def _watch(self, line: HeadlessLine) -> None:
        with contextlib.closing(line.events()) as events:
            for event in events:
                self.told.append(event)
                if self._is_over:
                    return

    def __enter__(self) -> Evening:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join()

    def show(self, gesture: str) -> str:
        """Show a gesture until the player has answered, and give the sentence; then lower the hand."""
        before = len(self.told)
        self.hand.gesture = gesture
        wait_until(lambda: self._since(before, Outcome), WAIT_S, "No order was carried out.")
        outcome = self._since(before, Outcome)[0]
        before = len(self.told)
        self.hand.gesture = ""

        def is_gone() -> bool:
            return any(not step.decisions for step in self._since(before, Step))

        wait_until(is_gone, WAIT_S, "The hand stayed.")
        return outcome.text

    def hear(self, title: str, address: str) -> None:
        """Wait until the line knows that a player plays something."""
        before = len(self.told)

        def is_told() -> bool:
            news = self._since(before, PlayerNews)
            return any(one.title == title and address in (one.state.address or "") for one in news)

        wait_until(is_told, WAIT_S, f"{title} was not heard of.")

    def _since(self, before: int, kind: type) -> list:
        return [event for event in self.told[before:] if isinstance(event, kind)]


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    monkeypatch.setattr(app, "open_detector", lambda settings, vocabulary: hand)
    monkeypatch.setattr(actuator, "POLL_S", 0.05)
    return hand


def evening_with(hand: Hand, bus_address: str) -> Evening:
    settings = with_changes(Settings(engine=QUICK), PODCAST)
    parts = replace(
        app.headless_parts(settings, SourceRequest("hand")),
        open_source=lambda request: hand,
        player_kinds={"mpris": mpris.KIND},
        player=PlayerRequest("mpris", options={"bus": bus_address}),
        watch_session=ignore_session,
    )
    return Evening(HeadlessLine(parts), hand)


def test_the_profile_of_podcasts_is_followed_for_as_long_as_one_plays(hand, bus_address):
    spotify = FakeMpris(
        Script(
            name="spotify",
            title="Spotify",
            tracks=("Song", "Talk"),
            addresses=("https://open.spotify.com/track/1", "https://open.spotify.com/episode/2"),
        )
    )
    other = FakeMpris(Script(name="mpv", title="mpv", addresses=("file:///a.ogg",) * 3, genre=Variant("as", ["Jazz"])))
    other.playback = "Paused"

    def story() -> None:
        with evening_with(hand, bus_address) as evening:
            evening.hear("Spotify", "/track/1")
            assert evening.show("peace") == "Spotify is at “Talk”."
            evening.hear("Spotify", "/episode/2")
            assert evening.show("peace").startswith("Spotify jumped to 0:3")
            other.playback, spotify.playback = "Playing", "Paused"
            evening.hear("mpv", "file:///a.ogg")
            assert evening.show("peace") == "mpv is at “Two”."

    async def on_stage() -> None:
        for fake in (spotify, other):
            await fake.start(bus_address)
        try:
            await asyncio.to_thread(story)
        finally:
            for fake in (spotify, other):
                fake.stop()

    asyncio.run(on_stage())
    assert (spotify.received, other.received) == (["Next", "Seek"], ["Next"])
