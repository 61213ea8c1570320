from __future__ import annotations

import threading

from gesture_app.workers.mailbox import Mailbox


def test_only_the_newest_value_is_kept_and_the_others_are_counted():
    box = Mailbox[int]()
    assert box.put(1)
    assert not box.put(2)
    assert not box.put(3)
    assert box.take() == 3
    assert box.take() is None
    assert box.dropped == 2


def test_putting_says_whether_somebody_must_be_woken():
    box = Mailbox[str]()
    assert box.put("a")
    box.take()
    assert box.put("b")


def test_falsy_values_are_values():
    box = Mailbox[int]()
    box.put(0)
    assert not box.put(1)
    box.take()
    box.put(0)
    assert box.take() == 0


def test_taking_waits_for_a_value():
    box = Mailbox[int]()
    taker: list[int | None] = []
    thread = threading.Thread(target=lambda: taker.append(box.take(5.0)))
    thread.start()
    box.put(4)
    thread.join()
    assert taker == [4]


def test_nothing_is_lost_when_the_putter_waits():
    box = Mailbox[int]()
    taken: list[int] = []

    def take_all() -> None:
        while (value := box.take(5.0)) is not None and value >= 0:
            taken.append(value)

    thread = threading.Thread(target=take_all)
    thread.start()
    for value in [*range(200), -1]:
        assert box.put_when_empty(value, 5.0)
    thread.join()
    assert taken == list(range(200))
    assert box.dropped == 0


def test_waiting_for_an_empty_box_gives_up():
    box = Mailbox[int]()
    box.put(1)
    assert not box.put_when_empty(2, 0.01)
    assert not box.wait_until_empty(0.01)
    assert box.take() == 1
    assert box.wait_until_empty(0.0)


def test_while_more_are_held_nothing_is_lost_and_the_order_stays():
    box = Mailbox[int]()
    box.hold(3)
    for number in (1, 2, 3, 4):
        box.put(number)
    assert [box.take() for _ in range(4)] == [2, 3, 4, None]
    assert box.dropped == 1


def test_what_was_held_is_still_given_out_after_the_release_and_then_there_is_room_for_one():
    box = Mailbox[int]()
    box.hold(5)
    for number in (1, 2, 3):
        box.put(number)
    box.release()
    box.put(4)
    assert [box.take() for _ in range(4)] == [1, 2, 3, 4]
    box.put(5)
    box.put(6)
    assert box.take() == 6
    assert box.dropped == 1


def test_of_several_who_hold_the_last_one_releases():
    box = Mailbox[int]()
    box.hold(5)
    box.hold(5)
    box.release()
    for number in (1, 2, 3):
        box.put(number)
    assert box.dropped == 0
    box.release()
    assert [box.take() for _ in range(4)] == [1, 2, 3, None]


def test_whoever_never_catches_up_gets_the_newest_again_after_a_while(monkeypatch):
    box = Mailbox[int]()
    box.hold(5)
    for number in (1, 2, 3):
        box.put(number)
    monkeypatch.setattr("gesture_app.workers.mailbox.RELEASE_S", 0.0)
    box.release()
    box.put(4)
    assert [box.take(), box.take()] == [4, None]
