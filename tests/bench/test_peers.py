"""The comparison with others: everyone sees the same frames, and README shows what was measured."""

from __future__ import annotations

import io
import json
import sys

import cv2
import numpy as np
import pytest

from tests.bench import peer_loop
from tests.bench.peers import README, REPORT, Peer, markdown, measure, row_of, with_table


def answer(*times_ms, seen=0):
    return {"times_ms": list(times_ms), "seen": seen}


TURNS = [
    {"ours": answer(2.0, 2.0, seen=2), "other": answer(20.0, 20.0, seen=1)},
    {"ours": answer(4.0, 4.0), "other": answer(24.0, 24.0)},
    {"ours": answer(2.0, 2.0), "other": answer(12.0, 12.0)},
]


def test_a_ratio_is_that_of_one_turn_so_that_a_busy_moment_spoils_only_its_own():
    row = row_of("other", TURNS)
    assert row["times_ours"] == 6.0  # of 10, 6 and 6
    assert row_of("ours", TURNS)["times_ours"] == 1.0
    assert (row["frames"], row["frames_with_hands"]) == (6, 1)
    assert row["fps"] == pytest.approx(1000 * 6 / 112, abs=0.1)


@pytest.fixture
def clip(tmp_path):
    """Three frames, each brighter than the last."""
    path = tmp_path / "film.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (64, 64))
    for brightness in (0, 100, 200):
        writer.write(np.full((64, 64, 3), brightness, np.uint8))
    writer.release()
    return str(path)


def test_a_peer_looks_at_as_many_frames_as_it_is_told_and_goes_on_where_it_was(clip, monkeypatch, capsys):
    seen = []
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n2\n"))
    peer_loop.serve(lambda frame: seen.append(int(frame.mean())) or int(frame.mean() > 50), clip)
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert np.allclose(seen, [0, 100, 200, 0], atol=8)
    assert (len(first["times_ms"]), first["seen"], second["seen"]) == (2, 1, 1)


def test_a_clip_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SystemExit, match=r"No frame of the video .*nothing\.mp4"):
        next(peer_loop.endless(str(tmp_path / "nothing.mp4")))


REPEATER = """
import sys
print("a library says something while it loads")
for line in sys.stdin:
    print('{"times_ms": [1.0, 3.0], "seen": 2}', flush=True)
"""


def test_peers_are_processes_that_take_turns(capsys):
    peers = {name: Peer(name, [sys.executable, "-c", REPEATER]) for name in ("ours", "other")}
    try:
        rows = measure(peers, turns=2, frames=2)
    finally:
        for peer in peers.values():
            peer.close()
    assert [(row["peer"], row["frames"], row["p50_ms"], row["times_ours"]) for row in rows] == [
        ("ours", 4, 2.0, 1.0),
        ("other", 4, 2.0, 1.0),
    ]


def test_a_peer_that_cannot_start_is_named_with_its_command():
    peer = Peer("mediapipe", [sys.executable, "-c", ""])
    try:
        with pytest.raises(SystemExit, match="The peer mediapipe has ended; start it by hand to see why"):
            peer.look(1)
    finally:
        peer.close()


def test_readme_shows_the_report():
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    readme = README.read_text(encoding="utf-8")
    assert with_table(readme, markdown(report)) == readme


def test_only_what_stands_between_the_markers_is_replaced():
    readme = "above\n<!-- table:peers -->\nold\n<!-- /table:peers -->\nbelow\n"
    assert with_table(readme, "new\n") == readme.replace("old", "new")
    with pytest.raises(SystemExit, match="no <!-- table:peers --> markers"):
        with_table("above\n", "new\n")
