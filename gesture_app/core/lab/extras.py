"""What must be installed before a network can be pruned, and the one line that does it. Imports none of it."""

from __future__ import annotations

import importlib
import shlex
from collections.abc import Callable, Iterable, Sequence
from importlib import util

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.lab_job import JobOrder

PACKAGE = "gesture-app"
KIND = "install"  # of the job that does it
# What is imported, by extra; without one of these nothing of that extra works.
MODULES = {
    "train": ("torch", "torchvision", "torch_pruning", "ultralytics", "onnx"),
    "suite": ("transformers", "peft", "diffusers", "sklearn"),
}
_BIG = (Family.LANGUAGE, Family.DIFFUSION)

Has = Callable[[str], bool]


def has_module(name: str) -> bool:
    """Whether a module is installed; asked anew each time, since it may have been installed a moment ago."""
    importlib.invalidate_caches()
    return util.find_spec(name) is not None


def missing_extras(family: Family, has: Has = has_module) -> tuple[str, ...]:
    """The extras that pruning a network of this family still needs."""
    wanted = ("train", "suite") if family in _BIG else ("train",)
    return tuple(extra for extra in wanted if not all(has(module) for module in MODULES[extra]))


def install_words(extras: Iterable[str], required: Callable[[str], Sequence[str] | None]) -> tuple[str, ...]:
    """The job that installs some extras: `pip install` and what they name.

    Args:
        required: What a package requires, as `importlib.metadata.requires` tells it.
    """
    try:
        lines = required(PACKAGE) or ()
    except ModuleNotFoundError:  # the app runs from its folder and was never installed
        lines = ()
    named = [_requirement(line) for line in lines if _extra_of(line) in set(extras)]
    return ("pip", "install", *(dict.fromkeys(named) or [f"{PACKAGE}[{','.join(extras)}]"]))


def install_order(title: str, extras: Sequence[str]) -> JobOrder:
    """The job that installs some extras for this Python."""
    from importlib import metadata  # brings modules of the network, which nobody that shows pictures may load

    return JobOrder(title, KIND, install_words(extras, metadata.requires))


def typed(words: Sequence[str], python: str) -> str:
    """The same as one line for a terminal, for this interpreter."""
    return shlex.join((python, "-m", *words))


def _requirement(line: str) -> str:
    """The package and its versions: "torch>=2.6"."""
    return line.partition(";")[0].strip().replace(" ", "")


def _extra_of(line: str) -> str:
    """The extra that a requirement belongs to; empty for one of every install."""
    return line.partition("extra")[2].strip(" ='\"")
