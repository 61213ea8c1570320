"""The networks there are: each a folder with model.onnx and a card.toml that says what it can do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import ModelError
from gesture_app.core.paths import models_folder, user_models_folder

CARD = "card.toml"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What card.toml says of one network.

    Its tables: the top level (title, short, file, labels, input_px), `[metrics]` on data never trained on, and free
    tables such as `[data]`, `[training]` and `[licence]`.
    """

    name: str  # of the folder
    title: str
    file: Path  # the .onnx
    labels: tuple[str, ...]
    input_px: int  # long side the network was made for
    metrics: Mapping[str, float | int | str]
    short: str = ""  # the title where there is little room; empty where there is no other


def read_card(folder: Path) -> ModelCard:
    """Read the card of one model folder.

    Raises:
        ModelError: There is no card, or it lacks something.
    """
    path = folder / CARD
    try:
        card = tomllib.loads(path.read_text(encoding="utf-8"))
        file = folder / str(card.get("file", "model.onnx"))
        metrics = card.get("metrics", {})
        if not (isinstance(card["labels"], list) and isinstance(metrics, dict)):
            raise TypeError("labels must be a list and metrics a table")
        labels = tuple(str(label) for label in card["labels"])
        short = str(card.get("short", ""))
        return ModelCard(folder.name, str(card["title"]), file, labels, int(card["input_px"]), metrics, short)
    except FileNotFoundError:
        raise ModelError(f"There is no model card at {path}; pick another model.") from None
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, OSError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise ModelError(f"The model card {path} cannot be understood ({reason}); export the model again.") from None


def model_folders() -> tuple[Path, ...]:
    """All folders that hold a card: the user's own first, then those that came with the app."""
    roots = (user_models_folder(), models_folder())
    return tuple(card.parent for root in roots if root.is_dir() for card in sorted(root.glob(f"*/{CARD}")))


def find_model(name: str) -> ModelCard:
    """Look a model up by its folder's name or by a path to the folder or to the .onnx in it.

    Raises:
        ModelError: There is no such model; the sentence lists those there are.
    """
    path = Path(name).expanduser()
    if path.suffix == ".onnx" and path.is_file():
        return read_card(path.parent)
    if path.is_dir():
        return read_card(path)
    folders = {folder.name: folder for folder in reversed(model_folders())}
    if name not in folders:
        raise ModelError(f"There is no model called {name}; there are: {', '.join(sorted(folders)) or 'none'}.")
    return read_card(folders[name])
