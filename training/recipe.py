"""A recipe: one short TOML file that says everything about one training run."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from training.data.geometry import AugmentOptions
from training.errors import RecipeError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# The last epochs show pictures nearly as a camera does, so that the network ends on what it will see.
CLOSING = AugmentOptions(mosaic=0.0, paste=0.0, decoy=0.0, min_scale=0.8, max_scale=1.4, photometric=0.6)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run. Paths are taken as they are or under GESTURE_DATA."""

    name: str = "yolov5s"
    architecture: str = "yolov5s.yaml"  # an ultralytics model description
    weights: str = ""  # a checkpoint to start from; empty: from scratch
    data: str = "hands"  # YOLO-layout folder
    without: tuple[str, ...] = ()  # picture folders of its `train` split to leave out, by name
    extra: tuple[str, ...] = ()  # further YOLO-layout folders whose `train` split joins in
    hand_crops: str = ""  # .npz of single hands to paste; empty: none
    input_px: int = 416
    epochs: int = 100
    epoch_pictures: int = 3400  # pictures painted for one epoch
    minutes: float = 0.0  # stop after this long with the schedule fitted to it; 0: run all epochs
    batch: int = 64
    optimizer: str = "SGD"
    learning_rate: float = 0.01
    final_rate: float = 0.01  # share of the learning rate left at the end of the cosine
    momentum: float = 0.937
    weight_decay: float = 5e-4
    warmup_epochs: float = 3.0
    close_epochs: int = 15  # last epochs without mosaic and pasting
    check_every: int = 10  # epochs between validations and checkpoints
    slim: float = 0.0  # total pull on each batch-norm scale over the run; 0: no slimming
    group_sparsity: float = 0.0  # strength of DepGraph's regulariser; 0: none
    distill: float = 0.0  # weight of the loss to a dense teacher; 0: none
    teacher: str = ""  # its checkpoint, or its name in training/weights
    balance: float = 0.5  # 0: pictures as they come; 1: classes evenly
    seed: int = 0
    workers: int = 4  # processes that plan pictures ahead; 0: none
    device: str = ""  # "cpu", "0", "1"; empty: a GPU if there is one, and with torchrun one for each process
    augment: AugmentOptions = field(default_factory=AugmentOptions)
    closing: AugmentOptions = field(default_factory=lambda: CLOSING)


def read_recipe(path: Path, changes: Mapping[str, object]) -> Recipe:
    """Read a recipe and change some of its values.

    Args:
        changes: Values from the command line; a dotted key reaches into a table ("augment.mosaic").

    Raises:
        RecipeError: The file is missing, is not TOML, or names something that a recipe does not have.
    """
    return make_recipe(read_values(path, changes), str(path))


def read_values(path: Path, changes: Mapping[str, object]) -> dict[str, object]:
    """The values of a TOML file with some of them changed, as `read_recipe` changes them; no name is checked.

    Raises:
        RecipeError: The file is missing or is not TOML, or a change reaches into what is no table.
    """
    try:
        values: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"There is no recipe at {path}.") from None
    except OSError as error:
        raise RecipeError(f"The recipe {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"The recipe {path} is not TOML: {error}.") from None
    for key, value in changes.items():
        table, _, name = key.rpartition(".")
        inner = values.setdefault(table, {}) if table else values
        if not isinstance(inner, dict):
            raise RecipeError(f"{key} cannot be set: {table} is a value in {path}, not a table.")
        inner[name] = value
    return values


def make_recipe(values: Mapping[str, object], origin: str) -> Recipe:
    """Build a recipe from plain values, checking every name and type.

    Raises:
        RecipeError: A name is unknown or a value is of the wrong type.
    """
    plain = dict(values)
    tables = {
        key: _options(plain.pop(key), usual, f"{origin}, [{key}]")
        for key, usual in (("augment", AugmentOptions()), ("closing", CLOSING))
        if key in plain
    }
    return dataclasses.replace(Recipe(), **checked(plain, Recipe(), origin), **tables)  # type: ignore[arg-type]


def _options(values: object, usual: AugmentOptions, origin: str) -> AugmentOptions:
    """One table of augmentation options; what it does not name stays as usual."""
    if not isinstance(values, dict):
        raise RecipeError(f"{origin} must be a table.")
    return dataclasses.replace(usual, **checked(values, usual, origin))  # type: ignore[arg-type]


def checked(values: Mapping[str, object], example: DataclassInstance, origin: str) -> dict[str, object]:
    """The values with their types made those of the example's fields.

    Raises:
        RecipeError: A name is unknown or a value is of the wrong type.
    """
    known = {field.name for field in dataclasses.fields(example)}
    usable: dict[str, object] = {}
    for key, value in values.items():
        if key not in known:
            raise RecipeError(f"{origin}: there is no {key!r}; there are {', '.join(sorted(known))}.")
        wanted = type(getattr(example, key))
        try:
            usable[key] = _made(wanted, value)
        except (TypeError, ValueError):
            name = "a list" if wanted is tuple else wanted.__name__
            raise RecipeError(f"{origin}: {key} must be {name}, not {value!r}.") from None
    return usable


def _made(wanted: type, value: object) -> object:
    """A value as the wanted type; one that would lose something by it, or come apart into letters, is refused."""
    if wanted is tuple and not isinstance(value, list | tuple):
        raise TypeError
    made = wanted(value)
    if wanted is int and made != value:
        raise ValueError
    return made
