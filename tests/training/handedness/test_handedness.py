"""The whole way, on hands drawn as arrows: read, cut, taught, measured and written."""

from __future__ import annotations

import csv
import json
import tomllib

import cv2
import numpy as np
import onnxruntime
import pytest
import torch

from training.cli import build_parser
from training.commands.handedness import COMMAND
from training.errors import CheckpointError, DataError, RecipeError
from training.handedness.crops import CONTEXT, SIDE_PX, STORE_CONTEXT, STORE_PX, as_input, cut, load_crops, varied
from training.handedness.export import export
from training.handedness.fit import CHECKPOINT, fit
from training.handedness.labels import read_hands
from training.handedness.measure import WRONG_SHARE, Answers, answers, choose_threshold, report
from training.handedness.network import HandednessNet
from training.handedness.recipe import HandednessRecipe, read_handedness_recipe

COUNTS = {"train": 32, "val": 8, "test": 8}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A YOLO-layout folder whose left hands are a bright stroke to the right of the box's middle, and its table."""
    root = tmp_path_factory.mktemp("arrows")
    rng, rows = np.random.default_rng(0), []
    for split, count in COUNTS.items():
        for folder in ("images", "labels"):
            (root / folder / split).mkdir(parents=True)
        for number in range(count):
            is_left, name = number % 2 == 0, f"{split}_{number}"
            picture = rng.integers(60, 120, (120, 160, 3), np.uint8)
            cv2.rectangle(
                picture, (90, 45) if is_left else (50, 45), (110, 75) if is_left else (70, 75), (255,) * 3, -1
            )
            cv2.imwrite(str(root / "images" / split / f"{name}.png"), picture)
            (root / "labels" / split / f"{name}.txt").write_text("0 0.5 0.5 0.4 0.5\n")
            rows.append((f"images/{split}/{name}.png", 0, "left" if is_left else "right"))
    rows.append(("images/train/train_0.png", 0, "unclear"))
    lines = ["path: .", *(f"{split}: images/{split}" for split in COUNTS), "names: [palm]"]
    (root / "data.yaml").write_text("\n".join(lines) + "\n")
    with (root / "hands.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("image", "line", "hand"), *rows])
    return root


@pytest.fixture(scope="module")
def hands(data):
    return read_hands(data / "hands.csv", data)


@pytest.fixture(scope="module")
def crops(hands):
    return load_crops([hand for hand in hands if hand.split == "train"], STORE_PX, STORE_CONTEXT)


def recipe(**changes):
    return HandednessRecipe(**{"epochs": 3, "batch": 16, "check_every": 1} | changes)


def quiet(_epochs, _loss):
    pass


def test_the_table_tells_the_hands_and_leaves_out_what_is_unclear(hands):
    assert len(hands) == sum(COUNTS.values())
    assert (hands[0].split, hands[0].gesture, hands[0].is_left) == ("train", "palm", True)
    assert hands[0].box == pytest.approx((0.5, 0.5, 0.4, 0.5))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("images/train/train_0.png,0,both", "line 2: there is no such hand"),
        ("images/train/train_0.png,7,left", "line 2: there is no such hand"),
        ("", "names no hand"),
    ],
)
def test_a_table_that_does_not_fit_is_one_sentence(data, tmp_path, line, words):
    (tmp_path / "hands.csv").write_text(f"image,line,hand\n{line}\n")
    with pytest.raises(DataError, match=words):
        read_hands(tmp_path / "hands.csv", data)
    with pytest.raises(DataError, match="cannot be read"):
        read_hands(tmp_path / "none.csv", data)


def test_training_and_app_cut_the_same_square(hands):
    """Not by sharing code, which neither may, but to the last bit."""
    from gesture_app.core.handedness import HandednessCard
    from gesture_app.core.types import Box
    from gesture_app.detectors._sides import around

    rng = np.random.default_rng(1)
    picture = rng.integers(0, 256, (270, 420, 3), np.uint8)
    card = HandednessCard(hands[0].picture, SIDE_PX, CONTEXT)
    for x, y, width, height in rng.uniform((0, 0, 5, 5), (420, 270, 240, 240), (30, 4)):
        box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        there = cut(picture, (*box.centre, box.width, box.height), SIDE_PX, CONTEXT)
        assert np.array_equal(there, around(picture, box, card))


def test_varied_crops_differ_and_the_same_draw_gives_the_same(crops):
    chosen = np.array([0, 0, 1])

    def draw():
        return varied(crops, chosen, np.random.default_rng(3), torch.Generator().manual_seed(3))

    first = draw()
    assert first.shape == (3, 3, SIDE_PX, SIDE_PX)
    assert not torch.equal(first[0], first[1])
    assert torch.equal(first, draw())


def test_whatever_it_has_learnt_it_is_of_the_opposite_opinion_about_a_mirrored_picture():
    network = HandednessNet().eval()
    pictures = torch.rand(4, 3, SIDE_PX, SIDE_PX)
    with torch.no_grad():
        assert torch.allclose(network(pictures), -network(pictures.flip(3)), atol=1e-5)
    assert sum(value.numel() for value in network.parameters()) < 300_000


def test_it_learns_and_a_run_that_was_stopped_ends_like_one_that_was_not(crops, tmp_path):
    losses = []
    whole = fit(recipe(), crops, tmp_path / "whole", lambda _, loss: losses.append(loss))
    assert losses[-1] < losses[0]

    class StoppedError(Exception):
        pass

    def stop(epochs, _loss):
        if epochs == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        fit(recipe(), crops, tmp_path / "stopped", stop)
    resumed = fit(recipe(), crops, tmp_path / "stopped", quiet, resumes=True)
    for one, other in zip(whole.state_dict().values(), resumed.state_dict().values(), strict=True):
        assert torch.equal(one, other)


def test_nothing_to_resume_and_a_damaged_checkpoint_are_one_sentence(crops, tmp_path):
    with pytest.raises(CheckpointError, match="There is no checkpoint"):
        fit(recipe(), crops, tmp_path, quiet, resumes=True)
    torch.save({"epoch": 1}, tmp_path / CHECKPOINT)
    with pytest.raises(CheckpointError, match="is no checkpoint of such a run"):
        fit(recipe(), crops, tmp_path, quiet, resumes=True)


def test_the_threshold_lets_few_wrong_answers_through_and_no_lower_one_does():
    left = np.array([0.99, 0.97, 0.95, 0.92, 0.6, 0.55], np.float32)
    is_left = np.array([True, True, True, True, False, True])
    threshold = choose_threshold(left, is_left)
    assert answers(left, is_left, threshold) == Answers(6, 4, 0)
    assert 0.6 < threshold <= 0.92
    assert answers(left, is_left, 0.6).wrong_share > WRONG_SHARE


def test_the_report_counts_by_gesture(hands):
    def of(split):
        return load_crops([hand for hand in hands if hand.split == split], SIDE_PX, CONTEXT)

    found = report(HandednessNet().eval(), of("val"), of("test"), ["palm"] * 4 + ["fist"] * 4)
    assert [found.by_gesture[name].hands for name in ("fist", "palm")] == [4, 4]
    assert found.rows()["test"]["hands"] == 8


def test_the_exported_file_says_what_the_network_says(crops, tmp_path):
    network = HandednessNet().eval()
    path = export(network, tmp_path / "model", {"title": "Left or right hand"})
    pictures = as_input(crops.pixels[:3, :SIDE_PX, :SIDE_PX])
    said = onnxruntime.InferenceSession(str(path)).run(None, {"hands": pictures.numpy()})[0]
    with torch.no_grad():
        assert said == pytest.approx(torch.sigmoid(network(pictures)).numpy(), abs=1e-4)
    card = tomllib.loads((path.parent / "card.toml").read_text())
    assert (card["side_px"], card["context"], card["file"]) == (SIDE_PX, CONTEXT, "model.onnx")


def test_the_command_trains_measures_and_writes_what_the_app_reads(data, tmp_path):
    (tmp_path / "recipe.toml").write_text(f'data = "{data}"\ntable = "{data / "hands.csv"}"\nepochs = 1\nbatch = 16\n')
    words = ["handedness", str(tmp_path / "recipe.toml"), "--out", str(tmp_path / "run"), "--set", "seed=3"]
    assert COMMAND.run(build_parser().parse_args(words)) == 0
    assert {"model.onnx", "card.toml", "report.json", CHECKPOINT} <= {
        path.name for path in (tmp_path / "run").iterdir()
    }
    assert json.loads((tmp_path / "run" / "report.json").read_text())["test"]["hands"] == 8
    assert tomllib.loads((tmp_path / "run" / "card.toml").read_text())["training"]["seed"] == 3


def test_a_recipe_that_asks_for_what_there_is_not_is_one_sentence(tmp_path):
    with pytest.raises(RecipeError, match="cannot be read"):
        read_handedness_recipe(tmp_path / "none.toml", {})
    (tmp_path / "recipe.toml").write_text("epoch = 3\n")
    with pytest.raises(RecipeError, match="there is no 'epoch'"):
        read_handedness_recipe(tmp_path / "recipe.toml", {})
