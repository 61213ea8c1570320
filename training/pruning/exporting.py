"""Says in a sentence why a network cannot be written as ONNX, where torch says it in many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from training.errors import CheckpointError
from training.pruning.hardware import ALLOCATOR_SAYS

SENTENCE = re.compile(r".+?[.:!](?=\s|$)")  # torch goes on about whom to ask for help


@contextmanager
def failure_told(network: nn.Module, advice: str) -> Iterator[None]:
    """Turn what torch raises while it exports a network into a sentence.

    Args:
        advice: What to do, such as to leave something out.

    Raises:
        CheckpointError: It raised something; where memory ran out that is passed on as it is.
    """
    try:
        with _no_dump():
            yield
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:  # of tracing, and all that the exporter raises of its own
        if any(words in str(error) for words in ALLOCATOR_SAYS):
            raise
        reason = _first_sentence(str(error)) or type(error).__name__
        raise CheckpointError(f"{type(network).__name__} cannot be written as ONNX ({reason}); {advice}.") from error


@contextmanager
def _no_dump() -> Iterator[None]:
    """Keep torch from printing the whole graph where it gives up.

    WORKAROUND: torch 2.14 turns that log on whatever is said, and prints on the stream that other programs read.
    """
    log = torch._C._jit_onnx_log
    torch._C._jit_onnx_log = lambda *_words: None
    try:
        yield
    finally:
        torch._C._jit_onnx_log = log


def _first_sentence(text: str) -> str:
    """The first sentence of the first line, without its stop."""
    line = text.strip().partition("\n")[0]
    found = SENTENCE.match(line)
    return (found.group() if found else line).rstrip(".:! ")
