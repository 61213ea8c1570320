from __future__ import annotations

import pytest

from gesture_app.core.kiosk_news import LONGEST_LINE, WindowNews, news_line, read_line, sign_line
from gesture_app.core.kiosk_watch import Part


@pytest.mark.parametrize("part", Part)
def test_a_sign_of_life_arrives_as_it_was_given(part: Part) -> None:
    assert read_line(sign_line(part)) is part


def test_news_arrive_as_they_were_told() -> None:
    news = WindowNews("film", 48.5, "live", None, "playing", None, "mute", 'The film is "muted".', "2026-01-01T04:00")
    assert read_line(news_line(news)) == news
    assert "\n" not in news_line(news)


@pytest.mark.parametrize(
    "line", ["", "hello", "[1]", "3", '{"sign": "tail"}', '{"colour": 1}', "{" * 5000, "x" * (LONGEST_LINE + 1)]
)
def test_what_a_library_prints_is_none_of_ours(line: str) -> None:
    assert read_line(line) is None
