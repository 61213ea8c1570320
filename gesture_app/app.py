"""The composition root: builds the objects of the app and hands each what it needs."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from gesture_app import detectors, players, sources
from gesture_app.core.detector import Detector, DetectorRequest, EngineKind, TellsSides
from gesture_app.core.discover import discover
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError, PlayerError, SourceError
from gesture_app.core.gestures import Gesture, postures, read_vocabulary
from gesture_app.core.handedness import read_handedness_card
from gesture_app.core.models import CARD, ModelCard, find_model, read_card
from gesture_app.core.own_vocabulary import merged, read_own
from gesture_app.core.paths import assets_folder, own_vocabulary_file, user_models_folder, vocabulary_file
from gesture_app.core.player import PlayerKind, PlayerRequest
from gesture_app.core.profiles import NowPlaying, bindings_for, now_playing, profile_for
from gesture_app.core.rest import Resting
from gesture_app.core.settings import DetectorSettings, PlayerSettings, Settings, SourceSettings
from gesture_app.core.source import Source, SourceKind, SourceRequest
from gesture_app.core.types import Frame, PlayerState
from gesture_app.detectors._metadata import read_metadata
from gesture_app.detectors._sides import open_sides
from gesture_app.workers.actuator import find_kind
from gesture_app.workers.care import Care
from gesture_app.workers.headless import HeadlessParts
from gesture_app.workers.line import Line
from gesture_app.workers.sentinel import Sentinel
from gesture_app.workers.session_watch import watch_session

AUTO = "auto"
RECORDED = "recorded"
RECORDING_SUFFIX = ".jsonl"

Vocabulary = Mapping[str, Gesture]


def load_vocabulary() -> Vocabulary:
    """The gestures that this app knows, with those that the user has added.

    Raises:
        SettingsError: One of the two files cannot be understood.
    """
    return merged(read_vocabulary(vocabulary_file()), read_own(own_vocabulary_file()))


def engine_kinds() -> dict[str, EngineKind]:
    """Every inference engine that there is a file for."""
    return discover(detectors, "KIND", EngineKind)


def source_kinds() -> dict[str, SourceKind]:
    """Every kind of source that there is a file for."""
    return discover(sources, "KIND", SourceKind)


def player_kinds() -> dict[str, PlayerKind]:
    """Every kind of player that there is a file for."""
    return discover(players, "KIND", PlayerKind)


def open_source(request: SourceRequest) -> Source:
    """Open a source by its spec.

    Raises:
        SourceError: There is no such source, or it gives no frames.
    """
    return find_source_kind(request.spec).open(request)


def find_source_kind(spec: str) -> SourceKind:
    """The kind of source that a spec is for.

    Raises:
        SourceError: There is none.
    """
    kinds = source_kinds()
    for kind in kinds.values():
        if kind.accepts(spec):
            return kind
    raise SourceError(
        f"There is no source {spec}; give a file, a folder, an address or one of: {', '.join(sorted(kinds))}."
    )


def check_name(settings: Settings, key: str) -> None:
    """Complain of a setting that names a model, an engine, a source or a player that there is none of.

    Raises:
        AppError: There is none; the sentence lists those there are.
    """
    match key:
        case "detector.model":
            detector_request(settings.detector, load_vocabulary())
        case "detector.engine":
            engine_for(settings.detector)
        case "source.spec":
            find_source_kind(settings.source.spec)
        case "player.spec":
            find_kind(player_kinds(), settings.player.spec)


def check_is_there(spec: str) -> None:
    """Complain of a source that is named and not there, as far as that can be known without opening it.

    Raises:
        SourceError: It is not there, or there is no such kind of source.
    """
    kind = find_source_kind(spec)
    if kind.check is not None:
        kind.check(spec)


def demo_clip() -> str:
    """The spec of the clip that came with the app.

    Raises:
        SourceError: It is not there.
    """
    clips = sorted((assets_folder() / "demo").glob("*.mp4"))
    if not clips:
        raise SourceError("The demo clip is missing; reinstall the app, or name a --source.")
    return str(clips[0])


def demo_tune() -> str:
    """The file with the tune that came with the app."""
    return str(assets_folder() / "demo" / "tune.wav")


def source_request(settings: SourceSettings) -> SourceRequest:
    """What the settings ask of a source."""
    return SourceRequest(settings.spec, width_px=settings.width_px, height_px=settings.height_px, fps=settings.fps)


def player_request(settings: PlayerSettings) -> PlayerRequest:
    """What the settings ask of a player."""
    options = {"pin": settings.pinned, "ignore": ",".join(settings.ignored)}
    options |= {"spotify_client_id": settings.spotify_client_id}
    return PlayerRequest(settings.spec, options=options, may_press_keys=settings.media_keys)


def sign_in_to_player(name: str, settings: Settings, say: Callable[[str], None]) -> None:
    """Have the user let this app in to a kind of player, in their browser.

    Raises:
        PlayerError: There is no such kind, it wants no sign-in, or nobody was signed in.
    """
    kind = find_kind(player_kinds(), name)
    if kind.sign_in is None:
        raise PlayerError(f"{kind.title} wants no sign-in; choose it with --player {name}.")
    kind.sign_in(replace(player_request(settings.player), spec=name), say)


def headless_parts(settings: Settings, source: SourceRequest) -> HeadlessParts:
    """Everything for a run without a window.

    Raises:
        ModelError: The detector cannot be opened.
    """
    vocabulary = load_vocabulary()
    playing = NowPlaying()

    def follow_player(line: Line, state: PlayerState, title: str) -> None:
        nonlocal playing
        line.engine.note_volume(state.volume)
        before, playing = playing, now_playing(state, title)
        if profile_for(settings, before) != profile_for(settings, playing):  # else a swipe that has begun goes on
            line.engine.configure(settings.engine, bindings_for(vocabulary, settings, playing))

    return HeadlessParts(
        care=care_for(settings),
        watch_session=watch_session,
        line=build_line(settings, vocabulary),
        open_source=open_source,
        source=source,
        player_kinds=player_kinds(),
        player=player_request(settings.player),
        follow_player=follow_player,
    )


def care_for(settings: Settings) -> Care:
    """How the settings want cameras to be looked after."""
    return Care(resting=Resting(settings.privacy), sentinel=Sentinel(rare_after_s(settings.source)))


def rare_after_s(settings: SourceSettings) -> float:
    """How long after the last hand or movement a camera is looked at rarely; infinity where it never is."""
    return settings.look_rarely_after_s or math.inf


def build_line(settings: Settings, vocabulary: Vocabulary) -> Line:
    """Detector and engine as the settings want them.

    Raises:
        ModelError: The detector cannot be opened.
    """
    engine = Engine(settings.engine, bindings_for(vocabulary, settings))
    return Line(open_detector(settings.detector, vocabulary), engine, open_sides=open_side_network)


def open_side_network() -> TellsSides:
    """Load what tells left hands from right ones.

    Raises:
        ModelError: It is not there.
    """
    return open_sides(read_handedness_card())


def open_detector(settings: DetectorSettings, vocabulary: Vocabulary) -> Detector:
    """Load the chosen network into the chosen engine.

    Raises:
        ModelError: There is no such model or engine, or they do not go together.
    """
    return engine_for(settings).open(detector_request(settings, vocabulary))


def engine_for(settings: DetectorSettings) -> EngineKind:
    """The inference engine that the settings choose; a recording has one of its own.

    Raises:
        ModelError: There is no such engine, or it cannot run here.
    """
    is_recording = settings.model.endswith(RECORDING_SUFFIX)
    return choose_engine(RECORDED if is_recording else settings.engine, engine_kinds())


def take_in_model(path: Path, vocabulary: Vocabulary) -> Path:
    """Copy a network into the user's library, once it is seen to work; gives its folder.

    Args:
        path: An .onnx file, or a folder with a network and its card.

    Raises:
        ModelError: It is none that can find hands here.
        LabError: It cannot be copied.
    """
    from gesture_app.core.lab.taking_in import install, new_card

    folder = path if path.is_dir() else path.parent
    if (folder / CARD).is_file() or path.is_dir():
        card, text = read_card(folder), (folder / CARD).read_text(encoding="utf-8")
    else:
        card = ModelCard(path.stem, path.stem, path, *read_metadata(path), {})
        text = new_card(card)
    _check_known(card.labels, vocabulary, card.file)
    request = DetectorRequest(card.file, card.labels, card.input_px)
    with contextlib.closing(choose_engine(AUTO, engine_kinds()).open(request)) as detector:
        detector.detect(Frame(np.zeros((card.input_px, card.input_px, 3), np.uint8), 0, 0.0))
    return install(card, text, user_models_folder())


def detector_request(settings: DetectorSettings, vocabulary: Vocabulary) -> DetectorRequest:
    """What the settings mean to an engine.

    Raises:
        ModelError: There is no such model, or it knows gestures that the vocabulary does not.
    """
    known = postures(vocabulary)
    if settings.model.endswith(RECORDING_SUFFIX):
        file, labels, input_px = Path(settings.model).expanduser(), known, 0
    else:
        card = find_model(settings.model)
        file, labels, input_px = card.file, card.labels, settings.input_px or card.input_px
    _check_known(labels, vocabulary, file)
    return DetectorRequest(file, labels, input_px, settings.min_score, threads=settings.threads)


def _check_known(labels: Iterable[str], vocabulary: Vocabulary, file: Path) -> None:
    """Complain of a network that knows gestures which the vocabulary does not."""
    unknown = set(labels).difference(postures(vocabulary))
    if unknown:
        raise ModelError(
            f"The model {file} knows gestures that this app does not ({', '.join(unknown)}); "
            "add them to the vocabulary or pick another model."
        )


def choose_engine(name: str, kinds: Mapping[str, EngineKind]) -> EngineKind:
    """The engine of this name; for `auto` the best that can run here, but none of priority 0.

    Raises:
        ModelError: There is no such engine, or it cannot run here.
    """
    if name == AUTO:
        usable = [kind for kind in kinds.values() if kind.priority > 0 and kind.missing() is None]
        if not usable:
            raise ModelError("No inference engine is installed; pip install openvino.")
        return max(usable, key=lambda kind: kind.priority)
    if name not in kinds:
        raise ModelError(f"There is no inference engine called {name}; there are: {', '.join(sorted(kinds))}.")
    if reason := kinds[name].missing():
        raise ModelError(reason)
    return kinds[name]
