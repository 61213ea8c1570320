from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gesture_app.core.errors import PlayerError, PlayerStartingError
from gesture_app.core.player import PlayerInfo, PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.core.video_picture import VideoPicture
from gesture_app.workers import actuator as module
from gesture_app.workers.actuator import Actuator, ActuatorEvents
from tests.players.fake_player import FakePlayer, kind_of
from tests.players.private_bus import wait_until

WAIT_S = 60.0  # ends a test that hangs
NEXT, PAUSE = Order(Command.NEXT), Order(Command.PAUSE)


class Stage:
    """An actuator with two fake players, and everything that it told."""

    def __init__(self) -> None:
        self.fake, self.other, self.keys = FakePlayer(), FakePlayer("Other"), FakePlayer("Media keys")
        self.outcomes: queue.Queue = queue.Queue()
        self.errors: queue.Queue = queue.Queue()
        self.states: queue.Queue = queue.Queue()
        kinds = {
            "fake": kind_of(lambda: self.fake, "fake", PlayerInfo("fake:1", "Fake")),
            "other": replace(kind_of(lambda: self.other, "other"), hears_keys=False),
            "media_keys": kind_of(lambda: self.keys, "media_keys"),
        }
        events = ActuatorEvents(
            self.outcomes.put, self.errors.put, lambda state, title: self.states.put((state, title))
        )
        self.actuator = Actuator(kinds, events)

    def begin(self, order: Order) -> None:
        """Have the player begin with an order, which it holds."""
        self.fake.holds = True
        self.actuator.submit(order)
        wait_until(lambda: self.fake.received == [order], WAIT_S, "The player was not told.")

    def order(self, order: Order):
        self.actuator.submit(order)
        return self.outcomes.get(timeout=WAIT_S)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(module, "POLL_S", 0.05)
    for limit in ("STALE_S", "ORDER_LIMIT_S", "LIST_LIMIT_S"):  # a busy machine shall pass none of them
        monkeypatch.setattr(module, limit, WAIT_S)
    stage = Stage()
    stage.actuator.undo_window_s = WAIT_S
    stage.actuator.start()
    stage.actuator.choose(PlayerRequest("fake"))
    stage.states.get(timeout=WAIT_S)
    yield stage
    stage.actuator.close()


def test_an_order_is_carried_out_and_told(stage):
    outcome = stage.order(PAUSE)
    assert (outcome.obeyed, outcome.text) == (True, "Fake paused.")


def test_the_state_is_told_again_and_again(stage):
    stage.order(PAUSE)
    while stage.states.get(timeout=WAIT_S)[0].playback is not Playback.PAUSED:
        pass  # told before the order
    assert stage.states.get(timeout=WAIT_S)[0].playback is Playback.PAUSED


def test_submitting_never_waits_for_the_player(stage):
    stage.begin(PAUSE)
    stage.actuator.submit(NEXT)
    assert stage.outcomes.empty()
    stage.fake.holds = False
    assert [stage.outcomes.get(timeout=WAIT_S).obeyed for _ in range(2)] == [True, True]


def test_closing_does_not_wait_for_a_player_that_hangs(stage):
    stage.begin(PAUSE)
    stage.actuator.close()
    assert stage.fake.holds  # to this moment
    assert stage.fake.is_closed
    assert not [thread for thread in threading.enumerate() if thread.name == "actuator"]


def test_after_closing_nothing_happens_and_nothing_breaks(stage):
    stage.actuator.close()
    stage.actuator.close()
    stage.actuator.submit(PAUSE)
    stage.actuator.undo_last()
    assert stage.fake.received == []


def test_an_actuator_that_never_started_can_be_closed():
    Stage().actuator.close()


def test_after_the_end_there_are_no_players():
    actuator = Stage().actuator
    actuator.close()
    assert actuator.list_players().result(0) == ()


def test_an_order_that_takes_too_long_is_given_up(stage, monkeypatch):
    monkeypatch.setattr(module, "ORDER_LIMIT_S", 0.1)
    stage.fake.hang_s = 60
    outcome = stage.order(PAUSE)
    assert (outcome.obeyed, outcome.text) == (False, "Fake takes too long; restart it.")


def test_orders_that_waited_too_long_come_no_more_as_a_surprise(stage, monkeypatch):
    stage.begin(PAUSE)
    monkeypatch.setattr(module, "STALE_S", 0.1)
    stage.actuator.submit(NEXT)
    time.sleep(0.15)
    stage.fake.holds = False
    assert stage.outcomes.get(timeout=WAIT_S).obeyed is True
    late = stage.outcomes.get(timeout=WAIT_S)
    assert late.text == "Fake was not told 'next': the order before it took too long."
    assert stage.fake.received == [PAUSE]


def test_every_order_of_a_flood_gets_its_outcome(stage):
    stage.begin(PAUSE)
    for _ in range(30):
        stage.actuator.submit(NEXT)
    texts = [stage.outcomes.get(timeout=WAIT_S).text for _ in range(30 - module.QUEUE_SIZE)]
    assert set(texts) == {"Fake was not told 'next': too many orders wait."}
    stage.fake.holds = False
    assert all(stage.outcomes.get(timeout=WAIT_S).obeyed for _ in range(1 + module.QUEUE_SIZE))


def test_a_player_that_fails_gives_an_outcome_and_the_next_order_works(stage):
    stage.fake.send_error = "Fake refused."
    assert stage.order(PAUSE).text == "Fake refused."
    stage.fake.send_error = None
    assert stage.order(PAUSE).obeyed is True


def test_a_lost_player_is_told_once_and_found_again(stage):
    stage.fake.open_error = "Fake is gone; start it again."
    assert str(stage.errors.get(timeout=WAIT_S)) == "Fake is gone; start it again."
    time.sleep(0.2)
    assert stage.errors.empty()
    while not stage.states.empty():
        stage.states.get()
    stage.fake.open_error = None
    assert stage.states.get(timeout=WAIT_S)[1] == "Fake"
    assert stage.order(PAUSE).obeyed is True


def test_a_player_that_ends_while_it_starts_is_told_too(stage):
    stage.fake.open_error = PlayerStartingError("Fake is still starting; wait a moment.")
    assert str(stage.errors.get(timeout=WAIT_S)) == "Fake is still starting; wait a moment."
    stage.fake.open_error = "Fake has ended; choose it again."
    assert str(stage.errors.get(timeout=WAIT_S)) == "Fake has ended; choose it again."
    time.sleep(0.2)
    assert stage.errors.empty()


def test_another_player_can_be_chosen(stage):
    stage.actuator.choose(PlayerRequest("other"))
    assert stage.order(PAUSE).player == "Other"
    assert stage.fake.is_closed


def test_a_player_that_there_is_not_is_refused_with_those_there_are(stage):
    with pytest.raises(PlayerError, match="no player called winamp; there are: fake, media_keys, other"):
        stage.actuator.choose(PlayerRequest("winamp"))


def test_players_are_listed_while_an_order_hangs(stage):
    stage.begin(PAUSE)
    assert stage.actuator.list_players().result(WAIT_S) == (PlayerInfo("fake:1", "Fake"),)
    assert stage.outcomes.empty()
    stage.fake.holds = False
    assert stage.outcomes.get(timeout=WAIT_S).obeyed is True


def test_an_order_can_be_taken_back(stage):
    stage.order(NEXT)
    stage.actuator.undo_last()
    undone = stage.outcomes.get(timeout=WAIT_S)
    assert undone.obeyed is True
    assert undone.text.startswith("Back to “Morning”")


def test_steps_in_a_row_are_taken_back_together(stage):
    volume = stage.order(Order(Command.VOLUME_UP, 0.1)).before.volume
    stage.order(Order(Command.VOLUME_UP, 0.1))
    stage.actuator.undo_last()
    assert stage.outcomes.get(timeout=WAIT_S).after.volume == pytest.approx(volume)


@pytest.mark.parametrize("command", [Command.PLAY_PAUSE, Command.MUTE, Command.FULLSCREEN])
def test_of_two_toggles_in_a_row_the_last_one_is_taken_back(stage, command):
    stage.order(Order(command))
    once = stage.order(Order(command)).before
    stage.actuator.undo_last()
    after = stage.outcomes.get(timeout=WAIT_S).after
    assert [after.playback, after.is_muted, after.is_fullscreen] == [once.playback, once.is_muted, once.is_fullscreen]


def test_undo_comes_too_late_after_its_window(stage):
    stage.actuator.undo_window_s = 0.05
    stage.order(NEXT)
    time.sleep(0.1)
    stage.actuator.undo_last()
    assert "nothing to undo" in str(stage.errors.get(timeout=WAIT_S))


def test_without_a_player_an_order_says_that_none_is_chosen():
    stage = Stage()
    stage.actuator.start()
    try:
        assert stage.order(PAUSE).text == "The player was not told 'pause': none is chosen yet."
    finally:
        stage.actuator.close()


def test_media_keys_help_where_they_are_allowed(stage):
    stage.fake.is_deaf, stage.keys.inner = True, stage.fake.inner
    assert stage.order(NEXT).text == "Fake did not react to 'next'."
    assert stage.keys.received == []
    stage.actuator.choose(PlayerRequest("fake", may_press_keys=True))
    assert stage.order(NEXT).text == "Fake did not react, used the media key."
    stage.actuator.choose(PlayerRequest("fake"))
    assert stage.order(NEXT).text == "Fake did not react to 'next'."
    assert stage.keys.is_closed


def test_no_media_key_is_pressed_for_a_player_that_hears_none(stage):
    stage.other.is_deaf = True
    stage.actuator.choose(PlayerRequest("other", may_press_keys=True))
    assert stage.order(NEXT).text == "Other did not react to 'next'."
    assert stage.keys.received == []


def test_only_a_player_inside_this_app_has_a_picture(stage):
    assert stage.actuator.picture() is None
    stage.other.picture = VideoPicture()
    stage.actuator.choose(PlayerRequest("other"))
    stage.order(PAUSE)
    assert stage.actuator.picture() is stage.other.picture
