"""What is asked of a retraining: pictures, a network to begin with, and what shall come of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path

from training.data.files import write_whole
from training.errors import RecipeError

SCRATCH = "scratch"  # in the place of a network to begin with
REQUEST_FILE = "request.json"


class Way(Enum):
    """How a network comes to know what the pictures show."""

    AUTO = "auto"  # extend where the network lacks a gesture, otherwise train
    TRAIN = "train"  # the whole network; it will know what the folder names, and nothing else
    PRUNE = "prune"  # channels go, and what is left is trained on; it knows what it knew
    EXTEND = "extend"  # rows for the new gestures only; all that it knew stays as it was


@dataclass(frozen=True, slots=True)
class RetrainRequest:
    """One retraining. None stands for what is usual for its network and pictures."""

    folders: tuple[str, ...]  # in YOLO's layout, by path or by name under GESTURE_DATA
    out: Path
    start: str = "default"  # a checkpoint, a name in training/weights, or `scratch`
    way: Way = Way.AUTO
    pruning_ratio: float | None = None  # share of the channels to remove
    under_ms: float | None = None  # with pruning only: the ratio is looked for with which a picture takes less
    lose_at_most: float | None = None  # the same for a loss, in hundredths of mAP50-95
    tries: int = 5  # of such a search; narrows 0 to 0.95 down to 0.03
    criterion: str = "taylor"  # by which they are chosen
    epochs: int | None = None  # 0, with pruning only: what is left is not trained on
    input_px: int = 416
    title: str = ""
    model: Path | None = None  # folder of the network that comes of it; None: `model` in `out`
    rehearse: tuple[str, ...] = ()  # folders of old gestures, for extending
    changes: Mapping[str, object] = field(default_factory=dict)  # of the training recipe

    @property
    def model_folder(self) -> Path:
        """Where the network goes."""
        return self.model or self.out / "model"

    @property
    def is_searched(self) -> bool:
        """Whether a time or a score is promised, for which the ratio has to be looked for."""
        return self.under_ms is not None or self.lose_at_most is not None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `kind` and `values` are one line for another program."""

    kind: str  # started, note, step_started, step_skipped, progress, scored, step_finished, finished, cancelled
    values: Mapping[str, object]


Hear = Callable[[Event], None]


def refuse_other(request: RetrainRequest) -> None:
    """Make sure that nothing is mixed into what another retraining made.

    Raises:
        RecipeError: The run folder is for something else, or the network would replace another one.
    """
    path = request.out / REQUEST_FILE
    if path.is_file():
        if json.loads(path.read_text(encoding="utf-8")) != _plain(request):
            raise RecipeError(
                f"{request.out} holds another retraining; give another --out, or say the same as then to go on."
            )
    elif (request.model_folder / "card.toml").is_file():
        raise RecipeError(f"There is a network at {request.model_folder} already; give another --model.")


def keep_request(request: RetrainRequest) -> None:
    """Write down what a run folder is for."""
    write_whole(request.out / REQUEST_FILE, json.dumps(_plain(request), indent=1))


def _plain(request: RetrainRequest) -> dict[str, object]:
    """A request as JSON has it."""
    places = {"out": str(request.out.resolve()), "model": str(request.model_folder.resolve())}
    values = asdict(request) | places | {"way": request.way.value, "changes": dict(request.changes)}
    unasked = [name for name in ("under_ms", "lose_at_most") if values[name] is None]
    for name in unasked if request.is_searched else [*unasked, "tries"]:
        del values[name]  # runs of before this could be asked for do not say it
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
