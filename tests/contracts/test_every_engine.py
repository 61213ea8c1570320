"""What every inference engine promises; a new file in gesture_app/detectors is tested without a line here."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from colour_network import BLUE, GREEN, LABELS, RED, frame_with, write_colour_model

from gesture_app import detectors
from gesture_app.core.detector import DetectorRequest, EngineKind
from gesture_app.core.discover import discover
from gesture_app.core.errors import ModelError
from gesture_app.core.lab.weights_kind import weights_kind
from gesture_app.core.models import model_folders, read_card
from gesture_app.core.types import Frame
from gesture_app.hands.film import HandFilm, acts

KINDS = discover(detectors, "KIND", EngineKind)
NETWORK_KINDS = [kind for kind in KINDS.values() if kind.name != "recorded"]
PICTURES = [
    frame_with([(RED, (32, 64, 96, 96)), (GREEN, (200, 10, 260, 180)), (BLUE, (100, 100, 140, 140))], (320, 192)),
    Frame(np.random.default_rng(7).integers(0, 256, (720, 1280, 3), np.uint8), 0, 0.0),
    Frame(np.random.default_rng(8).integers(0, 256, (333, 217, 3), np.uint8), 0, 0.0),
]
HAND = Frame(HandFilm((1280, 720), acts(("palm",), show_s=3), seed=3).draw(2.0), 0, 0.0)
every_engine = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.fixture(params=NETWORK_KINDS, ids=lambda kind: kind.name)
def engine(request):
    """One engine that can run here."""
    if reason := request.param.missing():
        pytest.skip(reason)
    return request.param


def assert_same(found, expected, score=1e-3, edge_px=0.05):
    """Same hands in the same order, scores and edges of boxes as near as that."""
    assert [hand.gesture for hand in found] == [hand.gesture for hand in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.score == pytest.approx(other.score, abs=score)
        for edge in ("left", "top", "right", "bottom"):
            assert getattr(one.box, edge) == pytest.approx(getattr(other.box, edge), abs=edge_px)


def looked_at(kind, request, picture):
    """Open, look once, close."""
    detector = kind.open(request)
    found = detector.detect(picture)
    detector.close()
    return found


@every_engine
def test_its_name_is_its_file_and_its_title_is_for_people(kind):
    assert KINDS[kind.name] is kind
    assert kind.title[0].isupper()


@every_engine
def test_a_reason_not_to_run_is_one_sentence(kind):
    reason = kind.missing()
    assert reason is None or (reason.endswith(".") and "\n" not in reason)


def test_looking_through_the_engines_loads_none_of_them():
    code = (
        "import sys, gesture_app.detectors as package\n"
        "from gesture_app.core.detector import EngineKind\n"
        "from gesture_app.core.discover import discover\n"
        "[kind.missing() for kind in discover(package, 'KIND', EngineKind).values()]\n"
        "print(sorted({'openvino', 'onnxruntime', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("picture", PICTURES, ids=["patches", "noise wide", "noise tall"])
def test_it_finds_what_every_other_engine_finds(engine, picture, tmp_path):
    request = DetectorRequest(write_colour_model(tmp_path / "colours"), LABELS, 320, min_score=0.45)
    found = looked_at(engine, request, picture)
    assert found
    assert_same(found, looked_at(KINDS["onnx"], request, picture))


@pytest.mark.parametrize("folder", model_folders(), ids=lambda folder: folder.name)
def test_it_agrees_with_every_other_engine_on_the_networks_that_come_with_the_app(engine, folder):
    if engine.name == "torch_cuda":
        pytest.skip("It computes in half precision; its own tests say how near it stays.")
    card = read_card(folder)
    request = DetectorRequest(card.file, card.labels, card.input_px, min_score=0.5)
    expected = looked_at(KINDS["onnx"], request, HAND)
    assert [hand.gesture for hand in expected] == ["palm"]
    # Engines round the sums of an int8 layer each in their own way.
    near = (0.1, 10) if weights_kind(card.file) == "int8" else (1e-3, 0.05)
    assert_same(looked_at(engine, request, HAND), expected, *near)


@pytest.mark.parametrize("content", [b"", b"no network at all" * 40], ids=["empty", "noise"])
def test_a_broken_file_is_one_sentence(engine, content, tmp_path, capfd):
    model = tmp_path / "model.onnx"
    model.write_bytes(content)
    with pytest.raises(ModelError, match=r"cannot load the model .*model\.onnx.*\.$"):
        engine.open(DetectorRequest(model, LABELS, 320))
    assert capfd.readouterr().err == ""


def test_a_file_cut_in_half_is_one_sentence(engine, tmp_path):
    model = write_colour_model(tmp_path / "colours")
    model.write_bytes(model.read_bytes()[: model.stat().st_size // 2])
    with pytest.raises(ModelError, match=r"cannot load the model"):
        engine.open(DetectorRequest(model, LABELS, 320))


def test_a_missing_file_is_one_sentence(engine, tmp_path):
    with pytest.raises(ModelError, match="There is no model file at"):
        engine.open(DetectorRequest(tmp_path / "model.onnx", LABELS, 320))


def test_a_network_of_other_gestures_than_its_card_is_refused(engine, tmp_path):
    model = write_colour_model(tmp_path / "colours")
    with pytest.raises(ModelError, match="disagree on its gestures"):
        engine.open(DetectorRequest(model, ("palm", "fist", "rock"), 320))


def test_it_can_be_closed_twice_and_then_says_so(engine, tmp_path):
    detector = engine.open(DetectorRequest(write_colour_model(tmp_path / "colours"), LABELS, 320))
    detector.close()
    detector.close()
    with pytest.raises(ModelError, match="was closed"):
        detector.detect(PICTURES[0])
