"""Any pipeline of a known layout is a task of the suite, from a folder or from the hub's own, offline."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
import shutil

import cv2
import numpy as np
import pytest
import torch
from huggingface_hub import constants
from safetensors.torch import load_file, save_file
from tiny_diffusion import WORDS, answer, untrained
from transformers import ViTConfig, ViTImageProcessor, ViTModel

from training.errors import CheckpointError, RecipeError
from training.pruning.diffusion import hub
from training.pruning.diffusion.layout import Layout, folder_of, is_pipeline, layout_of
from training.pruning.diffusion.saved import export
from training.pruning.diffusion.taken_apart import latent_shape, picture_shape, read_pipeline
from training.pruning.networks.denoiser import Sampling
from training.pruning.registry import find_method, find_task
from training.pruning.run import RunRequest, run
from training.pruning.sounds import SoundFormat

QUICK = Sampling(steps=2, batch=8)


@pytest.fixture
def pipe(tmp_path):
    """An unconditional pipeline."""
    network = untrained()
    network.latent_scale.fill_(0.4)
    export(network, tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.fixture
def text_pipe(tmp_path):
    """One that follows prompts, and some prompts."""
    export(untrained("text"), tmp_path / "text")
    (tmp_path / "prompts.txt").write_text("\n".join(WORDS))
    return tmp_path / "text"


@pytest.fixture
def photos(tmp_path):
    """Six grey pictures."""
    (tmp_path / "photos").mkdir()
    for number in range(6):
        cv2.imwrite(str(tmp_path / "photos" / f"{number}.png"), np.full((16, 16), 40 * number, np.uint8))
    return tmp_path / "photos"


def described(folder, path, **changes):
    """Change a configuration of a folder."""
    file = folder / path
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def quick(task):
    """The same with two steps of sampling."""

    def build(width):
        network = task.build(width)
        network.sampling = dataclasses.replace(QUICK, guidance=network.sampling.guidance)
        return network

    return dataclasses.replace(task, build=build)


def test_a_folder_is_read_part_by_part(pipe):
    network = read_pipeline(pipe, layout_of(str(pipe)), ())
    assert torch.equal(answer(network), answer(untrained()))
    assert float(network.latent_scale) == pytest.approx(0.4)
    assert latent_shape(pipe) == (4, 8, 8)
    assert picture_shape(pipe, layout_of(str(pipe))) == (1, 16, 16)
    assert picture_shape(pipe, Layout()) == (4, 8, 8)


def test_a_text_pipeline_embeds_its_prompts(text_pipe):
    network = read_pipeline(text_pipe, layout_of(str(text_pipe)), WORDS)
    torch.testing.assert_close(network.conditions, untrained("text").conditions)
    assert network.prompts == ("", *WORDS)
    assert network.sampling.guidance == 7.5


def test_another_scheduler_becomes_ddim(pipe):
    config = pipe / "scheduler" / "scheduler_config.json"
    facts = json.loads(config.read_text()) | {"_class_name": "PNDMScheduler", "prediction_type": "v_prediction"}
    config.write_text(json.dumps(facts))
    scheduler = read_pipeline(pipe, Layout("vqvae"), ()).scheduler
    assert (type(scheduler).__name__, scheduler.config.prediction_type) == ("DDIMScheduler", "v_prediction")


def test_sounds_are_known_by_their_file_or_by_their_mel(pipe):
    (pipe / "mel").mkdir()
    mel = {"x_res": 32, "y_res": 32, "sample_rate": 22050, "n_fft": 1024, "hop_length": 256, "top_db": 80}
    (pipe / "mel" / "mel_config.json").write_text(json.dumps(mel))
    found = read_pipeline(pipe, Layout("vqvae"), ()).sound
    assert found == SoundFormat(22050, 32, 32, 1024, 256, 80.0)
    (pipe / "sound.json").write_text(json.dumps(dataclasses.asdict(SoundFormat(rate_hz=4000))))
    assert read_pipeline(pipe, Layout("vqvae"), ()).sound == SoundFormat(rate_hz=4000)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"out_channels": 8}, "takes 4 planes and gives 8"),
        ({"num_class_embeds": 10}, "asks for classes or sizes"),
        ({"sample_size": None}, "does not say how large"),
    ],
)
def test_a_denoiser_that_asks_for_more_is_refused(pipe, changes, sentence, monkeypatch):
    unet = untrained().unet
    unet.register_to_config(**changes)
    monkeypatch.setattr("training.pruning.diffusion.taken_apart.load_unet", lambda _folder: unet)
    with pytest.raises(CheckpointError, match=sentence):
        read_pipeline(pipe, Layout("vqvae"), ())


def test_a_text_denoiser_without_text_encoder_is_refused(text_pipe):
    with pytest.raises(CheckpointError, match="has no text encoder"):
        read_pipeline(text_pipe, Layout("vae"), ())


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("FluxPipeline", "its denoiser is a transformer"),
        ("StableDiffusionXLPipeline", "pooled texts"),
        ("DanceDiffusionPipeline", "continuous time"),
        ("SomethingPipeline", r"its parts are not known\. These can: DDPMPipeline"),
    ],
)
def test_other_pipelines_are_refused_with_the_reason(pipe, kind, sentence):
    described(pipe, "model_index.json", _class_name=kind)
    with pytest.raises(CheckpointError, match=f"A {kind} cannot be pruned: .*{sentence}"):
        find_task(f"hf:{pipe}")


@pytest.mark.parametrize("part", ["text_encoder", "vae", "unet"])
def test_a_part_without_some_of_its_tensors_is_refused(part, text_pipe):
    (weights,) = (text_pipe / part).glob("*.safetensors")
    tensors = load_file(weights)
    gone = sorted(tensors)[0]
    save_file({name: tensor for name, tensor in tensors.items() if name != gone}, weights, {"format": "pt"})
    with pytest.raises(CheckpointError, match=rf"{part}.* (lacks 1 tensors|{re.escape(gone)})"):
        read_pipeline(text_pipe, Layout("vae", has_text=True), WORDS)


def test_parts_that_are_missing_are_told(text_pipe, pipe):
    shutil.rmtree(text_pipe / "tokenizer")
    with pytest.raises(CheckpointError, match="no tokenizer"):
        read_pipeline(text_pipe, Layout("vae", has_text=True), WORDS)
    (pipe / "vqvae" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="no AutoencoderKL in safetensors"):
        read_pipeline(pipe, Layout("vqvae"), ())
    described(pipe, "vqvae/config.json", _class_name="AsymmetricAutoencoderKL")
    with pytest.raises(CheckpointError, match="holds a AsymmetricAutoencoderKL; these can be read"):
        read_pipeline(pipe, Layout("vqvae"), ())
    (pipe / "scheduler" / "scheduler_config.json").write_text("{")
    with pytest.raises(CheckpointError, match="the pipeline is not whole"):
        read_pipeline(pipe, Layout(), ())


def test_the_hubs_own_layout_is_read_offline(pipe, tmp_path, monkeypatch):
    """What `snapshot_download` leaves on a disk: refs, and snapshots named by their revisions."""
    home = tmp_path / "hub" / "models--somebody--digits"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("0" * 40)
    shutil.copytree(pipe, home / "snapshots" / ("0" * 40))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.file_download.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    assert is_pipeline("somebody/digits")
    assert folder_of("somebody/digits") == home / "snapshots" / ("0" * 40)
    network = find_task("hf:somebody/digits").build(1.0)
    assert torch.equal(answer(network), answer(untrained()))


def test_what_is_nowhere_is_told():
    assert is_pipeline("somebody/nothing") is None
    assert is_pipeline("no name at all!") is None
    with pytest.raises(CheckpointError, match="no pipeline at somebody/nothing"):
        folder_of("somebody/nothing")
    with pytest.raises(CheckpointError, match="no pipeline at somebody/nothing"):
        layout_of("somebody/nothing")
    task = find_task("hf:somebody/nothing", find_method("ld_pruner").families)
    for work in (task.load, functools.partial(task.build, 1.0)):
        with pytest.raises(CheckpointError, match="no pipeline at somebody/nothing"):
            work()


def test_a_pipeline_is_nothing_for_other_methods(text_pipe):
    with pytest.raises(RecipeError, match=r"is a diffusion pipeline, and what is to prune it takes .* language"):
        find_task(f"hf:{text_pipe}", find_method("llm_pruner").families)


def test_a_folder_without_index_is_for_language_models(tmp_path):
    assert is_pipeline(str(tmp_path)) is False
    assert find_task(f"hf:{tmp_path}").family.value == "language"


def test_it_is_held_against_what_it_made_itself(pipe, monkeypatch):
    monkeypatch.setattr(hub, "OWN_PICTURES", 16)
    monkeypatch.setattr("training.pruning.diffusion.taken_apart.USUAL", QUICK)
    task = find_task(f"hf:{pipe}")
    examples = task.load()
    assert examples.train.inputs.shape == examples.test.inputs.shape == (8, 1, 16, 16)
    assert not torch.equal(examples.train.inputs, examples.test.inputs)
    assert task.score_name == "FD-pixels"
    assert task.score(quick(task).build(1.0), examples.test) >= 0


def test_its_own_pictures_are_made_on_the_device_of_the_run(pipe, monkeypatch):
    made_on = []

    def pictures(network, count, _seed, _prompts):
        made_on.append(next(network.parameters()).device.type)
        return torch.zeros(count, 1, 16, 16)

    monkeypatch.setattr(hub, "pictures", pictures)
    find_task(f"hf:{pipe}").load_on(torch.device("meta"))
    assert made_on == ["meta"]


def test_prompts_are_needed_and_followed(text_pipe, monkeypatch):
    monkeypatch.setattr(hub, "OWN_PICTURES", 8)
    monkeypatch.setattr("training.pruning.diffusion.taken_apart.USUAL", QUICK)
    with pytest.raises(RecipeError, match="follows prompts: name a folder"):
        find_task(f"hf:{text_pipe}")
    task = find_task(f"hf:{text_pipe}@{text_pipe.parent / 'prompts.txt'}")
    assert task.load().train.targets.tolist() == [1, 2, 3, 1]
    assert task.keep_dense[-2:] == ("vae", "text")


def test_another_width_and_other_data_are_refused(pipe, tmp_path):
    with pytest.raises(RecipeError, match="comes in one width"):
        find_task(f"hf:{pipe}").build(0.5)
    (tmp_path / "words.txt").write_text("a\nb")
    with pytest.raises(RecipeError, match="is no folder of pictures"):
        find_task(f"hf:{pipe}@{tmp_path / 'words.txt'}").load()


def test_distances_are_named_after_the_model_that_sees(pipe, photos, tmp_path):
    config = ViTConfig(
        hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8, image_size=16, patch_size=8
    )
    ViTModel(config).save_pretrained(tmp_path / "seer")
    ViTImageProcessor(size={"height": 16, "width": 16}).save_pretrained(tmp_path / "seer")
    task = find_task(f"hf:{pipe}@{photos}@{tmp_path / 'seer'}")
    assert task.score_name == "FD-seer"
    assert task.score(quick(task).build(1.0), task.load().test) >= 0
    nowhere = find_task(f"hf:{pipe}@{photos}@{tmp_path / 'blind'}")
    with pytest.raises(CheckpointError, match="no vision model in safetensors"):
        nowhere.score(quick(task).build(1.0), task.load().test)


@pytest.mark.parametrize("kind", ["plain", "text"])
def test_a_pipeline_is_pruned_as_it_is_and_can_be_taken_again(kind, tmp_path, photos):
    export(untrained(kind), tmp_path / "original")
    for number in range(6):
        (photos / f"{number}.txt").write_text(WORDS[number % 3])
    task = quick(find_task(f"hf:{tmp_path / 'original'}@{photos}"))
    method = find_method("ld_pruner")
    settings = dataclasses.replace(method.settings, samples=2, pictures=2, recover=1.0)
    plan = dataclasses.replace(task.plan, batch=2)
    request = RunRequest(method, task, 0.3, ("both",), (0,), plan, settings, tmp_path / "out", False, 0)
    (line,) = run(request, lambda _: None)
    assert line.pruned["params"] < line.dense["params"]
    assert not (tmp_path / "out" / "dense").exists()
    folder = (tmp_path / "out" / line.checkpoint).with_suffix("")
    assert (folder.parent / f"{folder.name}-sheet.png").is_file()
    again = quick(find_task(f"hf:{folder}@{photos}"))
    assert task.score(again.build(1.0), task.load().test) == pytest.approx(line.pruned["score"])
