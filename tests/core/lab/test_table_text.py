"""The figures as a spreadsheet reads them."""

from __future__ import annotations

import csv
import io

from lab_entries import network

from gesture_app.core.lab.table_text import csv_text


def test_every_way_to_run_a_network_is_a_line():
    timed, untimed = network("a, b", 0.5, 2.0, 7, precision="int8"), network("c")
    rows = list(csv.DictReader(io.StringIO(csv_text([timed, untimed]))))
    assert [row["precision"] for row in rows] == ["int8", ""]
    assert [row["network"] for row in rows] == ["A, B", "C"]
    assert (rows[0]["engine"], rows[0]["p50 ms"], rows[0]["params"], rows[0]["score"]) == ("onnx", "2.0", "7", "0.5")
    assert (rows[1]["engine"], rows[1]["p50 ms"], rows[1]["params"], rows[1]["score"]) == ("", "", "", "")
