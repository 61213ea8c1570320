from __future__ import annotations

import pytest

from gesture_app.core.desktop_entry import exec_value


@pytest.mark.parametrize(
    ("word", "written"),
    [
        pytest.param("/srv/the films/kiosk.toml", '"/srv/the films/kiosk.toml"', id="spaces"),
        pytest.param("100 %", '"100 %%"', id="field codes"),
        pytest.param("$HOME", r'"\\$HOME"', id="dollars, for the quotes and then for the file"),
        pytest.param("a`b", r'"a\\`b"', id="backquotes"),
        pytest.param('the "big"', r'"the \\"big\\""', id="quotes"),
        pytest.param("a\\b", r'"a\\\\b"', id="backslashes"),
    ],
)
def test_a_word_survives_the_signs_that_desktops_read(word: str, written: str) -> None:
    assert exec_value([word]) == written


def test_words_are_kept_apart() -> None:
    assert exec_value(["/usr/bin/env", "kiosk"]) == '"/usr/bin/env" "kiosk"'
