"""Ends work on somebody else's graphs that takes too long or too much memory.

WORKAROUND: torch-pruning 1.6.1 does not come to an end on some networks, and takes gigabytes while it tries.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import psutil
import torch

from training.errors import TrainingError

AGAIN_S = 1.0  # the alarm repeats: a library that catches everything somewhere may swallow the first
TRACE_S, TRACE_MB = 60, 4000  # the networks here take about a second and hardly any memory
OUT_OF_MEMORY = ("not enough memory", "can't allocate memory")  # in the RuntimeErrors of torch


@contextmanager
def tracing() -> Iterator[None]:
    """Guard a search of torch-pruning for coupled layers.

    Raises:
        TrainingError: It took too much, or the layers cannot be followed.
    """
    with guarded("Tracing the network", TRACE_S, TRACE_MB):
        try:
            yield
        except IndexError as error:  # of halves that a network takes apart, such as those of YOLOv8
            raise TrainingError(
                f"torch-pruning cannot follow the layers of this network ({error}); spa and obspa of the suite may."
            ) from error


@contextmanager
def guarded(what: str, seconds: float, megabytes: int) -> Iterator[None]:
    """Let what happens inside take only so much time and further memory; for the main thread.

    Where the system has no alarms (Windows) nothing is guarded, and where CUDA is in use only the time.

    Raises:
        TrainingError: It took more.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TrainingError(f"{what} took longer than {seconds:g} s and was stopped; this network cannot be traced.")

    begun_s = time.monotonic()
    before = signal.signal(signal.SIGALRM, stop)
    left_s, again_s = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_S)
    try:
        with _limited_memory(what, megabytes):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left_s:  # somebody else, such as a time limit of the tests, waits for an alarm; at most it is a little late
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left_s - time.monotonic() + begun_s), again_s)


@contextmanager
def _limited_memory(what: str, megabytes: int) -> Iterator[None]:
    """Let the process grow by so much only; CUDA reserves far more addresses than it uses, so with it by any amount."""
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = psutil.Process().memory_info().vms + megabytes * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (wanted if soft == resource.RLIM_INFINITY else min(wanted, soft), hard))
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not any(words in str(error) for words in OUT_OF_MEMORY):
            raise
        raise TrainingError(f"{what} needed more than {megabytes} MB; this network cannot be traced.") from None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
