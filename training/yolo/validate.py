"""Scores a model, whatever it is: a folder in assets/models, an .onnx file or a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.data.store import PictureStore, load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder, resolve
from training.errors import CheckpointError, DataError
from training.yolo.checkpoint import labels_of, load_network
from training.yolo.evaluate import PictureResult, RawModel, Scores, predict, score, torch_model
from training.yolo.export import MODEL_FILE, read_facts
from training.yolo.onnx_model import onnx_model
from training.yolo.weights_file import PASSED_ON

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that can be measured."""

    path: Path
    names: tuple[str, ...]
    input_px: int
    run: RawModel


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """What a model did on a split."""

    names: tuple[str, ...]
    folder: Path  # of the data
    pictures: tuple[Path, ...]  # in the order of the store
    store: PictureStore
    results: list[PictureResult]
    scores: Scores


def models_folder() -> Path:
    """Where the networks lie that come with the project: in a checkout, or inside the installed app."""
    checkout = PACKAGE.parent / "assets" / "models"
    return checkout if checkout.is_dir() else PACKAGE.parent / "gesture_app" / "assets" / "models"


def load_model(name: str, input_px: int | None) -> LoadedModel:
    """Load a model by the name of its folder or by a path.

    Args:
        input_px: Long side that it shall see; None: what it was exported for, 416 for a checkpoint.

    Raises:
        CheckpointError: There is no such model, or it cannot be read.
    """
    path = Path(name).expanduser()
    if not path.exists():
        path = models_folder() / name
    if path.is_dir():
        path = path / MODEL_FILE
    if not path.is_file():
        known = sorted(folder.name for folder in models_folder().glob("*") if folder.is_dir())
        raise CheckpointError(f"There is no model called {name}; there are: {', '.join(known) or 'none'}.")
    if path.suffix in (".pt", PASSED_ON):
        network = load_network(path)
        return LoadedModel(path, tuple(labels_of(network)), input_px or 416, torch_model(network))
    facts = read_facts(path)
    return LoadedModel(path, facts.names, input_px or facts.input_px, onnx_model(path))


def validate(model: LoadedModel, data: str, split: str) -> Validation:
    """Score a model on a split of a YOLO-layout folder.

    Raises:
        DataError: The folder, the split or the pictures are not there, or the classes differ.
    """
    folder = read_folder(resolve(data))
    if folder.names != model.names:
        raise DataError(
            f"{data} has the classes {', '.join(folder.names)}, but {model.path} knows {', '.join(model.names)}."
        )
    labelled = labelled_pictures(folder, split)
    store = load_pictures(labelled, model.input_px)
    results = predict(model.run, store, model.input_px)
    pictures = tuple(picture.path for picture in labelled)
    return Validation(model.names, folder.root, pictures, store, results, score(results, model.names))
