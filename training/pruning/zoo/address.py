"""Reads the addresses of networks that come from outside: `KIND:NAME`, `KIND:NAME@DATA`, `KIND:NAME@DATA@PIXELS`.

A file needs no kind: `model.onnx`, `best.pt`, `default.safetensors`.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.errors import RecipeError

TIMM, TORCHVISION, ONNX, YOLO = "timm", "torchvision", "onnx", "yolo"
SUFFIXES = {".onnx": ONNX, ".pt": YOLO, ".safetensors": YOLO}
HANDS = "hands"  # what a detector is shown if no data are named
UNTRAINED = ".untrained"  # after the name of an architecture: random weights instead of learned ones


@dataclass(frozen=True, slots=True)
class Address:
    """Where a network comes from, and what it is shown."""

    word: str  # as it was given
    kind: str
    name: str
    data: str  # empty: what is usual for the kind
    side_px: int | None = None  # None: as the network wants it

    @property
    def is_untrained(self) -> bool:
        """Whether random weights were asked for."""
        return self.name.endswith(UNTRAINED)

    @property
    def architecture(self) -> str:
        """The name without that."""
        return self.name.removesuffix(UNTRAINED)


def read_address(word: str) -> Address | None:
    """The address in a word; None if it is none.

    Raises:
        RecipeError: It lacks a name, or its size is no number.
    """
    name, _, rest = word.partition("@")
    kind, colon, own = name.partition(":")
    if not (colon and kind in (TIMM, TORCHVISION)):
        found = next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), None)
        if found is None:
            return None
        kind, own = found, name
    if not own.removesuffix(UNTRAINED):
        raise RecipeError(f"{word} names no network; write {kind}:NAME, such as {kind}:resnet18.")
    data, _, side = rest.partition("@")
    return Address(word, kind, own, data, _pixels(side, word))


def _pixels(text: str, word: str) -> int | None:
    """A size as it was said."""
    if not text:
        return None
    if not text.isdigit() or int(text) == 0:
        raise RecipeError(f"What follows the second @ of {word} is a size in pixels, not {text!r}.")
    return int(text)
