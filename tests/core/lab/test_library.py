"""The library is read from cards, reports and measurements; what is broken is named and hides nothing."""

from __future__ import annotations

import pytest
from colour_network import write_colour_model
from lab_entries import line, write_report

from gesture_app.core.lab.entry import Family, Time
from gesture_app.core.lab.library import chosen, read_library, report_files
from gesture_app.core.lab.timings import Timings
from gesture_app.core.models import model_folders

NOTHING = Timings("this machine", {})


def test_cards_and_reports_stand_side_by_side(tmp_path):
    model = write_colour_model(tmp_path / "colours")
    report = write_report(tmp_path / "lab" / "one" / "report.jsonl", line())
    timings = NOTHING.having(model, "onnx, 1 thread", Time(2.0, 3.0))
    library = read_library([model.parent], report_files([tmp_path / "lab", tmp_path / "nowhere"]), timings)
    detector, dense, pruned = library.entries
    assert library.faults == ()
    assert (detector.name, detector.family, detector.best_ms) == ("colours", Family.DETECTOR, 2.0)
    assert detector.cost.file_bytes == model.stat().st_size
    assert (dense.place, pruned.place) == (report, report)


def test_scores_come_from_the_card_with_what_they_were_measured_on(tmp_path):
    model = write_colour_model(tmp_path / "colours")
    card = model.parent / "card.toml"
    card.write_text(card.read_text() + '[metrics]\ndata = "hands"\nsplit = "test"\nmap50_95 = 0.5\nparams = 7\n')
    (entry,) = read_library([model.parent], [], NOTHING).entries
    assert (entry.score.value, entry.score.yardstick, entry.cost.params) == (0.5, "hands test", 7)


def test_the_precision_is_that_of_the_file(tmp_path):
    model = write_colour_model(tmp_path / "colours")
    (whole,) = read_library([model.parent], [], NOTHING).entries
    shipped = read_library(model_folders(), [], NOTHING).entries
    assert whole.precision == "fp32"
    assert {entry.name: entry.precision for entry in shipped} == {
        "accurate": "fp16",
        "battery": "int8",
        "default": "int8",
        "float": "fp16",
    }


def test_a_network_without_a_score_has_none(tmp_path):
    (entry,) = read_library([write_colour_model(tmp_path / "colours").parent], [], NOTHING).entries
    assert (entry.score, entry.yardstick, entry.times) == (None, "", {})


def test_broken_models_are_named(tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "card.toml").write_text("title = ")
    lost = write_colour_model(tmp_path / "lost")
    lost.unlink()
    library = read_library([tmp_path / "broken", lost.parent], [], NOTHING)
    assert library.entries == ()
    assert "broken/card.toml cannot be understood" in library.faults[0]
    assert library.faults[1] == f"The network {lost} is missing; export the model again."


@pytest.mark.parametrize(
    "broken",
    [
        "metrics = [1]",
        'metrics = "good"',
        "labels = 5",
        'labels = "palm"',
        "input_px = inf",
        "input_px = nan",
        "input_px = []",
        "input_px = " + "[" * 100_000,
    ],
    ids=lambda broken: broken[:20],
)
def test_a_card_with_a_value_of_the_wrong_kind_is_named_and_the_others_are_shown(tmp_path, broken):
    model, whole = (write_colour_model(tmp_path / name) for name in ("broken", "whole"))
    card = model.parent / "card.toml"
    name = broken.partition(" ")[0]
    kept = [line for line in card.read_text().splitlines() if not line.startswith(f"{name} ")]
    card.write_text("\n".join([broken, *kept]))
    library = read_library([model.parent, whole.parent], [], NOTHING)
    assert [entry.name for entry in library.entries] == ["whole"]
    (fault,) = library.faults
    assert fault.startswith(f"The model card {card} cannot be understood (")


def test_a_card_that_is_a_folder_is_named(tmp_path):
    (tmp_path / "odd" / "card.toml").mkdir(parents=True)
    library = read_library([tmp_path / "odd"], [], NOTHING)
    assert "odd/card.toml cannot be understood" in library.faults[0]


@pytest.mark.parametrize("figure", ["nan", "inf", '"good"', "true", "[1]", "1" + 400 * "0"], ids=lambda text: text[:6])
def test_figures_of_a_card_that_are_no_numbers_are_none(tmp_path, figure):
    model = write_colour_model(tmp_path / "colours")
    card = model.parent / "card.toml"
    card.write_text(card.read_text() + f"[metrics]\nmap50_95 = {figure}\nparams = {figure}\nmacs = {figure}\n")
    (entry,) = read_library([model.parent], [], NOTHING).entries
    assert (entry.score, entry.cost.params, entry.cost.macs) == (None, None, None)


def test_the_library_is_searched_by_words_and_kind(tmp_path):
    report = write_report(tmp_path / "report.jsonl", line(), line("b2", task="text", family="rnn", method="gradual"))
    entries = read_library([], [report], NOTHING).entries
    assert [entry.name for entry in chosen(entries, ["shapes"], None)] == ["dense", "l1"]
    assert [entry.name for entry in chosen(entries, ["text", "grad"], None)] == ["gradual"]
    assert [entry.name for entry in chosen(entries, [], Family.RNN)] == ["dense", "gradual"]


def test_a_thousand_lines_are_one_file_read_once(tmp_path):
    lines = [line(f"r{number // 5}", number % 5) for number in range(1000)]
    library = read_library([], [write_report(tmp_path / "report.jsonl", *lines)], NOTHING)
    assert len(library.entries) == 201
