"""Takes a network into the user's library: a folder with the network and its card, there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import tomlkit

from gesture_app.core.errors import LabError
from gesture_app.core.models import CARD, ModelCard


def new_card(card: ModelCard) -> str:
    """The text of a card for a network that came without one; nobody has scored it yet."""
    facts = {"title": card.title, "file": card.file.name, "labels": list(card.labels), "input_px": card.input_px}
    return tomlkit.dumps(facts)


def install(card: ModelCard, text: str, root: Path) -> Path:
    """Copy a network and its card into a folder of their own; gives that folder.

    Args:
        card: Whose file is copied; the folder is called as it is, with a number where that is taken.
        text: What stands in the card.
        root: Where the user's networks lie.

    Raises:
        LabError: It cannot be copied; nothing is left behind.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".taken-in-") as name:
            whole = Path(name) / card.name
            whole.mkdir()
            shutil.copyfile(card.file, whole / card.file.name)
            (whole / CARD).write_text(text, encoding="utf-8")
            return whole.rename(_free(root, card.name))
    except OSError as error:
        raise LabError(f"{card.file} cannot be copied to {root} ({error.strerror}); make room there.") from error


def _free(root: Path, wanted: str) -> Path:
    """A folder that there is none of yet."""
    folder, number = root / wanted, 1
    while folder.exists():
        number += 1
        folder = root / f"{wanted}-{number}"
    return folder
