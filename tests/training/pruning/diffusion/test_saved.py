"""A pruned pipeline is read again by both routes, bit by bit, and makes the same pictures in diffusers."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys

import pytest
import torch
from diffusers import DiffusionPipeline
from peft import LoraConfig
from tiny_diffusion import KINDS, answer, untrained

from training.errors import CheckpointError
from training.pruning.diffusion.generate import pictures
from training.pruning.diffusion.saved import (
    MODELLING,
    cast_to,
    export,
    export_like,
    load_unet,
    pruned_copy,
    register,
    twin,
    without,
)
from training.pruning.sounds import SoundFormat

GONE = {
    "mid_block.attentions.0": "through",
    "down_blocks.1.resnets.0": "shortcut",
    "up_blocks.0.resnets.1": "pointwise",
}


@pytest.fixture(params=KINDS)
def network(request):
    return pruned_copy(untrained(request.param), GONE)


def test_a_twin_shares_what_stays_as_it_is():
    network = untrained("text")
    for other in (twin(network), pruned_copy(network, GONE)):
        assert other.vae is network.vae
        assert other.text is network.text
        assert other.conditions is network.conditions
        assert other.unet.conv_in.weight is not network.unet.conv_in.weight
        assert torch.equal(other.unet.conv_in.weight, network.unet.conv_in.weight)


def loaded(folder, **named):
    pipeline = DiffusionPipeline.from_pretrained(folder, **named)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def test_both_routes_give_the_same_bits(network, tmp_path):
    export(network, tmp_path / "pipe")
    by_itself = loaded(tmp_path / "pipe", trust_remote_code=True).unet
    handed_over = loaded(tmp_path / "pipe", unet=load_unet(tmp_path / "pipe")).unet
    for unet in (by_itself, handed_over):
        assert unet.state_dict().keys() == network.unet.state_dict().keys()
        assert all(torch.equal(value, network.unet.state_dict()[name]) for name, value in unet.state_dict().items())
        assert torch.equal(answer(network, unet), answer(network))


def test_the_folder_needs_nothing_of_this_project():
    tree = ast.parse(MODELLING.read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in named} == {"__future__", "collections", "typing", "torch", "diffusers"}


def test_diffusers_makes_the_pictures_that_were_scored(tmp_path):
    network = pruned_copy(untrained(), GONE)
    network.latent_scale.fill_(0.37)
    export(network, tmp_path / "pipe")
    pipeline = loaded(tmp_path / "pipe", trust_remote_code=True)
    made = pipeline(batch_size=3, generator=torch.Generator().manual_seed(5), num_inference_steps=2, output_type="np")
    own = pictures(network, 3, seed=5)
    torch.testing.assert_close(torch.from_numpy(made.images).permute(0, 3, 1, 2) * 2 - 1, own, rtol=1e-4, atol=1e-5)


def test_a_text_pipeline_follows_prompts_in_diffusers(tmp_path):
    network = pruned_copy(untrained("text"), GONE)
    export(network, tmp_path / "pipe")
    pipeline = loaded(tmp_path / "pipe", trust_remote_code=True)
    made = pipeline(
        ["two"], generator=torch.Generator().manual_seed(5), num_inference_steps=2, guidance_scale=1.0, output_type="np"
    )
    own = pictures(network, 1, seed=5, prompts=torch.tensor([2]))
    torch.testing.assert_close(torch.from_numpy(made.images).permute(0, 3, 1, 2) * 2 - 1, own, rtol=1e-3, atol=1e-4)


def test_without_leave_no_code_of_a_folder_is_run(network, tmp_path):
    export(network, tmp_path / "pipe")
    with pytest.raises(ValueError, match="trust_remote_code=True"):
        loaded(tmp_path / "pipe")


def test_what_is_pruned_again_remembers_both(tmp_path):
    once = without(untrained().unet, {"mid_block.attentions.0": "through"})
    twice = without(once, {"mid_block.resnets.0": "shortcut"})
    assert dict(twice.config.removed_operators) == {
        "mid_block.attentions.0": "through",
        "mid_block.resnets.0": "shortcut",
    }


def test_a_pipeline_that_lost_nothing_is_written_as_any_other(tmp_path):
    network = untrained()
    export(network, tmp_path / "pipe")
    assert json.loads((tmp_path / "pipe" / "model_index.json").read_text())["unet"] == ["diffusers", "UNet2DModel"]
    assert torch.equal(answer(network, loaded(tmp_path / "pipe").unet), answer(network))


def test_the_rest_of_an_original_stays_as_it_is(tmp_path):
    network = untrained("text")
    export(network, tmp_path / "original")
    (tmp_path / "original" / "feature_extractor").mkdir()
    (tmp_path / "original" / "feature_extractor" / "preprocessor_config.json").write_text("{}")
    (tmp_path / "original" / "vae" / "old.bin").write_bytes(b"pickle")
    export_like(tmp_path / "original", pruned_copy(network, GONE), tmp_path / "pruned")
    assert (tmp_path / "pruned" / "feature_extractor" / "preprocessor_config.json").is_file()
    assert not list((tmp_path / "pruned").rglob("*.bin"))
    assert loaded(tmp_path / "pruned", trust_remote_code=True).unet.config.removed_operators == GONE


def test_an_old_index_of_sounds_is_read_by_todays_diffusers(tmp_path):
    """Where librosa is, which its pipeline asks for; a stand-in does, as nothing is made to sound."""
    original, pruned = tmp_path / "original", tmp_path / "pruned"
    export(untrained(), original)
    index = json.loads((original / "model_index.json").read_text())
    index |= {"_class_name": "AudioDiffusionPipeline", "mel": ["audio_diffusion", "Mel"]}
    (original / "model_index.json").write_text(json.dumps(index))
    (original / "mel").mkdir()
    (original / "mel" / "mel_config.json").write_text('{"_class_name": "Mel", "x_res": 16, "y_res": 16}')
    export_like(original, pruned_copy(untrained(), GONE), pruned)
    stand_in = tmp_path / "libraries"
    (stand_in / "librosa").mkdir(parents=True)
    (stand_in / "librosa" / "__init__.py").touch()
    (stand_in / "librosa-0.11.0.dist-info").mkdir()
    (stand_in / "librosa-0.11.0.dist-info" / "METADATA").write_text("Name: librosa\nVersion: 0.11.0\n")
    code = (
        "import sys; from diffusers import DiffusionPipeline\n"
        "pipeline = DiffusionPipeline.from_pretrained(sys.argv[1], trust_remote_code=True)\n"
        "print(type(pipeline).__name__, type(pipeline.mel).__name__, len(pipeline.unet.config.removed_operators))"
    )
    words = [sys.executable, "-c", code, str(pruned)]
    environment = {**os.environ, "PYTHONPATH": str(stand_in), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.split() == ["AudioDiffusionPipeline", "Mel", str(len(GONE))], done.stderr


def test_sounds_say_how_pictures_stand_for_them(tmp_path):
    network = untrained()
    network.sound = SoundFormat(rate_hz=4000)
    export(network, tmp_path / "pipe")
    assert json.loads((tmp_path / "pipe" / "sound.json").read_text())["rate_hz"] == 4000


def test_what_is_no_denoiser_is_refused(tmp_path):
    with pytest.raises(TypeError, match="holds no pipeline"):
        export(torch.nn.Linear(1, 1), tmp_path / "pipe")
    with pytest.raises(TypeError, match="holds no pipeline"):
        export_like(tmp_path, torch.nn.Linear(1, 1), tmp_path / "pipe")
    with pytest.raises(CheckpointError, match="no denoiser in safetensors"):
        load_unet(tmp_path)
    export(untrained(), tmp_path / "pipe")
    (tmp_path / "pipe" / "unet" / "config.json").write_text('{"_class_name": "UNet1DModel"}')
    with pytest.raises(CheckpointError, match="holds a UNet1DModel; these can be read: UNet2DModel"):
        load_unet(tmp_path / "pipe")


def test_weights_in_another_format_are_not_read(tmp_path):
    export(untrained(), tmp_path / "pipe")
    weights = tmp_path / "pipe" / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save({}, weights.with_suffix(".bin"))
    weights.unlink()
    with pytest.raises(CheckpointError, match="no denoiser in safetensors"):
        load_unet(tmp_path / "pipe")


def test_another_precision_is_taken_quietly():
    unet = cast_to(untrained().unet, torch.zeros(0, dtype=torch.bfloat16))
    assert {parameter.dtype for parameter in unet.parameters()} == {torch.bfloat16}


def test_registering_twice_does_no_harm():
    register()
    register()
    assert sys.modules["modeling_pruned_unet"].PrunedUNet2DModel


def test_a_pruned_denoiser_goes_on_through_peft(tmp_path):
    network = pruned_copy(untrained("text"), GONE)
    export(network, tmp_path / "pipe")
    unet = loaded(tmp_path / "pipe", trust_remote_code=True).unet
    unet.add_adapter(LoraConfig(r=2, target_modules=["to_q", "to_v"]))
    assert torch.equal(answer(network, unet), answer(network))  # an adapter begins by adding nothing
    learns = [name for name, parameter in unet.named_parameters() if parameter.requires_grad]
    assert learns
    assert all("lora" in name for name in learns)
