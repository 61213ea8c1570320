"""Says what a retraining would do, and does nothing; loads no torch, so that the answer comes at once."""

from __future__ import annotations

from training.data.split import SplitBy
from training.retrain.lists import chosen_split, split_note
from training.retrain.pictures import look_over, notes_on, summary
from training.retrain.plan import known_labels, plain, plan, wanted
from training.retrain.request import RetrainRequest


def foresee(request: RetrainRequest) -> dict[str, object]:
    """What `retrain` would do, as plain values; nothing is written.

    Raises:
        TrainingError: It could not.
    """
    looked = [look_over(folder) for folder in request.folders]
    decided = plan(request, looked, known_labels(request.start))
    splits = [chosen_split(one) for one in looked]
    notes = [*decided.notes, *notes_on(looked, wanted(decided)), *map(split_note, looked, splits)]
    counts = {"train": sum(len(one.train) for one in splits), "val": sum(len(one.val) for one in splits)}
    by = next((one.by for one in splits if one.by is not SplitBy.GIVEN), SplitBy.GIVEN).value
    return {**plain(decided), "check": summary(looked), "split": {**counts, "by": by}, "notes": notes}
