"""A walk through the first run by keyboard alone: a person sits before the camera, reads, and does what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gesture_app.app import open_source
from gesture_app.core.errors import SourceError
from gesture_app.core.first_run import Step
from gesture_app.core.settings import Settings
from gesture_app.core.source import Source, SourceInfo, SourceRequest
from gesture_app.ui.first_run import FirstRunView
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.window.parts import window_parts
from tests.actor import Actor, ActorCamera

DESK_CAMERA = SourceInfo("webcam:desk|Desk camera", "Desk camera")
LID_CAMERA = SourceInfo("webcam:lid|Lid camera", "Lid camera")
BUSY_CAMERA = SourceInfo("webcam:busy|Stream camera", "Stream camera")
LOWERED_S = 1.0  # until the hand has gone, and it has been noticed
DRAWN = SourceInfo("rendered", "Drawn hand", "shows every gesture; needs no camera")


@dataclass(frozen=True, slots=True)
class Stage:
    """The cameras of a machine, and who sits before them."""

    actor: Actor  # before the desk camera
    other: Actor  # before the camera of the lid
    opened: list[str] = field(default_factory=list)

    def open(self, request: SourceRequest) -> Source:
        self.opened.append(request.spec)
        if request.spec == BUSY_CAMERA.spec:
            raise SourceError("The camera Stream camera is used by another program; close that one and try again.")
        for info, actor in ((DESK_CAMERA, self.actor), (LID_CAMERA, self.other)):
            if request.spec == info.spec:
                return ActorCamera(actor, info.title, request)
        return open_source(request)

    def offer(self) -> tuple[SourceInfo, ...]:
        return (SourceInfo("webcam", "Camera"), DESK_CAMERA, LID_CAMERA, BUSY_CAMERA, DRAWN)


def first_run_parts(settings: Settings, stage: Stage, folder: Path) -> WindowParts:
    """The parts of the real window, but for the cameras and the files that it keeps."""
    parts = window_parts(settings)
    openers = replace(parts.openers, source=stage.open)
    return replace(
        parts,
        openers=openers,
        offer_sources=stage.offer,
        place=folder / "window",
        memory=folder / "first_run.json",
        save=lambda _changes: None,
        is_first_run=True,
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """Who walks, and how.

    Args:
        wait_until: Lets the window live until something is so; fails if that takes too long.
        pause: Lets the window live for so many seconds, while the person reads.
        slips: What is shown by mistake instead of a gesture, in the round of this number.
        press: Called with the name of each key before it is pressed.
        visit: Called with the name of each moment that is worth a picture.
    """

    desk: Desk
    stage: Stage
    wait_until: Callable[[Callable[[], bool]], None]
    pause: Callable[[float], None]
    slips: Mapping[tuple[str, int], str] = field(default_factory=dict)
    press: Callable[[str], None] = lambda _key: None
    visit: Callable[[str], None] = lambda _moment: None

    @property
    def view(self) -> FirstRunView:
        view = self.desk.first_run.view
        assert view is not None
        return view

    def enter(self) -> None:
        """Press Enter, which goes on."""
        self.press("Enter")
        QTest.keyClick(self.view, Qt.Key.Key_Return)

    def go(self) -> None:
        """All of it."""
        self.wait_until(lambda: bool(self.desk._looks.pictures))
        self.pause(3.5)
        self.visit("consent")
        self.enter()
        self.choose_camera()
        self.check_room()
        self.show_gestures()
        self.try_player()
        self.wait_until(lambda: self.view.step is Step.SUMMARY)
        self.pause(4.0)
        self.visit("summary")
        self.enter()

    def choose_camera(self) -> None:
        cards = self.view.camera.cards
        self.wait_until(lambda: len(cards_of(self.view)) == 4 and all(c.isEnabled() for c in cards_of(self.view)))
        self.wait_until(lambda: self.is_complete)
        self.pause(2.0)
        assert "used by another program" in self.view.camera.cards[BUSY_CAMERA.spec].words, cards
        self.visit("camera")
        self.enter()

    def check_room(self) -> None:
        self.pause(1.0)
        self.stage.actor.show("palm")
        self.wait_until(lambda: self.is_complete)
        self.pause(2.0)
        self.visit("room")
        self.enter()

    def show_gestures(self) -> None:
        guide = self.desk.first_run._tour._gestures
        total = guide._check.total
        while self.view.gestures.is_asking:
            asked, done = guide._check.asked, len(guide.table.showings)
            number = done // (total // 3)
            self.pause(0.15)
            shown = self.slips.get((asked, number), asked)
            if shown == self.stage.actor.gesture:
                self.stage.actor.show(None)  # what the hand has done for the last question counts for that only
                self.pause(LOWERED_S)
            self.stage.actor.show(shown)
            self.wait_until(lambda count=done: len(guide.table.showings) > count)
            if done == total // 2:
                self.visit("gestures")
        self.stage.actor.show(None)
        self.pause(3.0)
        self.visit("table")
        self.enter()

    def try_player(self) -> None:
        player = self.view.player
        self.wait_until(player.test_button.isEnabled)
        self.pause(1.0)
        player.test_button.setFocus()
        self.pause(0.6)
        self.press("Space")
        QTest.keyClick(player.test_button, Qt.Key.Key_Space)
        self.wait_until(lambda: "Then:" in player.result.words)
        self.pause(2.0)
        self.visit("player")
        self.view.forward_button.setFocus()
        self.enter()

    @property
    def is_complete(self) -> bool:
        return self.view.forward_button.text() == "Continue"


def cards_of(view: FirstRunView) -> tuple:
    return tuple(view.camera.cards.values())
