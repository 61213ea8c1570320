"""The table of an ablation says what was better, and where nobody can tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.errors import DataError
from training.interval import Interval
from training.readme import shown_table
from training.yolo.ablation_table import markdown, word, write_report
from training.yolo.table import write_rows

ROOT = Path(__file__).parents[3]
REPORT = ROOT / "assets" / "reports" / "ablation.jsonl"


def cell(arm: str, seed: int, score: float, **changes: object) -> dict:
    """One finished cell."""
    budget = {"pictures": 352, "epochs": 4, "batch": 4, "input_px": 256, "val_pictures": 57}
    row = {"arm": arm, "says": f"what {arm} is", "changes": {}, "seed": seed, "budget": budget, "seconds": 9.0}
    row |= {"cut": {"criterion": "taylor", "pruning_ratio": 0.5, "repair": "nothing", "steps": 1}}
    row |= {"left": {"params": 0.25, "macs": 0.23}, "machine": "a processor, 2 cores"}
    return row | {"val_not_tuned": {"map50_95": 0.001}, "val": {"map50_95": score}, **changes}


def table(folder: Path, *rows: dict) -> list[str]:
    write_rows(rows, folder / "r.jsonl")
    return markdown(folder / "r.jsonl").splitlines()


def test_an_arm_is_a_line_with_its_difference_seed_by_seed(tmp_path: Path) -> None:
    rows = [cell("base", 11, 0.1), cell("base", 12, 0.2), cell("base", 13, 0.3)]
    rows += [cell("other", seed, score) for seed, score in ((11, 0.15), (12, 0.25), (13, 0.35))]
    rows += [cell("less", seed, score) for seed, score in ((11, 0.05), (12, 0.15), (13, 0.24))]
    lines = table(tmp_path, *rows)
    assert lines[2] == "| `base` | what base is | 23 % | 0.001 ± 0.000 | 0.200 ± 0.248 |  |  |"
    assert lines[3].endswith("| 0.250 ± 0.248 | +0.050 ± 0.000 | better |"), "as far apart with every seed"
    assert lines[4].endswith("| -0.053 ± 0.014 | worse |")
    assert lines[-1].startswith("mAP50-95 on 57 pictures of val, never of test: 50 % of the channels cut by taylor")
    assert "352 pictures in 4 epochs at 256 px in batches of 4" in lines[-1]
    assert "seeds 11, 12, 13" in lines[-1]


def test_only_seeds_that_the_base_has_are_compared(tmp_path: Path) -> None:
    one = table(tmp_path, cell("base", 11, 0.1), cell("other", 11, 0.3), cell("other", 12, 0.9))
    assert one[3].endswith("| +0.200 | not told apart |"), "a single seed tells nothing apart"
    none = table(tmp_path, cell("other", 12, 0.9))
    assert none[2].endswith("| 0.001 | 0.900 |  |  |")


@pytest.mark.parametrize(
    ("mean", "half", "says"),
    [
        (0.1, 0.05, "better"),
        (-0.1, 0.05, "worse"),
        (0.1, 0.1, "not told apart"),
        (-0.1, 0.2, "not told apart"),
        (0.1, None, "not told apart"),
        (0.0, 0.0, "not told apart"),
    ],
)
def test_a_word_is_said_where_the_interval_excludes_0(mean: float, half: float | None, says: str) -> None:
    assert word(Interval(mean, half, 3)) == says


def test_the_report_collects_finished_cells_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [cell("base", 9, 0.1), cell("base", 10, 0.2), cell("other", 9, 0.3), cell("gone", 9, 0.4)]
    for row in rows:
        path = tmp_path / row["arm"] / f"seed_{row['seed']}" / "cell.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "base" / "seed_11").mkdir()
    write_report(["other", "base"], tmp_path, tmp_path / "r.jsonl")
    kept = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept == [rows[2], rows[0], rows[1]]


def test_a_report_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no report at .*; make it with `gesture-train ablate`"):
        markdown(tmp_path / "none.jsonl")
    for text in ("", '{"network": "dense"}\n', "what"):
        (tmp_path / "r.jsonl").write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="no report of an ablation"):
            markdown(tmp_path / "r.jsonl")


def test_cells_of_different_budgets_are_no_table(tmp_path: Path) -> None:
    less = cell("other", 11, 0.1)
    less["budget"] = {**less["budget"], "pictures": 8}
    with pytest.raises(DataError, match="had different budgets; make them anew in a folder of their own"):
        table(tmp_path, cell("base", 11, 0.1), less)


def test_readme_shows_the_report() -> None:
    shown = shown_table((ROOT / "README.md").read_text(encoding="utf-8"), "ablation")
    assert shown == (markdown(REPORT) if REPORT.is_file() else "")
