"""A classifier in an .onnx file is a task, whoever wrote it; what is left of it is a whole file again."""

from __future__ import annotations

import dataclasses
import importlib.util
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from sklearn.datasets import load_diabetes, load_digits
from sklearn.neural_network import MLPClassifier, MLPRegressor
from torch import nn

from training.errors import CheckpointError, DataError, RecipeError
from training.pruning.graph.choose import Cut
from training.pruning.graph.file import CutRequest, Repair, cut_file, noise
from training.pruning.registry import find_method, find_task, misfit
from training.pruning.run import RunRequest, run
from training.pruning.types import Family
from training.pruning.zoo.address import read_address
from training.pruning.zoo.onnx_task import layout_of

skl2onnx = pytest.importorskip("skl2onnx", reason="needs the extra `dev`")
# Not imported here, which would choose a backend.
pytestmark = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="needs the extra `dev`")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Networks of three frameworks, as each writes its own."""
    folder = tmp_path_factory.mktemp("exports")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        digits, diabetes = load_digits(), load_diabetes()
        pixels, features = digits.data.astype(np.float32) / 16, diabetes.data.astype(np.float32)
        classifier = MLPClassifier((32, 16), max_iter=15, random_state=0).fit(pixels[:-360], digits.target[:-360])
        regressor = MLPRegressor(hidden_layer_sizes=(16, 8), max_iter=5, random_state=0).fit(features, diabetes.target)
        plain = skl2onnx.to_onnx(classifier, pixels[:1], options={"zipmap": False})
        models = {"classifier": skl2onnx.to_onnx(classifier, pixels[:1]), "plain": plain}
        models["regressor"] = skl2onnx.to_onnx(regressor, features[:1])
        for name, model in models.items():
            (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
        _write_keras(folder)
    return folder


def _write_keras(folder: Path) -> None:
    """A small convolutional network with colours last, and an MLP; both functional."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_BACKEND", "torch")
        patch.setenv("KERAS_HOME", str(folder / "keras"))
        import keras
    keras.utils.set_random_seed(0)
    seen = keras.Input((8, 8, 1))
    x = keras.layers.ReLU()(keras.layers.BatchNormalization()(keras.layers.Conv2D(16, 3, padding="same")(seen)))
    x = keras.layers.Conv2D(16, 3, activation="relu")(keras.layers.MaxPooling2D()(x))
    convolutional = keras.Model(seen, keras.layers.Dense(10)(keras.layers.Flatten()(x)))
    row = keras.Input((64,))
    hidden = keras.layers.Dense(16, activation="gelu")(keras.layers.Dense(32, activation="relu")(row))
    mlp = keras.Model(row, keras.layers.Dense(10, activation="softmax")(hidden))
    for name, model, shape in (("keras_cnn", convolutional, (1, 8, 8, 1)), ("keras_mlp", mlp, (1, 64))):
        model(np.zeros(shape, np.float32))
        model.export(str(folder / f"{name}.onnx"), format="onnx", verbose=False)


@pytest.mark.parametrize("name", ["classifier", "plain", "regressor", "keras_cnn", "keras_mlp"])
def test_a_file_of_another_framework_is_cut_and_the_cut_is_proved(files, tmp_path, name):
    report = cut_file(files / f"{name}.onnx", tmp_path / "out.onnx", CutRequest(Cut(0.5, round_to=1)))
    assert report.channels_after == report.channels_before / 2
    assert report.params_after < 0.6 * report.params_before
    assert report.proof.holds
    assert (report.proof.openvino is None) == (name in ("classifier", "plain"))  # labels are beyond it


def test_a_classifier_of_scikit_learn_can_be_repaired(files, tmp_path):
    repair = Repair(lambda graph, shapes: noise(graph, shapes, 4, 0))
    cut_file(files / "classifier.onnx", tmp_path / "out.onnx", CutRequest(Cut(0.5, round_to=1), repair=repair))
    before, after = (_labels(path) for path in (files / "classifier.onnx", tmp_path / "out.onnx"))
    assert (before == after).mean() > 0.3


def _labels(path):
    """What a file of scikit-learn names the last digits."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["output_label"], {"X": load_digits().data[-360:].astype(np.float32) / 16})[0]


def run_once(task, method_name, out, **changes):
    method = find_method(method_name)
    settings = dataclasses.replace(method.settings, round_to=1, **changes)
    plan = dataclasses.replace(task.plan, epochs=1)
    arms = (method.arms[0].name,)
    return run(RunRequest(method, task, 0.5, arms, (0,), plan, settings, out, False, 1), lambda _: None)[0]


def test_a_run_writes_a_whole_file_that_scores_as_reported(files, tmp_path):
    task = find_task(str(files / "classifier.onnx"))
    assert (task.family, task.is_trained) == (Family.GRAPH, True)
    line = run_once(task, "obspa", tmp_path)
    assert line.reached == pytest.approx(0.5)
    assert line.pruned["params"] < 0.6 * line.dense["params"]
    assert line.pruned["latency"].keys() == {"torch", "onnxruntime", "openvino"}
    written = (tmp_path / line.checkpoint).with_suffix("") / "model.onnx"
    test = task.load().test
    session = onnxruntime.InferenceSession(str(written), providers=["CPUExecutionProvider"])
    labels = session.run(["output_label"], {"X": test.inputs[:360].numpy()})[0]
    assert (labels == test.targets.numpy()).mean() == pytest.approx(line.pruned["score"])
    again = find_task(str(written))
    assert again.score(again.build(1.0), again.load().test) == pytest.approx(line.pruned["score"])


@pytest.mark.parametrize("name", ["keras_cnn", "keras_mlp"])
def test_a_network_of_keras_is_trained_on_after_its_cut(files, tmp_path, name):
    line = run_once(find_task(str(files / f"{name}.onnx")), "spa", tmp_path)
    assert line.reached == pytest.approx(0.5)
    assert line.pruned["score"] > line.dense["score"]  # the dense one had never learned anything


def test_a_batch_that_is_fixed_is_freed_if_it_can_be(tmp_path):
    def write(name, *layers):
        network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), *layers)
        torch.onnx.export(network, (torch.rand(1, 1, 8, 8),), str(tmp_path / name), dynamo=False)
        return str(tmp_path / name)

    free = find_task(write("free.onnx", nn.Flatten(), nn.Linear(144, 10)))
    assert free.build(1.0)(torch.rand(5, 1, 8, 8)).shape == (5, 10)
    with pytest.raises(CheckpointError, match="fixes how many pictures"):
        find_task(write("fixed.onnx", nn.Unflatten(0, (1, 1)), nn.Flatten(), nn.Linear(144, 10)))


def test_what_makes_no_sense_is_refused(files):
    task = find_task(str(files / "classifier.onnx"))
    assert "spa and obspa prune it" in misfit(find_method("gradual"), task)
    with pytest.raises(RecipeError, match="comes in one width"):
        task.build(0.5)
    method = find_method("spa")
    request = RunRequest(method, task, 0.5, ("prune_train",), (0,), task.plan, method.settings, files / "out")
    with pytest.raises(RecipeError, match="has learned already"):
        run(request, lambda _: None)
    with pytest.raises(CheckpointError, match=r"make no square|no output of numbers|row of numbers"):
        find_task(str(files / "regressor.onnx"))
    with pytest.raises(CheckpointError, match="no model at"):
        find_task("nowhere.onnx")


def test_pictures_of_other_classes_are_refused(files, tmp_path):
    from tiny_zoo import write_picture_folder

    with pytest.raises(DataError, match=r"tells 10 classes apart, and .* has 3"):
        find_task(f"{files / 'classifier.onnx'}@{write_picture_folder(tmp_path / 'colours')}")


def test_layouts_are_told_by_the_shape(files):
    from training.pruning.graph.model import read_graph

    found = {name: layout_of(read_graph(files / f"{name}.onnx"), read_address("a.onnx")) for name in
             ("classifier", "keras_cnn")}  # fmt: skip
    assert (found["classifier"].colours, found["classifier"].side_px) == (1, 8)
    pictures = torch.rand(2, 1, 8, 8)
    assert found["classifier"].arrange(pictures).shape == (2, 64)
    assert found["keras_cnn"].arrange(pictures).shape == (2, 8, 8, 1)
