from __future__ import annotations

import shlex
from pathlib import Path

from gesture_app.core.lab.retrain_line import retrain_line
from training.cli import build_parser


def test_the_line_is_one_that_training_understands() -> None:
    line = retrain_line(Path("/with space/disagreements"), Path("/d/retrained"))
    program, *arguments = shlex.split(line)
    args = build_parser().parse_args(arguments)
    assert program == "gesture-train"
    assert (args.folders, args.out) == (["/with space/disagreements"], Path("/d/retrained"))
