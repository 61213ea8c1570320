"""What the first run shows in the gallery, step by step."""

from __future__ import annotations

from collections.abc import Iterator

from gesture_app.core.bindings import default_bindings
from gesture_app.core.first_run import Step
from gesture_app.core.gesture_advice import proposals
from gesture_app.core.gesture_check import Showing, Table
from gesture_app.core.gestures import Gesture
from gesture_app.core.room import Check, Finding, Level, Remedy
from gesture_app.core.sections import EngineSettings
from gesture_app.core.source import SourceInfo
from gesture_app.core.types import Playback, PlayerState
from gesture_app.ui.first_run import FirstRunView
from gesture_app.ui.first_run_summary import SummaryLine
from gesture_app.ui.first_run_words import step_word
from gesture_app.ui.picker import Choice
from tests.i18n.contents import outcome
from tests.i18n.own_contents import bgra, drawn_picture, gesture_images

CAMERAS = (SourceInfo("webcam:a", "HD Webcam C525"), SourceInfo("webcam:b", "Spotify Webcam"))
FINDINGS = (
    Finding(Check.LIGHT, Level.BAD, 12.0, Remedy.LIGHT_IN_FRONT),
    Finding(Check.SHARPNESS, Level.FAIR, 0.4, Remedy.CLEAN_LENS),
    Finding(Check.RATE, Level.GOOD, 30.0),
    Finding(Check.HAND, Level.BAD, 0.08, Remedy.NEARER),
)
ASKED = ("palm", "peace", "rock", "two_up", "three", "mute")
TAKEN_FOR = {"rock": "call", "two_up": None}


def first_run(view: FirstRunView, vocabulary: dict[str, Gesture]) -> Iterator[str]:
    """Turn from step to step, each with as much on it as there can be; gives the names of what is shown."""
    pixels = bgra(drawn_picture("palm"))
    view.consent.set_picture(gesture_images()["palm"])
    view.gestures.set_pictures(gesture_images())
    view.show_step(Step.CONSENT)
    yield Step.CONSENT.value
    view.camera.show_cameras(CAMERAS)
    view.camera.set_chosen(CAMERAS[0].spec)
    view.camera.show_live(CAMERAS[0].spec, pixels)
    view.camera.cards[CAMERAS[1].spec].show_fault(
        "The camera HD Webcam C525 is used by another program; close that one and try again."
    )
    view.show_step(Step.CAMERA)
    yield Step.CAMERA.value
    view.room.picture.show_picture(pixels, ())
    view.room.show_findings(FINDINGS)
    view.show_step(Step.ROOM)
    yield Step.ROOM.value
    view.gestures.picture.show_picture(pixels, ())
    view.gestures.ask("two_up", "three", 3, 24)
    view.gestures.tell(Showing("rock", "call", 0.9))
    view.show_step(Step.GESTURES)
    yield Step.GESTURES.value
    table = Table(ASKED, tuple(Showing(one, TAKEN_FOR.get(one, one), 0.45) for one in ASKED for _ in range(3)))
    bindings = default_bindings(vocabulary)
    view.gestures.show_result(table, proposals(table, bindings, vocabulary, EngineSettings()))
    view.show_step(Step.GESTURES)
    yield "result"
    view.player.show_players([Choice("auto", "VLC", "Spotify"), Choice("mpris:vlc", "VLC")], "auto")
    view.player.show_state("VLC", PlayerState(Playback.PLAYING, volume=0.4, title="Blue in Green"))
    view.player.show_outcome(outcome(False, "VLC did not react to 'volume up'."))
    view.show_step(Step.PLAYER)
    yield Step.PLAYER.value
    levels = (Level.GOOD, Level.FAIR, Level.BAD, None)
    steps = (Step.CAMERA, Step.ROOM, Step.GESTURES, Step.PLAYER)
    view.summary.show_lines(
        [SummaryLine(step_word(step), level, "VLC", "VLC") for step, level in zip(steps, levels, strict=True)]
    )
    view.show_step(Step.SUMMARY)
    yield Step.SUMMARY.value
