"""A network is copied whole, under a name of its own, or not at all."""

from __future__ import annotations

import pytest
from colour_network import write_colour_model

from gesture_app.core.errors import LabError
from gesture_app.core.lab.taking_in import install, new_card
from gesture_app.core.models import read_card


@pytest.fixture
def card(tmp_path):
    return read_card(write_colour_model(tmp_path / "mine").parent)


def test_it_lies_in_a_folder_of_its_own_with_its_card(card, tmp_path):
    folder = install(card, new_card(card), tmp_path / "models")
    assert folder == tmp_path / "models" / "mine"
    copied = read_card(folder)
    assert (copied.title, copied.labels, copied.input_px) == (card.title, card.labels, card.input_px)
    assert copied.file.read_bytes() == card.file.read_bytes()
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["mine"]


def test_a_name_that_is_taken_gets_a_number(card, tmp_path):
    names = [install(card, new_card(card), tmp_path / "models").name for _ in range(3)]
    assert names == ["mine", "mine-2", "mine-3"]


def test_where_nothing_can_be_written_nothing_is_left_behind(card, tmp_path):
    (tmp_path / "models").write_text("a file, no folder")
    with pytest.raises(LabError, match="cannot be copied"):
        install(card, new_card(card), tmp_path / "models")
