"""The gesture networks' reports are held against the paper that they follow, as they fell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.errors import DataError
from training.yolo.claims import rows

ROOT = Path(__file__).parents[3]


def network(name: str, share: float, map50: float) -> dict[str, object]:
    return {"network": name, "size": {"params": share * 1000, "macs": share * 500}, "test": {"map50": map50}}


def written(folder: Path, networks: list[dict[str, object]], fps: float) -> tuple[Path, Path]:
    report, peers = folder / "detectors.jsonl", folder / "peers.json"
    report.write_text("".join(f"{json.dumps(one)}\n" for one in networks), encoding="utf-8")
    peers.write_text(json.dumps({"machine": "m", "rows": [{"peer": "ours", "fps": fps}]}), encoding="utf-8")
    return report, peers


@pytest.mark.parametrize(
    ("share", "map50", "fps", "verdicts"),
    [(0.25, 0.96, 100.0, ["partly", "partly"]), (0.75, 0.5, 30.0, ["not reproduced", "not reproduced"])],
)
def test_a_network_that_is_small_good_and_fast_speaks_for_the_paper_and_another_does_not(
    tmp_path: Path, share: float, map50: float, fps: float, verdicts: list[str]
) -> None:
    networks = [network("dense, 60 epochs", 1.0, 0.97), network("50 % cut, not tuned", 0.2, 0.0)]
    found = rows(*written(tmp_path, [*networks, network("`float`: 50 % cut, tuned", share, map50)], fps))
    assert [row[5].split("**")[1] for row in found] == [*verdicts, "not testable at this scale"]
    assert f"parameters over dense, float: 50 % cut, tuned {share:.4g}" in found[0][3]
    assert f"mAP50 minus dense, float: 50 % cut, tuned {map50 - 0.97:.4g}" in found[0][3]
    assert "not tuned" not in found[0][3]


def test_the_reports_of_the_project_can_be_read() -> None:
    found = rows(ROOT / "assets/reports/detectors.jsonl", ROOT / "assets/reports/peers.json")
    assert len(found) == 3
    assert found[0][3].count("mAP50 minus dense") >= 2


def test_without_reports_there_are_no_rows(tmp_path: Path) -> None:
    assert rows(tmp_path / "detectors.jsonl", tmp_path / "peers.json") == []


@pytest.mark.parametrize("networks", [[], [network("dense, 60 epochs", 1.0, 0.97)], [{"network": "dense"}]])
def test_a_report_that_lacks_something_is_told_of(tmp_path: Path, networks: list[dict[str, object]]) -> None:
    with pytest.raises(DataError, match="measure again"):
        rows(*written(tmp_path, networks, 100.0))
