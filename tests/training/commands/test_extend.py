"""`gesture-train extend`: from recorded pictures to a model that the app offers."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_pictures import LABEL, recording
from tiny_training import NAMES, SIDE_PX, tiny_network

from gesture_app.core.gesture_folder import arrange, write_folder
from gesture_app.core.models import read_card
from training.cli import main
from training.commands import extend
from training.yolo.checkpoint import save_network

CLASSES = (*NAMES, LABEL)


def test_the_command_leaves_a_model_with_a_card_that_the_app_reads(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, rehearse = tmp_path / LABEL, folder
    write_folder(own, LABEL, "Spider", CLASSES, arrange(recording(), CLASSES, "s"))
    save_network(tiny_network(), tmp_path / "start.pt")
    words = ["extend", "--data", str(own), "--rehearse", str(rehearse), "--judge", str(rehearse)]
    words += ["--weights", str(tmp_path / "start.pt"), "--out", str(tmp_path / "own"), "--input-px", str(SIDE_PX)]
    assert main([*words, "--pictures", "20"]) == 0
    told = capsys.readouterr().err
    assert "false alarms in" in told
    assert "old gestures: rightly named" in told
    card = read_card(tmp_path / "own")
    assert card.labels == CLASSES
    assert card.file.is_file()
    assert {"own_found", "own_false_alarms", "old_map50_before", "old_map50_after"} <= set(card.metrics)
    assert (tmp_path / "own" / "weights.safetensors").is_file()


def test_without_folders_of_own_gestures_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["extend", "--out", "nowhere"])
    assert "--data" in capsys.readouterr().err
    assert extend.COMMAND.help
