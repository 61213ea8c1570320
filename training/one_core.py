"""The one OpenVINO core of this process."""

from __future__ import annotations

import functools

import openvino


@functools.cache
def openvino_core() -> openvino.Core:
    """What reads and compiles networks; never let go of.

    WORKAROUND: OpenVINO's plug-in gives the thread that loads it a stack for signals, and takes that away when it is
    unloaded, on whatever thread that happens; for a lost cycle of objects, that is the one that just collects garbage.
    The next signal, such as Ctrl-C, would then be a segmentation fault without a word.
    """
    return openvino.Core()
