"""A whole window with fakes behind it: a source of grey frames, a detector that sees what it is told, a dry run."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.detector import Detector
from gesture_app.core.errors import ModelError, PlayerError, SourceError
from gesture_app.core.gestures import postures, read_vocabulary
from gesture_app.core.lab.library import Library
from gesture_app.core.models import read_card
from gesture_app.core.own_training import OwnPlaces
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.rest import Rest
from gesture_app.core.settings import DetectorSettings, EngineSettings, PlayerSettings, Settings
from gesture_app.core.source import Source, SourceInfo, SourceRequest, SourceState
from gesture_app.core.types import Box, Detection, Frame, Order, PlayerState
from gesture_app.core.video_picture import VideoPicture
from gesture_app.desktop.speaker import Speaker
from gesture_app.players import dry_run
from gesture_app.ui.picker import Choice
from gesture_app.ui.theme import Theme
from gesture_app.window.around import Surroundings
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.window.lab_setting import AbParts, LabParts
from gesture_app.window.own_helm import OwnSetting
from gesture_app.workers.engine_room import Openers

FPS = 100
# Quick decisions, so that a test does not wait for a person's patience.
QUICK = EngineSettings(always_armed=True, hold_ms=40, vote_window_ms=20, entry_quiet_ms=0, suppress_after_input_ms=0)


class GreySource:
    """Frames without end."""

    title = "Grey"

    def __init__(self, is_live: bool = False) -> None:
        self.is_live = is_live
        self.is_closed = False
        self._index = 0

    def read(self) -> Frame | None:
        time.sleep(1 / FPS)
        self._index += 1
        return Frame(np.full((90, 160, 3), 128, np.uint8), self._index, time.monotonic())

    def close(self) -> None:
        self.is_closed = True


class SeeingDetector:
    """Sees the gesture that the world shows at the moment."""

    def __init__(self, settings: DetectorSettings, world: World) -> None:
        self.title = f"Fake, {settings.model}"
        self._settings = settings
        self._looks = 0
        self._world = world

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        time.sleep(self._world.slow_s.get(self._settings.model, 0.0))
        self._looks += 1
        model, threads = self._settings.model, self._settings.threads
        is_broken = self._looks > 3 and bool({model, threads, (model, threads)} & self._world.broken)
        if self._world.breaks or is_broken:
            raise ModelError("The model has failed; choose another.")
        gesture = self._world.seen_by.get(self._settings.model, self._world.gesture)
        return () if gesture is None else (Detection(gesture, 0.9, Box(40, 20, 100, 80)),)

    def close(self) -> None:
        pass


class World:
    """What is plugged in, installed, running and shown; a test changes it while the window runs."""

    def __init__(self) -> None:
        self.gesture: str | None = None
        self.seen_by: dict[str, str] = {}  # what a model sees instead
        self.has_camera = True
        self.has_player = True
        self.is_deaf = False  # the player: to everything but media keys
        self.address = ""  # of the track that the player plays
        self.player: dry_run.DryRunPlayer | None = None  # that was opened last
        self.models = {"default", "other"}
        self.has_tray = False
        self.heard: list[str] = []  # ticks
        self.detectors: list[DetectorSettings] = []  # how the models were opened
        self.breaks = False
        self.broken: set[object] = set()  # models, numbers of threads or both; not when they are tried out
        self.slow_s: dict[str, float] = {}  # how long a look takes, by model
        self.played = ""  # by the embedded player
        self.hear: Callable[[], None] | None = None  # tells the app that the keyboard is used somewhere
        self.opened: list[str] = []  # specs of sources
        self.source_requests: list[SourceRequest] = []
        self.player_requests: list[PlayerRequest] = []
        self.camera: GreySource | None = None  # the live source that was opened last
        self.begin_rest: Callable[[Rest], None] | None = None  # tells the app that the screen is locked, or so
        self.end_rest: Callable[[Rest], None] | None = None
        self.saved: list[tuple[str, str]] = []

    def open_source(self, request: SourceRequest) -> Source:
        self.opened.append(request.spec)
        self.source_requests.append(request)
        if request.spec == "webcam" and not self.has_camera:
            raise SourceError("There is no camera; plug one in.", SourceState.NOT_FOUND)
        if request.spec == "broken.mp4":
            raise SourceError("broken.mp4 is no video; choose another.")
        if request.spec == "live":
            self.camera = GreySource(is_live=True)
            return self.camera
        return GreySource()

    def open_detector(self, settings: DetectorSettings) -> Detector:
        if settings.model not in self.models:
            raise ModelError(f"There is no model called {settings.model}; pick another.")
        self.detectors.append(settings)
        return SeeingDetector(settings, self)

    def listen(self, on_input: Callable[[], None]) -> Callable[[], None]:
        def stop() -> None:
            self.hear = None

        self.hear = on_input
        return stop

    def watch_session(self, begin: Callable[[Rest], None], end: Callable[[Rest], None]) -> Callable[[], None]:
        self.begin_rest, self.end_rest = begin, end

        def stop() -> None:
            self.begin_rest = self.end_rest = None

        return stop

    def open_auto(self, request: PlayerRequest) -> Player:
        world = self
        world.player_requests.append(request)

        class Auto(dry_run.DryRunPlayer):
            async def state(self) -> PlayerState:
                return dataclasses.replace(await super().state(), address=world.address or None)

            async def send(self, order: Order) -> None:
                if not world.is_deaf:
                    await super().send(order)

            async def open(self) -> None:
                if not world.has_player:
                    raise PlayerError("No player is running; start one.")

            @property
            def title(self) -> str:
                return "VLC"

        self.player = Auto()
        return self.player

    def open_keys(self, _request: PlayerRequest) -> Player:
        world = self

        class Keys(dry_run.DryRunPlayer):
            async def send(self, order: Order) -> None:
                if world.player is not None:
                    await dry_run.DryRunPlayer.send(world.player, order)

        return Keys()

    def open_embedded(self, request: PlayerRequest) -> Player:
        self.played = request.spec

        class Embedded(dry_run.DryRunPlayer):
            """Shows one red picture."""

            def __init__(self) -> None:
                super().__init__()
                self.picture = VideoPicture()
                self.picture.show(np.full((9, 16, 4), (0, 0, 255, 0), np.uint8))

        return Embedded()

    async def available(self) -> Sequence[PlayerInfo]:
        return (PlayerInfo("real:vlc", "VLC"),) if self.has_player else ()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def parts(world: World, tmp_path: Path) -> WindowParts:
    auto = PlayerKind("auto", "Automatic", world.open_auto, world.available, can_verify=True)
    embedded = PlayerKind("vlc_embedded", "Embedded", world.open_embedded, world.available, can_verify=True)
    keys = PlayerKind("media_keys", "Media keys", world.open_keys, world.available, can_verify=False)
    kinds = {kind.name: kind for kind in (auto, embedded, keys, dry_run.KIND)}
    return WindowParts(
        settings=Settings(engine=QUICK, player=PlayerSettings("auto")),
        vocabulary=read_vocabulary(vocabulary_file()),
        openers=Openers(world.open_source, world.open_detector, kinds, world.listen, world.watch_session),
        source=SourceRequest("webcam"),
        player=PlayerRequest("auto"),
        offer_sources=lambda: [SourceInfo("webcam", "Camera"), SourceInfo("rendered", "Drawn hand")],
        offer_models=lambda: [Choice("default", "Default"), Choice("other", "Other")],
        is_found_by_auto=lambda info: info.spec.startswith("real"),
        draw_gesture=lambda label, size_px: np.full((size_px, size_px, 4), 200, np.uint8),
        save=lambda changes: world.saved.extend(changes.items()),
        place=tmp_path / "window",
        surroundings=Surroundings(
            has_tray=lambda: world.has_tray,
            speaker=Speaker(tmp_path / "ticks", lambda file: world.heard.append(file.stem)),
            told=tmp_path / "told",
        ),
        lab=LabParts(
            read=lambda: Library(()), take_in=lambda path: path.stem, keep_time=lambda *_: None, engines=lambda: ()
        ),
        ab=AbParts(tmp_path / "disagreements", tmp_path / "retrained", lambda file: read_card(file.parent).labels, str),
        own=OwnSetting(
            OwnPlaces(*(tmp_path / name for name in ("own", "draft", "gestures.toml", "rehearse", "model"))),
            postures(read_vocabulary(vocabulary_file())),
            lambda: "stamp",
        ),
    )


@pytest.fixture
def open_desk(qapp: QApplication, parts: WindowParts, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    """Opens the window, with some parts replaced; everything is closed after the test."""
    desks = []

    def opened(*, opens_lab: bool = True, **replaced: object) -> Desk:
        desk = Desk(Theme(qapp), dataclasses.replace(parts, **replaced))  # type: ignore[arg-type]
        qtbot.addWidget(desk.window)
        desks.append(desk)
        if opens_lab:
            desk.window.lab.complete()
        desk.start()
        return desk

    yield opened
    for desk in desks:
        desk.close()
