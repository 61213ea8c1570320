"""A task around a detector: a checkpoint of ultralytics (`.pt`) or weights of this project (`.safetensors`)."""

from __future__ import annotations

import copy
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.data.store import PictureStore, load_pictures
from training.data.yolo_folder import YoloFolder, labelled_pictures, read_folder, resolve
from training.errors import DataError, RecipeError
from training.pruning.types import Examples, Family, Split, Task, TrainingPlan
from training.pruning.widths import Widths
from training.pruning.zoo.address import HANDS, Address
from training.pruning.zoo.detector import NOTHING, Detector, Judge
from training.yolo.checkpoint import labels_of, load_network, save_network, with_random_weights
from training.yolo.weights_file import PASSED_ON, find_weights

SIDE_PX = 416  # as the gesture networks are trained
GREY = 114  # beside a picture that is no square, as ultralytics pads it
FILE = "network.pt"
TUNED = TrainingPlan(epochs=5, batch=16, learning_rate=0.005, clip=10.0)
JUDGE = ("val", "test")  # by the first that there is: scores are compared, and on a test split nothing is chosen


@dataclass(frozen=True, slots=True, eq=False)
class Squares:
    """The inputs of a split: decoded pictures in the top left of grey squares, kept as bytes."""

    pixels: Tensor  # (n, 3, side, side) uint8

    def __getitem__(self, chosen: Tensor | slice, /) -> Tensor:
        """Shapes: (places, 3, side, side) float32, 0 to 1."""
        return self.pixels[chosen].float() / 255

    def __len__(self) -> int:
        return len(self.pixels)


def yolo_task(address: Address) -> Task:
    """The task that `FILE.pt[@DATA[@PIXELS]]` or `FILE.safetensors...` names; DATA is a folder in YOLO's layout.

    Raises:
        CheckpointError: The file holds no detector.
        DataError: There are no such pictures, or they are of other classes.
    """
    network = load_network(_file(address.name))
    folder, side_px = read_folder(resolve(address.data or HANDS)), address.side_px or SIDE_PX
    _check(network, folder, side_px)
    bare, judge = Detector(network), Judge(network, side_px, folder.names)
    judged_by = next((split for split in JUDGE if split in folder.splits), JUDGE[0])
    names = {module: name for name, module in bare.named_modules()}

    narrower = Widths(address.name, lambda: copy.deepcopy(bare), torch.zeros(1, 3, side_px, side_px), _forget)

    def build(width: float) -> nn.Module:
        return copy.deepcopy(bare) if width == 1.0 else narrower.at(width)

    return Task(
        name=address.word,
        title=f"The detector {Path(address.name).name}",
        family=Family.CNN,
        data=f"{address.data or HANDS} at {side_px} px, judged by {judged_by}",
        score_name="mAP50-95",
        is_higher_better=True,
        plan=TUNED,
        keep_dense=(_first_layer(bare), *(names[layer] for layer in (*bare.output_layers(), *bare.fixed_layers()))),
        build=build,
        load=lambda: Examples(_split(folder, "train", side_px), _split(folder, judged_by, side_px)),
        loss=judge.loss,
        score=judge.score,
        is_trained=True,
        export=_export,
    )


def _file(name: str) -> Path:
    """A file, or weights that come with the project by the name of theirs."""
    path = Path(name).expanduser()
    return path if path.is_file() or path.parent != Path() else find_weights(path.stem if _is_shipped(path) else name)


def _is_shipped(path: Path) -> bool:
    """Whether a bare name is that of weights of the project."""
    return path.suffix == PASSED_ON and find_weights(path.stem).is_file()


def _first_layer(network: nn.Module) -> str:
    """The name of the layer that sees the picture."""
    names: list[str] = [name for name, module in network.named_modules() if isinstance(module, nn.Conv2d)]
    return names[0]


def _forget(network: nn.Module) -> None:
    """Give a detector random weights, by torch's dice; what only decodes keeps its own."""
    if not isinstance(network, Detector):
        raise TypeError(f"{type(network).__name__} is no detector")
    with_random_weights(network.network, int(torch.randint(2**31, ())))


def _check(network: nn.Module, folder: YoloFolder, side_px: int) -> None:
    """Raises DataError or RecipeError for what does not go together."""
    if tuple(labels_of(network)) != folder.names:
        raise DataError(
            f"{folder.root} has the classes {', '.join(folder.names)}, but the network knows "
            f"{', '.join(labels_of(network))}."
        )
    if side_px % 32:
        raise RecipeError(f"A detector takes pictures of a multiple of 32 pixels, not {side_px}.")


def _split(folder: YoloFolder, name: str, side_px: int) -> Split:
    """One split with its boxes."""
    store = load_pictures(labelled_pictures(folder, name), side_px)
    for picture, (width, height) in zip(store.pixels, store.sizes.tolist(), strict=True):
        picture[:, height:, :] = GREY
        picture[:, :, width:] = GREY
    return Split(Squares(store.pixels), _targets(store, side_px))


def _targets(store: PictureStore, side_px: int) -> Tensor:
    """The boxes of all pictures in rows; those of fewer boxes end in rows of nothing.

    Shapes:
        returns: (n, most, 5), class, centre and size in shares of the square
    """
    most = max([1, *(len(boxes) for boxes in store.boxes)])
    targets = torch.full((len(store), most, 5), NOTHING)
    for row, boxes in zip(targets, store.boxes, strict=True):
        corners = torch.from_numpy(boxes)
        left_top, right_bottom = corners[:, 1:3] / side_px, corners[:, 3:5] / side_px
        parts = (corners[:, :1], (left_top + right_bottom) / 2, right_bottom - left_top)
        row[: len(boxes)] = torch.cat(parts, 1)
    return targets


def _export(network: nn.Module, folder: Path) -> None:
    """Write the detector as ultralytics reads it; what a stopped run left there goes."""
    if not isinstance(network, Detector):
        raise TypeError(f"{type(network).__name__} is no detector")
    shutil.rmtree(folder, ignore_errors=True)
    save_network(copy.deepcopy(network.network), folder / FILE)
