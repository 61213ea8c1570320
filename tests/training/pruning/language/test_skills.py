"""Questions made by rule have one right answer each, and those to judge by are about other words."""

from __future__ import annotations

from collections import Counter

import pytest

from training.errors import DataError
from training.pruning.language.skills import SKILLS, ask, draw_questions, every_question, spoil, uneven, words_of

EVEN = dict.fromkeys(SKILLS, 1.0)


@pytest.mark.parametrize(
    ("skill", "answer"),
    [("copy", "zone"), ("reverse", "enoz"), ("capitals", "ZONE"), ("sort", "enoz"), ("first", "z"), ("last", "e"),
     ("shift", "apof"), ("double", "zzoonnee"), ("length", "4"), ("vowels", "oe")],
)  # fmt: skip
def test_answers_are_right(skill, answer):
    assert ask(skill, "zone", 0).output == answer


def test_words_are_short_common_and_apart(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("the cat sat on the mat by that hat, a rather fat cat; my rhythm tune", encoding="utf-8")
    words = words_of(str(text))
    assert set(words.train) | set(words.test) == {"the", "cat", "sat", "mat", "that", "hat", "fat", "tune"}
    assert words.test == ("cat", "that")
    assert not set(words.train) & set(words.test)


def test_a_text_with_too_few_words_is_refused(tmp_path):
    (tmp_path / "text.txt").write_text("no", encoding="utf-8")
    with pytest.raises(DataError, match="has 0 short words"):
        words_of(str(tmp_path / "text.txt"))


def test_every_skill_is_asked_of_every_word():
    found = every_question(["cat", "hat"])
    assert len(found) == 2 * len(SKILLS)
    assert len({entry.instruction for entry in found}) == len(found)


def test_the_same_seed_draws_the_same_questions_and_shares_are_heeded():
    shares = uneven(0)
    pool = draw_questions(["cat", "hat"], 3000, shares, seed=1)
    assert pool == draw_questions(["cat", "hat"], 3000, shares, seed=1)
    counts = Counter(entry.source for entry in pool)
    assert counts.most_common(1)[0][0] == max(shares, key=shares.__getitem__)
    assert counts.most_common()[0][1] > 8 * counts.most_common()[-1][1]


def test_a_share_of_the_answers_is_spoilt():
    pool = draw_questions(["cat", "tiger", "horse"], 2000, EVEN, seed=0)
    spoilt = spoil(pool, 0.2, seed=0)
    wrong = sum(one.output != other.output for one, other in zip(pool, spoilt, strict=True))
    assert wrong / len(pool) == pytest.approx(0.2, abs=0.03)
    assert [entry.instruction for entry in spoilt] == [entry.instruction for entry in pool]
    assert spoil(pool, 0.0, seed=0) == pool
