from __future__ import annotations

import pytest

from gesture_app.core.kiosk_lock import FREE_TRIES, LONGEST, PENALTY_S, Lock, fits, hash_key, is_hash

HASHED = hash_key("2468", b"sixteen bytes ok")


class Time:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def typed(lock: Lock, key: str) -> bool:
    for letter in key:
        lock.type(letter)
    return lock.enter()


def test_a_key_fits_its_hash_and_no_other_does() -> None:
    assert fits("2468", HASHED)
    assert not fits("2469", HASHED)
    assert not fits("", HASHED)


def test_the_hash_does_not_hold_the_key_and_differs_by_its_salt() -> None:
    assert "2468" not in HASHED
    assert hash_key("2468", b"another salt") != HASHED


@pytest.mark.parametrize("text", ["", "2468", "scrypt$a", "scrypt$!$!", "scrypt$$", "md5$YQ==$YQ=="])
def test_what_is_no_hash_is_known_and_fits_nothing(text: str) -> None:
    assert not is_hash(text)
    assert not fits("2468", text)


def test_the_key_and_enter_open_the_lock() -> None:
    assert typed(Lock(HASHED, Time()), "2468")


def test_what_was_typed_before_enter_counts_and_what_came_before_that_is_forgotten() -> None:
    lock = Lock(HASHED, Time())
    assert not typed(lock, "12")
    assert typed(lock, "2468")
    assert not typed(lock, "92468")


def test_keys_that_type_nothing_are_ignored() -> None:
    lock = Lock(HASHED, Time())
    for text in ("", "\x1b", "\t"):
        lock.type(text)
    assert typed(lock, "2468")


def test_without_a_hash_no_key_fits() -> None:
    assert not typed(Lock("", Time()), "2468")
    assert not typed(Lock("", Time()), "")


def test_leaning_on_the_keyboard_keeps_little(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock(hash_key("a" * LONGEST, b"salt"), Time())
    assert typed(lock, "a" * 10 * LONGEST)


def test_after_some_wrong_keys_the_right_one_has_to_wait() -> None:
    now = Time()
    lock = Lock(HASHED, now)
    for _ in range(FREE_TRIES):
        assert not typed(lock, "0")
    assert not typed(lock, "2468")
    now.now_s += PENALTY_S
    assert typed(lock, "2468")
