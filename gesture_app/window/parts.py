"""The parts of the real window: real sources, detectors and players, and the user's settings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from PySide6.QtWidgets import QSystemTrayIcon

from gesture_app.app import (
    load_vocabulary,
    open_detector,
    open_side_network,
    open_source,
    player_kinds,
    player_request,
    source_kinds,
    source_request,
)
from gesture_app.core.detector import Detector
from gesture_app.core.errors import ModelError
from gesture_app.core.gestures import postures, read_vocabulary
from gesture_app.core.models import model_folders, read_card
from gesture_app.core.own_training import OwnPlaces
from gesture_app.core.paths import (
    cache_folder,
    data_folder,
    own_gestures_folder,
    own_vocabulary_file,
    settings_file,
    user_models_folder,
    vocabulary_file,
)
from gesture_app.core.player import PlayerInfo
from gesture_app.core.settings import DetectorSettings, Settings, load_settings, save_settings, with_value
from gesture_app.core.source import SourceInfo
from gesture_app.core.types import Pixels
from gesture_app.desktop.speaker import Speaker, play_here
from gesture_app.players.auto import kind_here
from gesture_app.ui.picker import Choice
from gesture_app.window.around import Surroundings
from gesture_app.window.composition import WindowParts
from gesture_app.window.lab_parts import lab_parts
from gesture_app.window.lab_setting import AbParts
from gesture_app.window.own_helm import OwnSetting
from gesture_app.workers.engine_room import Openers
from gesture_app.workers.session_watch import watch_session
from gesture_app.workers.user_input import listen

_WEBCAM = "webcam"


def window_parts(settings: Settings, notice: str | None = None) -> WindowParts:
    """Everything the window needs to run on this machine.

    Raises:
        SettingsError: The vocabulary cannot be read.
    """
    vocabulary = load_vocabulary()

    def open_model(wanted: DetectorSettings) -> Detector:
        # Read anew, because a network that was trained meanwhile may know what the user has added meanwhile.
        return open_detector(wanted, load_vocabulary())

    return WindowParts(
        settings=settings,
        vocabulary=vocabulary,
        openers=Openers(open_source, open_model, player_kinds(), listen, watch_session, open_side_network),
        source=source_request(settings.source),
        player=player_request(settings.player),
        offer_sources=_offered_sources,
        offer_models=_offered_models,
        is_found_by_auto=_is_found_by_auto,
        draw_gesture=cache(_draw_gesture),  # in another language the hands look the same
        save=_save,
        place=data_folder() / "window",
        surroundings=Surroundings(
            QSystemTrayIcon.isSystemTrayAvailable,
            Speaker(cache_folder() / "ticks", play_here()),
            data_folder() / "told",
        ),
        lab=lab_parts(),
        ab=_ab_parts(),
        memory=data_folder() / "first_run.json",
        own=OwnSetting(_own_places(), postures(read_vocabulary(vocabulary_file())), _stamp),
        notice=notice,
    )


def _offered_sources() -> Iterable[SourceInfo]:
    """What every kind offers, after the webcam in general: whichever there is."""
    kinds = source_kinds()
    if _WEBCAM in kinds:
        yield SourceInfo(_WEBCAM, kinds[_WEBCAM].title)
    for kind in kinds.values():
        yield from kind.available()


def _offered_models() -> Iterable[Choice]:
    """The models whose cards can be read; a damaged one is named by `gesture-app models`."""
    for folder in model_folders():
        try:
            card = read_card(folder)
        except ModelError:
            continue
        yield Choice(card.name, card.title, str(card.file), card.short)


def _ab_parts() -> AbParts:
    lab = data_folder() / "lab"
    return AbParts(
        folder=lab / "disagreements",
        retrained=lab / "retrained",
        labels=lambda file: read_card(file.parent).labels,
        stamp=_stamp,
    )


def _own_places() -> OwnPlaces:
    return OwnPlaces(
        folders=own_gestures_folder(),
        draft=data_folder() / "own-gesture-draft",
        vocabulary=own_vocabulary_file(),
        rehearse=cache_folder() / "rehearse",
        model=user_models_folder() / "own",
    )


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%d-%H%M%S")


def _draw_gesture(label: str, size_px: int) -> Pixels:
    """Draw a gesture's hand; what that takes is imported once the window is there."""
    from gesture_app.hands.icons import draw_gesture_icon

    return draw_gesture_icon(label, size_px)


def _is_found_by_auto(info: PlayerInfo) -> bool:
    return info.spec.partition(":")[0] == kind_here(sys.platform).name


def _save(changes: Mapping[str, str]) -> None:
    """Change some settings of the file; what the command line changed for this run stays out of it."""
    settings, _ = load_settings(settings_file())
    for key, text in changes.items():
        settings = with_value(settings, key, text)
    save_settings(settings, settings_file())
