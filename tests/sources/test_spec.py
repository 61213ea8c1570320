from __future__ import annotations

import pytest

from gesture_app.core.errors import SourceError
from gesture_app.sources._spec import is_named, split_spec


@pytest.mark.parametrize("spec", ["rendered", "rendered:palm", "rendered?seed=1"])
def test_a_spec_begins_with_its_kind(spec):
    assert is_named(spec, "rendered")
    assert not is_named(spec, "render")


@pytest.mark.parametrize(
    ("spec", "body", "options"),
    [
        ("pictures", "", {}),
        ("pictures:a/b c", "a/b c", {}),
        ("pictures:a?seconds=1.5&fps=10", "a", {"seconds": 1.5, "fps": 10.0}),
        ("a/b?fps=5", "a/b", {"fps": 5.0}),
    ],
)
def test_a_spec_is_a_body_and_options(spec, body, options):
    assert split_spec(spec, "pictures", ("seconds", "fps")) == (body, options)


def test_an_unknown_option_is_named_with_those_there_are():
    with pytest.raises(SourceError, match=r"option speed; there are: fps, seconds\.$"):
        split_spec("pictures:a?speed=3", "pictures", ("fps", "seconds"))


def test_an_option_must_be_a_number():
    with pytest.raises(SourceError, match=r"fps .* must be a number, not 'fast'"):
        split_spec("pictures:a?fps=fast", "pictures", ("fps",))
