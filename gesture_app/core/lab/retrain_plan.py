"""What `gesture-train retrain --plan` tells of a folder: what is in it, and what would come of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from gesture_app.core.errors import LabError

FEW = 20  # hands of a gesture; with fewer one must not expect much


@dataclass(frozen=True, slots=True)
class RetrainPlan:
    """What would be done."""

    is_added: bool  # gestures are added to a network that stays as it is
    steps: tuple[str, ...]
    wanted: tuple[str, ...]  # labels of the gestures that are to be learned
    lost: tuple[str, ...]  # labels that the network knows now, and would not any more
    train: int  # pictures to learn from
    val: int  # pictures to score on
    split_by: str  # given, groups, stretches or chance
    hands: Mapping[str, int]  # by label
    faults: Mapping[str, int]  # by kind
    left_out: int  # pictures

    @property
    def few(self) -> tuple[str, ...]:
        """Labels of gestures that few hands show, or none."""
        return tuple(label for label in self.wanted if self.hands.get(label, 0) < FEW)


def read_plan(text: str) -> RetrainPlan:
    """Understand what the command printed.

    Raises:
        LabError: It printed something else.
    """
    try:
        values = json.loads(text)
        check, split = values["check"], values["split"]
        is_added = values["way"] == "extend"
        return RetrainPlan(
            is_added=is_added,
            steps=tuple(map(str, values["steps"])),
            wanted=tuple(map(str, values["new"] if is_added else values["names"])),
            lost=tuple(map(str, values["lost"])),
            train=int(split["train"]),
            val=int(split["val"]),
            split_by=str(split["by"]),
            hands={str(label): int(count) for label, count in check["hands"].items()},
            faults={str(kind): int(count) for kind, count in check["faults"].items()},
            left_out=int(check["left_out"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LabError(
            f"What is in the folder cannot be told ({error}); `gesture-train data check FOLDER` looks it over, too."
        ) from None
