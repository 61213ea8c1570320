"""Everything a person can do something about.

TrainingError        one full sentence: what failed, on what, what to do
├── DataError        pictures or labels that are missing or make no sense
├── RecipeError      a recipe or command line that asks for something that does not exist
└── CheckpointError  weights that cannot be read, written or used for this
"""

from __future__ import annotations


class TrainingError(Exception):
    """The message is shown to the user as it is."""


class DataError(TrainingError):
    """Pictures or labels are missing or make no sense."""


class RecipeError(TrainingError):
    """A recipe or a command line asks for something that does not exist."""


class CheckpointError(TrainingError):
    """Weights cannot be read, written or used for what was asked."""
