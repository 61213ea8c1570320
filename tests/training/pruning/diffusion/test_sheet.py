"""The sheet shows the same seeds one below the other, and sounds can be played."""

from __future__ import annotations

import io
import wave

import cv2
import numpy as np
import torch
from tiny_diffusion import WORDS, untrained

from training.pruning.diffusion.sheet import CELL_PX, GAP_PX, LABEL_PX, TITLE_PX, sheet_png, sound_files, titles
from training.pruning.sounds import SoundFormat


def test_a_sheet_has_a_row_for_each_network_and_a_column_for_each_seed():
    dark, light = torch.full((2, 1, 16, 16), -1.0), torch.full((2, 1, 16, 16), 1.0)
    png = sheet_png({"dense": torch.cat([dark[:1], light[:1]]), "pruned": light}, ["one", "two"])
    sheet = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    step = CELL_PX + GAP_PX
    assert sheet.shape == (TITLE_PX + 2 * step, LABEL_PX + 2 * step, 3)
    middle = [
        [sheet[TITLE_PX + row * step + 30, LABEL_PX + column * step + 30, 0] for column in (0, 1)] for row in (0, 1)
    ]
    assert middle == [[0, 255], [255, 255]]
    assert (sheet[:TITLE_PX, LABEL_PX:] < 128).any()  # titles
    assert (sheet[TITLE_PX:, :LABEL_PX] < 128).any()  # labels


def test_colours_stay_as_they_are():
    red = torch.tensor([1.0, -1.0, -1.0])[None, :, None, None].expand(1, 3, 8, 8)
    sheet = cv2.imdecode(np.frombuffer(sheet_png({"a": red}, [""]), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert sheet[TITLE_PX + 20, LABEL_PX + 20].tolist() == [255, 0, 0]


def test_columns_are_titled_by_prompts_where_there_are_any():
    assert titles(untrained("text"), torch.tensor([1, 3])) == [WORDS[0], WORDS[2]]
    assert titles(untrained(), torch.tensor([0, 0])) == ["sample 0", "sample 1"]


def test_a_network_of_sounds_gives_files_to_hear():
    network = untrained(side=32)
    assert sound_files({"dense": torch.zeros(4, 1, 32, 32)}, network) == {}
    network.sound = SoundFormat()
    files = sound_files({"dense": torch.zeros(4, 1, 32, 32)}, network)
    assert sorted(files) == ["dense_0.wav", "dense_1.wav", "dense_2.wav"]
    with wave.open(io.BytesIO(files["dense_0.wav"])) as file:
        assert (file.getframerate(), file.getnframes()) == (8000, SoundFormat().samples)
