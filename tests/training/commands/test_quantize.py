"""`training quantize` through the command line: what is refused, and the card of a variant."""

from __future__ import annotations

import tomllib

from training.cli import main
from training.yolo.export import copy_card


def test_an_unknown_model_is_told_in_one_sentence(capsys, tmp_path):
    assert main(["quantize", "nobody", "--out", str(tmp_path), "--title", "x"]) == 1
    assert "There is no model called nobody" in capsys.readouterr().err


def test_a_variant_keeps_the_card_but_for_its_title_and_figures(tmp_path):
    source, variant = tmp_path / "source", tmp_path / "variant"
    source.mkdir()
    variant.mkdir()
    (source / "card.toml").write_text('title = "Full"\ninput_px = 416\n[metrics]\nmap50 = 0.9\nparams = 7\n')
    copy_card(source, variant, "Light", {"map50": 0.8})
    card = tomllib.loads((variant / "card.toml").read_text())
    assert card == {"title": "Light", "input_px": 416, "metrics": {"map50": 0.8, "params": 7}}
