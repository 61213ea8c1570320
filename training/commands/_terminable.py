"""Lets a long run be ended from outside in good order."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does, so that what it started is cleared up, and let both end it soon."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        # Python's last garbage collection looks through all of torch, for a second; what is frozen it leaves alone.
        gc.freeze()
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
