"""The key that ends a kiosk: kept only as a salted hash, typed blindly, and slow to guess."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable

METHOD = "scrypt"
COST, BLOCK, PARALLEL = 2**14, 8, 1  # 16 MiB and some hundredths of a second for each guess
SALT_BYTES = 16
LONGEST = 64  # characters of a key; more than that is somebody leaning on the keyboard
FREE_TRIES = 3
PENALTY_S = 30.0  # after each wrong key from then on


def hash_key(key: str, salt: bytes) -> str:
    """The line that a kiosk file keeps instead of the key."""
    return "$".join((METHOD, _text(salt), _text(_digest(key, salt))))


def is_hash(text: str) -> bool:
    """Whether a line was made by `hash_key`."""
    return _parts(text) is not None


def fits(key: str, hashed: str) -> bool:
    """Whether a key is the one that was hashed."""
    parts = _parts(hashed)
    return parts is not None and hmac.compare_digest(_digest(key, parts[0]), parts[1])


class Lock:
    """Collects what is typed until Enter and tells whether it was the key.

    Args:
        hashed: From the kiosk file; empty means that no key fits.
        now_s: A monotonic clock.
    """

    def __init__(self, hashed: str, now_s: Callable[[], float]) -> None:
        self._hashed = hashed
        self._now_s = now_s
        self._typed = ""
        self._wrong = 0
        self._shut_until_s = -float("inf")

    def type(self, text: str) -> None:
        """Take what a key press has typed; nothing is taken while the lock makes somebody wait."""
        if text.isprintable() and self._now_s() >= self._shut_until_s:
            self._typed = (self._typed + text)[-LONGEST:]

    def enter(self) -> bool:
        """Whether all that was typed since the last time is the key."""
        typed, self._typed = self._typed, ""
        if not typed or not self._hashed or self._now_s() < self._shut_until_s:
            return False
        if fits(typed, self._hashed):
            return True
        self._wrong += 1
        if self._wrong >= FREE_TRIES:
            self._shut_until_s = self._now_s() + PENALTY_S
        return False


def _digest(key: str, salt: bytes) -> bytes:
    return hashlib.scrypt(key.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=2**26)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _parts(text: str) -> tuple[bytes, bytes] | None:
    """Salt and digest of a hashed key; None where it is none."""
    method, *parts = text.split("$")
    if method != METHOD or len(parts) != 2:
        return None
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in parts)
    except binascii.Error:
        return None
    return (salt, digest) if salt and digest else None
