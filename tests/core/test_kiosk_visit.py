from __future__ import annotations

from gesture_app.core.kiosk_visit import LINGER_S, Scene, Visit

RESET_S = 60.0


def raise_hand(visit: Visit, start_s: float, seconds: float) -> float:
    """Show a hand 30 times a second; gives when it was seen last."""
    frames = round(seconds * 30)
    for index in range(frames + 1):
        visit.note_hand(start_s + index / 30)
    return start_s + frames / 30


def test_nobody_is_there_at_first() -> None:
    assert Visit(RESET_S).scene(0.0) is Scene.ATTRACT


def test_a_hand_ends_the_invitation_and_the_film_remains_when_it_is_lowered() -> None:
    visit = Visit(RESET_S)
    last_s = raise_hand(visit, 10.0, 1.0)
    assert visit.scene(last_s) is Scene.HAND
    assert visit.scene(last_s + LINGER_S) is Scene.HAND
    assert visit.scene(last_s + LINGER_S + 0.1) is Scene.FILM


def test_a_shadow_of_a_moment_is_no_visitor() -> None:
    visit = Visit(RESET_S)
    for second in range(10):
        last_s = raise_hand(visit, second, 0.1)
        assert visit.scene(last_s) is Scene.ATTRACT


def test_an_order_is_a_visitor_whatever_was_seen() -> None:
    visit = Visit(RESET_S)
    visit.note_order(3.0)
    assert visit.scene(3.0) is Scene.HAND


def test_the_visit_ends_once_after_the_time_without_anybody() -> None:
    visit = Visit(RESET_S)
    last_s = raise_hand(visit, 0.0, 1.0)
    assert not visit.ends(last_s + RESET_S - 0.1)
    assert visit.scene(last_s + RESET_S - 0.1) is Scene.FILM
    assert visit.ends(last_s + RESET_S)
    assert visit.scene(last_s + RESET_S) is Scene.ATTRACT
    assert not visit.ends(last_s + 2 * RESET_S)


def test_a_hand_in_between_begins_the_time_anew() -> None:
    visit = Visit(RESET_S)
    raise_hand(visit, 0.0, 1.0)
    last_s = raise_hand(visit, 50.0, 1.0)
    assert not visit.ends(70.0)
    assert visit.ends(last_s + RESET_S)


def test_where_nobody_was_nothing_has_to_be_put_back() -> None:
    assert not Visit(RESET_S).ends(10 * RESET_S)


def test_the_next_visitor_is_welcome() -> None:
    visit = Visit(RESET_S)
    visit.ends(raise_hand(visit, 0.0, 1.0) + RESET_S)
    assert visit.scene(raise_hand(visit, 100.0, 1.0)) is Scene.HAND
