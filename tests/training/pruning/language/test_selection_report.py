"""A person can read what was chosen, and what was not."""

from __future__ import annotations

from training.pruning.language.selection import ClusterReport
from training.pruning.language.selection_report import Origin, markdown
from training.pruning.types import Instruction

POOL = [Instruction("reverse | cat", "", "tac", "reverse"), Instruction("shout\ncat", "", "CAT", "capitals")]


def test_the_report_says_how_and_shows_examples():
    clusters = [ClusterReport(1, 0.1, 0, (), (1,)), ClusterReport(1, 0.5, 1, (0,), ())]
    text = markdown(POOL, clusters, Origin("paser", "letters", "answers"))
    assert "1 of 2 instructions in 2 clusters; 1 were refused." in text
    assert "compared by letters; conflicts were looked for by answers" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[2] == "| 1 | 1 | 0.5000 | 1 | 1 | 0 | reverse 1 | reverse \\| cat → tac |"
    assert rows[3].startswith("| 0 | 1 | 0.1000 |")
    assert "- shout cat → CAT" in text


def test_a_long_example_is_cut():
    pool = [Instruction("word " * 50, "", "end")]
    text = markdown(pool, [ClusterReport(1, 0.1, 1, (0,), ())], Origin("paser", "letters", "nothing"))
    assert "…" in text
    assert "Refused" not in text
