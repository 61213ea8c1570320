from __future__ import annotations

from gesture_app.app import load_vocabulary
from gesture_app.core.bindings import BindingChange
from gesture_app.core.gestures import postures
from gesture_app.core.kiosk_policy import GuardedPlayer
from gesture_app.core.kiosk_sections import Kiosk, ShowSettings, VisitSettings
from gesture_app.core.player import PlayerRequest
from gesture_app.core.profiles import bindings_for
from gesture_app.core.settings import Settings
from gesture_app.core.types import Command
from gesture_app.window import kiosk_parts as parts_module
from gesture_app.window.kiosk_parts import PLAYER, draw_gestures, draw_opening, kiosk_parts


def test_only_what_the_file_allows_is_bound_and_the_only_player_is_guarded() -> None:
    app = Settings(bindings={"like": BindingChange(command=Command.NEXT), "ok": BindingChange(command=Command.STOP)})
    kiosk = Kiosk(show=ShowSettings(playlist=("film.mp4",)), visit=VisitSettings(commands=("next",)), app=app)
    parts = kiosk_parts(kiosk, print)
    bound = {binding.gesture: binding.command for binding in parts.bindings if binding.command is not None}
    assert bound == {"peace": Command.NEXT, "like": Command.NEXT}
    assert set(parts.openers.players) == {PLAYER}
    player = parts.openers.players[PLAYER].open(PlayerRequest(PLAYER, media=("film.mp4",)))
    assert isinstance(player, GuardedPlayer)
    assert player.commands == {Command.NEXT}


def test_the_playlist_is_played_and_a_clip_as_camera_begins_again() -> None:
    parts = kiosk_parts(Kiosk(show=ShowSettings(playlist=("a.mp4", "b.mp4"))), print)
    assert parts.player.media == ("a.mp4", "b.mp4")
    assert parts.source.is_looping


def test_the_keyboard_is_not_listened_to() -> None:
    stop = kiosk_parts(Kiosk(), print).openers.listen(lambda: None)
    stop()


def test_the_hand_of_the_invitation_is_drawn_from_closed_to_open(monkeypatch) -> None:
    monkeypatch.setattr(parts_module, "HAND_PX", 64)
    opening = draw_opening()
    assert len(opening) == parts_module.OPENING_STEPS
    assert opening[0].shape == (64, 64, 4)


def test_every_gesture_but_the_idle_hand_is_drawn_first_those_that_do_something(monkeypatch) -> None:
    monkeypatch.setattr(parts_module, "GESTURE_PX", 32)
    vocabulary = load_vocabulary()
    drawn = draw_gestures(vocabulary, bindings_for(vocabulary, Settings()))
    assert drawn.keys() == set(postures(vocabulary)) - {"no_gesture"}
    assert list(drawn)[:2] == ["palm", "peace"]
