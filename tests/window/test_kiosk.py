from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.engine import Engine
from gesture_app.core.errors import PlayerError
from gesture_app.core.kiosk_lock import hash_key
from gesture_app.core.kiosk_news import WindowNews, read_line
from gesture_app.core.kiosk_policy import HouseRules, allowed_bindings, guarded
from gesture_app.core.kiosk_sections import ExitSettings, Kiosk, VisitSettings
from gesture_app.core.kiosk_watch import Part
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.profiles import bindings_for
from gesture_app.core.rest import Rest
from gesture_app.core.settings import Settings
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Command, Order, Outcome, Playback, PlayerState
from gesture_app.core.video_picture import VideoPicture
from gesture_app.players.dry_run import DryRunPlayer
from gesture_app.ui.theme import Theme
from gesture_app.window import kiosk as kiosk_module
from gesture_app.window.composition import WindowParts
from gesture_app.window.kiosk import KioskDesk, KioskParts
from gesture_app.workers.engine_room import Openers

World = Any  # of conftest.py, which a test cannot import
OpenKiosk = Callable[..., KioskDesk]
RESET_S = 60.0
ALLOWED = frozenset({Command.PLAY_PAUSE, Command.VOLUME_UP})


class Cinema:
    """The one player there is, and everything that was ever opened and heard in it."""

    def __init__(self) -> None:
        self.players: list[DryRunPlayer] = []
        self.heard: list[Command] = []
        self.is_broken = False

    def open(self, request: PlayerRequest) -> Player:
        cinema = self

        class Film(DryRunPlayer):
            def __init__(self) -> None:
                super().__init__(request.media)
                self.picture = VideoPicture()
                self.picture.show(np.full((9, 16, 4), (0, 0, 255, 0), np.uint8))

            async def open(self) -> None:
                if cinema.is_broken:
                    raise PlayerError("There is no VLC; install it.")

            async def send(self, order: Order) -> None:
                cinema.heard.append(order.command)
                await super().send(order)

        self.players.append(Film())
        return self.players[-1]

    async def available(self) -> Sequence[PlayerInfo]:
        return ()


class Time:
    """A clock that stands still until a test moves it on."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def cinema() -> Cinema:
    return Cinema()


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def kiosk_parts(parts: WindowParts, world: World, cinema: Cinema, clock: Time, told: list[str]) -> KioskParts:
    settings = Settings(engine=parts.settings.engine)
    kind = PlayerKind("vlc_embedded", "Cinema", cinema.open, cinema.available, can_verify=True)
    rules = HouseRules(ALLOWED, 0.3, waits=True)
    picture = np.full((8, 8, 4), 200, np.uint8)
    return KioskParts(
        kiosk=Kiosk(
            visit=VisitSettings(reset_after_s=RESET_S), exit=ExitSettings(hash_key("2468", b"salt")), app=settings
        ),
        bindings=allowed_bindings(bindings_for(parts.vocabulary, settings), ALLOWED),
        openers=Openers(
            world.open_source,
            world.open_detector,
            {"vlc_embedded": guarded(kind, rules)},
            world.listen,
            world.watch_session,
        ),
        source=SourceRequest("webcam"),
        player=PlayerRequest("vlc_embedded", media=("night.mp4", "day.mp4")),
        draw_opening=lambda: (picture, picture),
        draw_gestures=lambda: {"palm": picture},
        now_s=clock,
        tell=told.append,
    )


@pytest.fixture
def open_kiosk(qapp: QApplication, kiosk_parts: KioskParts, qtbot: QtBot) -> Iterator[OpenKiosk]:
    """Opens the kiosk's window; everything is closed after the test."""
    desks: list[KioskDesk] = []

    def opened(**replaced: Any) -> KioskDesk:
        desk = KioskDesk(Theme(qapp), dataclasses.replace(kiosk_parts, **replaced))
        qtbot.addWidget(desk.window, before_close_func=lambda window: window.hide())
        desks.append(desk)
        desk.start()
        return desk

    yield opened
    for desk in desks:
        desk.close()


def news(told: list[str]) -> WindowNews:
    """What the window told last."""
    rows = [row for line in told if isinstance(row := read_line(line), WindowNews)]
    return rows[-1] if rows else WindowNews()


def come(desk: KioskDesk, world: World, clock: Time, qtbot: QtBot, gesture: str) -> None:
    """Raise a hand before the camera until the invitation is gone."""
    world.gesture = gesture

    def is_seen() -> bool:
        clock.now_s += 0.05
        return desk.window.guide.isVisible()

    qtbot.waitUntil(is_seen, timeout=5000)


def test_nobody_is_invited_before_a_hand_can_be_seen(open_kiosk: OpenKiosk, world: World, qtbot: QtBot) -> None:
    desk = open_kiosk()
    assert desk.window.attract.isVisible()
    assert desk.window.attract.words()[0] == "One moment, please"
    qtbot.waitUntil(lambda: desk.window.attract.words()[0] == "Raise your palm", timeout=5000)
    world.gesture = None


def test_a_raised_palm_ends_the_invitation_and_starts_the_film(
    open_kiosk: OpenKiosk, world: World, cinema: Cinema, clock: Time, qtbot: QtBot
) -> None:
    desk = open_kiosk()
    come(desk, world, clock, qtbot, "palm")
    qtbot.waitUntil(lambda: desk.window.guide.words()[1] == "The film plays.", timeout=5000)
    assert not desk.window.attract.isVisible()
    assert cinema.heard[-1] is Command.PLAY_PAUSE
    assert not desk.window.film.picture_place().isEmpty()


def test_without_anybody_the_film_is_back_at_its_start_and_the_invitation_too(
    open_kiosk: OpenKiosk, world: World, cinema: Cinema, clock: Time, qtbot: QtBot
) -> None:
    desk = open_kiosk()
    come(desk, world, clock, qtbot, "two_up")
    qtbot.waitUntil(lambda: Command.VOLUME_UP in cinema.heard, timeout=5000)
    world.gesture = None
    clock.now_s += 5
    qtbot.waitUntil(lambda: not desk.window.guide.isVisible(), timeout=5000)
    qtbot.wait(100)
    assert not desk.window.attract.isVisible()
    assert len(cinema.players) == 1
    clock.now_s += RESET_S
    qtbot.waitUntil(desk.window.attract.isVisible, timeout=5000)
    qtbot.waitUntil(lambda: cinema.players[-1]._playback is Playback.PAUSED, timeout=5000)
    qtbot.waitUntil(lambda: cinema.players[-1]._volume == 0.3, timeout=5000)
    assert (len(cinema.players), cinema.players[-1]._index) == (2, 0)


@pytest.mark.parametrize("gesture", ["peace", "mute", "three", "rock"])
def test_a_gesture_that_is_not_allowed_is_seen_and_does_nothing(
    open_kiosk: OpenKiosk, world: World, cinema: Cinema, clock: Time, qtbot: QtBot, gesture: str
) -> None:
    desk = open_kiosk()
    qtbot.waitUntil(lambda: cinema.heard[-1:] == [Command.SET_VOLUME] and len(cinema.heard) == 3, timeout=5000)
    come(desk, world, clock, qtbot, gesture)
    qtbot.wait(150)
    assert desk.window.guide.words() == ("Show a gesture", "")
    assert cinema.heard == [Command.SET_VOLUME, Command.PAUSE, Command.SET_VOLUME]


def test_the_engine_learns_from_an_outcome_how_loud_the_player_is(
    open_kiosk: OpenKiosk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    monkeypatch.setattr(Engine, "note_volume", lambda engine, volume: heard.append(volume))
    after = PlayerState(Playback.PLAYING, 0.77)
    open_kiosk().bridge.outcome_ready.emit(Outcome(Order(Command.MUTE), "VLC", True, "VLC.", None, after, 0.0))
    qtbot.waitUntil(lambda: 0.77 in heard, timeout=5000)


def test_both_threads_give_signs_of_life_and_the_news_tell_all(
    open_kiosk: OpenKiosk, told: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_module, "SIGN_MS", 50)
    open_kiosk()
    qtbot.waitUntil(lambda: set(Part) <= set(map(read_line, told)), timeout=5000)
    qtbot.waitUntil(lambda: news(told).fps is not None and news(told).player == "paused", timeout=5000)
    assert (news(told).scene, news(told).camera) == ("attract", "live")


def test_the_detectors_thread_counts_as_living_only_with_a_network(
    open_kiosk: OpenKiosk, world: World, told: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_module, "SIGN_MS", 20)
    world.models = set()
    open_kiosk()
    qtbot.waitUntil(lambda: Part.WINDOW in map(read_line, told), timeout=5000)
    qtbot.wait(100)
    assert Part.LINE not in map(read_line, told)


def test_without_frames_the_detectors_thread_gives_signs_all_the_same(
    open_kiosk: OpenKiosk, world: World, told: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_module, "SIGN_MS", 50)
    world.has_camera = False
    open_kiosk()
    qtbot.waitUntil(lambda: news(told).camera == "not_found", timeout=5000)
    assert news(told).camera_text == "There is no camera; plug one in."
    told.clear()
    qtbot.waitUntil(lambda: Part.LINE in map(read_line, told), timeout=5000)


def test_a_camera_that_comes_late_is_found_and_then_somebody_is_invited(
    open_kiosk: OpenKiosk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_module, "CAMERA_MS", 50)
    world.has_camera = False
    desk = open_kiosk()
    qtbot.waitUntil(lambda: len(world.opened) >= 2, timeout=5000)
    assert desk.window.attract.words()[0] == "One moment, please"
    world.has_camera = True
    qtbot.waitUntil(lambda: desk.window.attract.words()[0] == "Raise your palm", timeout=5000)


def test_a_camera_that_is_awaited_is_told_and_works_by_itself(
    open_kiosk: OpenKiosk, world: World, told: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_module, "CAMERA_MS", 600_000)
    monkeypatch.setattr(kiosk_module, "SIGN_MS", 50)
    world.has_camera = False
    open_kiosk()
    qtbot.waitUntil(lambda: news(told).camera == "not_found", timeout=5000)
    world.has_camera = True
    qtbot.waitUntil(lambda: news(told).camera == "live", timeout=5000)


def test_a_player_that_fails_is_for_the_supervisor(open_kiosk: OpenKiosk, cinema: Cinema, told, qtbot: QtBot) -> None:
    cinema.is_broken = True
    desk = open_kiosk()
    with qtbot.waitSignal(desk.broken, timeout=5000) as failed:
        pass
    assert str(failed.args[0]) == "There is no VLC; install it."
    assert news(told).player_text == "There is no VLC; install it."


def test_a_detector_that_fails_or_cannot_be_opened_is_for_the_supervisor(
    open_kiosk: OpenKiosk, world: World, qtbot: QtBot
) -> None:
    world.models = set()
    desk = open_kiosk()
    with qtbot.waitSignal(desk.broken, timeout=5000) as failed:
        pass
    assert "no model called default" in str(failed.args[0])
    world.models = {"default"}
    desk = open_kiosk()
    qtbot.waitUntil(lambda: desk.window.attract.words()[0] == "Raise your palm", timeout=5000)
    with qtbot.waitSignal(desk.broken, timeout=5000) as failed:
        world.breaks = True
    assert "The model has failed" in str(failed.args[0])


def test_the_key_is_the_way_out(open_kiosk: OpenKiosk, qtbot: QtBot) -> None:
    desk = open_kiosk()
    with qtbot.waitSignal(desk.unlocked, timeout=5000):
        QTest.keyClicks(desk.window, "2468\r")


def test_during_sleep_the_camera_is_let_go_of_but_not_for_a_screen_saver(
    open_kiosk: OpenKiosk, world: World, qtbot: QtBot
) -> None:
    desk = open_kiosk(source=SourceRequest("live"))
    qtbot.waitUntil(lambda: world.begin_rest is not None and world.camera is not None, timeout=5000)
    camera = world.camera
    world.begin_rest(Rest.LOCKED)
    qtbot.wait(100)
    assert not camera.is_closed
    world.begin_rest(Rest.ASLEEP)
    qtbot.waitUntil(lambda: camera.is_closed, timeout=5000)
    world.end_rest(Rest.ASLEEP)
    qtbot.waitUntil(lambda: world.camera is not camera and not world.camera.is_closed, timeout=5000)
    desk.close()
    assert world.begin_rest is None
