"""The network that tells left hands from right ones: where it lies and what its card says of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.paths import assets_folder

FOLDER = "handedness"  # not among the models: those find hands
CARD = "card.toml"


@dataclass(frozen=True, slots=True)
class HandednessCard:
    """What must be known to show it a hand."""

    file: Path  # the .onnx
    side_px: int  # of the square that it sees
    context: float  # side of that square in the picture, in long sides of the hand's box


def read_handedness_card(folder: Path | None = None) -> HandednessCard:
    """The card of the network that came with the app, or of another folder.

    Raises:
        ModelError: It is not there, or makes no sense.
    """
    folder = folder or assets_folder() / FOLDER
    path = folder / CARD
    try:
        card = tomllib.loads(path.read_text(encoding="utf-8"))
        return HandednessCard(folder / str(card["file"]), int(card["side_px"]), float(card["context"]))
    except OSError as error:
        raise ModelError(
            f"The network that tells left hands from right ones cannot be read at {path} ({error.strerror}); "
            "reinstall the app."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise ModelError(f"The card {path} cannot be understood ({reason}); reinstall the app.") from None
