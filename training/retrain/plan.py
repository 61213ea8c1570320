"""Decides how a retraining goes: which way, which steps, how long; and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from training.channels.criterion import SPARSE_EPOCHS, SPARSE_TRAINED, Criterion
from training.errors import CheckpointError, RecipeError
from training.recipe import Recipe, make_recipe
from training.retrain.pictures import Looked
from training.retrain.request import SCRATCH, RetrainRequest, Way
from training.yolo.weights_file import find_weights, labels_in

UNPRUNED = (SCRATCH, "dense")  # the others that come along have lost channels already
USUAL_RATIO = 0.5  # as the shipped network was cut
EPOCHS, SCRATCH_EPOCHS = 20, 60
LEAST_EPOCH, MOST_EPOCH = 200, 3400  # painted pictures of an epoch; as many as there are, within these
ADDING = 600  # painted for each round of adding gestures; fewer leave more false alarms
ONE_PROCESSOR_BATCH, BATCH = 16, 64
RATES = {False: 0.005, True: 0.01}  # learning rate: on from weights, from scratch
STEPS = {
    Way.TRAIN: ("check", "split", "train", "sparse", "prune", "tune", "export"),
    Way.PRUNE: ("check", "split", "sparse", "search", "prune", "tune", "export"),
    Way.EXTEND: ("check", "split", "train", "export"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done."""

    way: Way
    steps: tuple[str, ...]
    names: tuple[str, ...]  # of the gestures that the network will know
    new: tuple[str, ...]  # those of them that it does not know yet
    lost: tuple[str, ...]  # those that it knows, and will not any more
    pruning_ratio: float  # a guess until it was looked for
    epochs: int
    notes: tuple[str, ...]

    @property
    def sparse_epochs(self) -> int:
        """How long a network is trained for its cut, by criteria that want that."""
        return min(self.epochs, SPARSE_EPOCHS) or SPARSE_EPOCHS


def plan(request: RetrainRequest, looked: Sequence[Looked], known: Sequence[str]) -> Plan:
    """Decide, and say what a person might not expect.

    Args:
        known: The gestures of the network to begin with; none from scratch.

    Raises:
        RecipeError: What is asked for cannot go together.
    """
    shown = tuple(dict.fromkeys(name for one in looked for name in one.folder.names))
    new = tuple(name for name in shown if name not in known)
    way = request.way
    if way is Way.AUTO:
        way = Way.EXTEND if new and known else Way.TRAIN
    _refuse(request, way, new, known)
    if way is Way.EXTEND:
        note = (
            f"{request.start} does not know {', '.join(new)}: only that is added, and what it knows of "
            "other gestures stays. `--way train` trains all of it anew instead."
        )
        return Plan(way, STEPS[way], (*known, *new), new, (), 0.0, 0, (note,))
    ratio = _ratio(request)
    epochs = (SCRATCH_EPOCHS if request.start == SCRATCH else EPOCHS) if request.epochs is None else request.epochs
    needless = {
        "sparse": not ratio or Criterion(request.criterion) not in SPARSE_TRAINED,
        "search": not request.is_searched,
        "prune": not ratio,
        "tune": not ratio or not epochs,
    }
    idle = {step for step, is_idle in needless.items() if is_idle}
    steps = tuple(step for step in STEPS[way] if step not in idle)
    lost = tuple(name for name in known if name not in shown)
    return Plan(way, steps, shown, new, lost, ratio, epochs, tuple(_notes(request, lost, ratio)))


def wanted(plan: Plan) -> tuple[str, ...]:
    """The gestures that shall be learned."""
    return plan.new if plan.way is Way.EXTEND else plan.names


def plain(plan: Plan) -> dict[str, object]:
    """A plan as JSON has it."""
    values = asdict(plan) | {"way": plan.way.value}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def from_plain(values: Mapping[str, object]) -> Plan:
    """A plan that was written down."""
    made = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return Plan(**{**made, "way": Way(values["way"])})  # type: ignore[arg-type]


def _refuse(request: RetrainRequest, way: Way, new: Sequence[str], known: Sequence[str]) -> None:
    """Raises RecipeError for what cannot go together."""
    if way is Way.EXTEND and not known:
        raise RecipeError("Nothing can be added to a network from scratch; give --from another, or --way train.")
    if way is Way.EXTEND and not new:
        raise RecipeError(f"{request.start} knows every gesture of the folder already; leave --way extend out.")
    if way is Way.EXTEND and request.pruning_ratio:
        raise RecipeError("Gestures are added to a network as it is; leave --pruning-ratio out, or give --way train.")
    if way is not Way.EXTEND and len(request.folders) > 1:
        raise RecipeError("One folder at a time can be trained on; several are for gestures that are added.")
    if way is Way.PRUNE and (new or not known):
        raise RecipeError(f"What {request.start} does not know cannot be pruned in it; give --way train.")
    if (request.epochs or 0) < 0 or (request.epochs == 0 and way is not Way.PRUNE):
        raise RecipeError(f"--epochs is 1 or more, or 0 with --way prune; got {request.epochs}.")
    if request.pruning_ratio is not None and not 0 <= request.pruning_ratio < 1:
        raise RecipeError(
            f"--pruning-ratio is the share of channels to remove, 0 to below 1; got {request.pruning_ratio}."
        )
    if request.is_searched:
        _refuse_search(request)
    if request.input_px < 32 or request.input_px % 32:
        raise RecipeError(f"--input-px must be a multiple of 32; got {request.input_px}.")


def _refuse_search(request: RetrainRequest) -> None:
    """Raises RecipeError for what makes no sense of a promise."""
    limits = {"--under-ms": request.under_ms, "--lose-at-most": request.lose_at_most}
    given = {word: limit for word, limit in limits.items() if limit is not None}
    if len(given) > 1:
        raise RecipeError("--under-ms and --lose-at-most are two promises, which look for two ratios; give one.")
    ((word, limit),) = given.items()
    if request.way is not Way.PRUNE or request.pruning_ratio is not None:
        raise RecipeError(f"{word} looks for the ratio itself; give it with --way prune, without --pruning-ratio.")
    if not limit > 0:
        raise RecipeError(f"{word} is more than 0, not {limit:g}.")
    if request.tries < 1:
        raise RecipeError(f"--tries is at least 1, not {request.tries}.")


def _ratio(request: RetrainRequest) -> float:
    if request.pruning_ratio is not None:
        return request.pruning_ratio
    return USUAL_RATIO if request.start in UNPRUNED or request.way is Way.PRUNE else 0.0


def _notes(request: RetrainRequest, lost: Sequence[str], ratio: float) -> list[str]:
    """What a person might not expect."""
    notes = []
    if lost:
        notes.append(f"The network will know what the folder names, and no longer {', '.join(lost)}.")
    if ratio and Criterion(request.criterion) in SPARSE_TRAINED:
        notes.append(f"Before the cut the network is trained to show what can go, as {request.criterion} has it.")
    if not ratio and request.pruning_ratio is None:
        notes.append(f"No channels are removed: {request.start} has lost some already. --pruning-ratio removes more.")
    return notes


def recipe_of(request: RetrainRequest, plan: Plan, data: Path, pictures: int, *, has_gpu: bool) -> Recipe:
    """The recipe of the training; that of the tuning differs by the weights it begins with.

    Args:
        data: The folder of lists.
        pictures: How many there are to train on.

    Raises:
        RecipeError: The changes name something that a recipe does not have.
    """
    is_scratch = request.start == SCRATCH
    recipe = Recipe(
        name="retrain",
        weights="" if is_scratch else request.start,
        data=str(data),
        input_px=request.input_px,
        epochs=plan.epochs,
        epoch_pictures=ADDING if plan.way is Way.EXTEND else min(max(pictures, LEAST_EPOCH), MOST_EPOCH),
        batch=BATCH if has_gpu else ONE_PROCESSOR_BATCH,
        optimizer="MuSGD",
        learning_rate=RATES[is_scratch],
        momentum=0.9,
        warmup_epochs=3.0 if is_scratch else 0.5,
        close_epochs=plan.epochs // 4,
        check_every=1,  # a kill costs one epoch, and the curve has a point for each
        workers=4 if has_gpu else 0,
    )
    changed = make_recipe(request.changes, "--set")
    return replace(recipe, **{key: getattr(changed, key) for key in request.changes})


def known_labels(start: str) -> tuple[str, ...]:
    """The gestures of the network to begin with; none from scratch.

    Raises:
        CheckpointError: There is no such network.
    """
    if start == SCRATCH:
        return ()
    path = find_weights(start)
    if not path.is_file():
        raise CheckpointError(f"There are no weights called {start}; give --from default, scratch or a checkpoint.")
    return tuple(labels_in(path))
