"""Which bindings are in force: the vocabulary's, the user's, and those for the player at hand."""

from __future__ import annotations

import pytest

from gesture_app.core.bindings import Binding, changed, default_bindings
from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import Gesture, TriggerMode
from gesture_app.core.profiles import NowPlaying, bindings_for, check_gestures, now_playing, profile_for
from gesture_app.core.settings import Settings, with_changes
from gesture_app.core.types import Command, Direction, PlayerState

VOCABULARY = {
    "peace": Gesture("peace", "Victory", "peace", Command.NEXT, hold_ms=500),
    "two_up": Gesture("two_up", "Two fingers", "two_up", Command.VOLUME_UP, TriggerMode.REPEAT, 350, cooldown_ms=300),
    "like": Gesture("like", "Thumb up", "like"),
    "no_gesture": Gesture("no_gesture", "Idle hand", "no_gesture", is_idle=True),
    "swipe_left": Gesture("swipe_left", "Swipe left", "swipe_left", motion=Direction.LEFT),
}
PODCASTS = (
    "profiles.podcast.players=Castbox, pod",
    "profiles.podcast.bindings.peace.command=seek_forward",
    "profiles.podcast.bindings.peace.amount=30",
)


def binding(gesture: str, *changes: str, player: str = "") -> Binding:
    """What a gesture does after some changes of settings."""
    return bindings_for(VOCABULARY, with_changes(Settings(), changes), NowPlaying(player)).of(gesture)


def test_the_defaults_are_those_of_the_vocabulary() -> None:
    assert binding("peace") == Binding("peace", "Victory", Command.NEXT, hold_ms=500)
    assert binding("two_up").cooldown_ms == 300
    assert binding("two_up").amount == pytest.approx(0.05), "the usual step"
    assert binding("like").command is None


def test_a_gesture_that_nobody_knows_does_nothing() -> None:
    assert binding("unheard_of") == Binding("unheard_of", "unheard_of")


def test_a_change_touches_only_what_it_names() -> None:
    assert binding("peace", "bindings.peace.hold_ms=900") == Binding("peace", "Victory", Command.NEXT, hold_ms=900)


def test_a_gesture_can_be_switched_off_and_keeps_what_it_was() -> None:
    assert binding("peace", "bindings.peace.enabled=no").command is None
    assert binding("peace", "bindings.peace.enabled=yes").command is Command.NEXT


def test_another_command_brings_its_own_usual_amount() -> None:
    assert binding("two_up", "bindings.two_up.command=seek_back").amount == pytest.approx(10.0)
    assert binding("two_up", "bindings.two_up.command=mute").amount is None
    own = ("bindings.two_up.command=seek_back", "bindings.two_up.amount=30")
    assert binding("two_up", *own).amount == pytest.approx(30.0)


def test_setting_the_volume_to_nothing_in_particular_is_the_dial() -> None:
    assert binding("like", "bindings.like.command=set_volume").mode is TriggerMode.CONTINUOUS
    half = ("bindings.like.command=set_volume", "bindings.like.amount=0.5")
    assert binding("like", *half).mode is TriggerMode.ONCE


def test_one_hold_time_for_all_gives_way_to_one_for_a_gesture() -> None:
    both = ("engine.hold_ms=400", "bindings.peace.hold_ms=900")
    assert binding("two_up", *both).hold_ms == 400
    assert binding("peace", *both).hold_ms == 900


@pytest.mark.parametrize(
    ("player", "name"),
    [("Castbox", "podcast"), ("GNOME Podcasts", "podcast"), ("Spotify", None), ("", None)],
)
def test_a_profile_is_chosen_by_a_part_of_the_players_title(player: str, name: str | None) -> None:
    profile = profile_for(with_changes(Settings(), PODCASTS), NowPlaying(player))
    assert (profile and profile.name) == name


def test_a_profile_without_players_is_never_chosen() -> None:
    settings = with_changes(Settings(), ["profiles.empty.bindings.peace.command=mute"])
    assert profile_for(settings, NowPlaying("VLC", ("file:///a.mp3",))) is None


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (PlayerState(address="https://open.spotify.com/Episode/4711"), "podcast"),
        (PlayerState(track="spotify:episode:4711"), "podcast"),
        (PlayerState(track="/com/spotify/track/4711", genres=("News", "Podcast")), "podcast"),
        (PlayerState(track="/com/spotify/track/4711", address="https://open.spotify.com/track/4711"), "music"),
        (PlayerState(title="My favourite podcast"), "music"),
        (PlayerState(), "music"),
    ],
)
def test_what_is_played_counts_before_who_plays_it(state: PlayerState, name: str) -> None:
    changes = ["profiles.music.players=spotify", "profiles.podcast.tracks=/episode/, :episode:, podcast"]
    profile = profile_for(with_changes(Settings(), changes), now_playing(state, "Spotify"))
    assert (profile and profile.name) == name


def test_the_profile_has_the_last_word() -> None:
    changes = ("bindings.peace.command=mute", "bindings.peace.hold_ms=900", *PODCASTS)
    assert binding("peace", *changes, player="VLC").command is Command.MUTE
    podcast = binding("peace", *changes, player="Castbox")
    assert (podcast.command, podcast.amount, podcast.hold_ms) == (Command.SEEK_FORWARD, 30.0, 900)


def test_an_idle_hand_can_never_order() -> None:
    assert binding("no_gesture", "bindings.no_gesture.command=mute").command is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("bindings.paece.hold_ms=1", "There is no gesture paece that could mean something; did you mean peace?"),
        (
            "profiles.x.bindings.qqq.hold_ms=1",
            "There is no gesture qqq that .*; there are: peace, two_up, like, swipe_left.",
        ),
        ("engine.arming_gesture=paece", "There is no gesture paece to hold up; did you mean peace?"),
        ("engine.disarming_gesture=no_gesture", "There is no gesture no_gesture to hold up"),
        (
            "engine.arming_gesture=swipe_left",
            "There is no gesture swipe_left to hold up; there are: peace, two",
        ),
        ("engine.swipe_gesture=swipe_left", "There is no gesture swipe_left to hold up"),
        ("bindings.no_gesture.command=mute", "There is no gesture no_gesture that could mean something"),
    ],
)
def test_a_binding_of_no_gesture_is_told_of(key: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        check_gestures(VOCABULARY, with_changes(Settings(), [key]))


def test_bindings_of_known_gestures_are_fine() -> None:
    check_gestures(VOCABULARY, with_changes(Settings(), ["bindings.like.command=mute", *PODCASTS]))
    check_gestures(VOCABULARY, with_changes(Settings(), ["engine.arming_gesture=like"]))


def test_all_bindings_come_in_the_order_of_the_vocabulary() -> None:
    assert [entry.gesture for entry in default_bindings(VOCABULARY)] == list(VOCABULARY)


def test_no_change_changes_nothing() -> None:
    settings = with_changes(Settings(), ["bindings.peace.hold_ms=1", "bindings.like.command=mute"])
    plain = Binding("palm", "Open palm", Command.PLAY_PAUSE, hold_ms=700)
    assert changed(plain, settings.bindings["peace"]).command is Command.PLAY_PAUSE
