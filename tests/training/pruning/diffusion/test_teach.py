"""A denoiser is asked for the noise in noisy latents; the scale of its latents outlives a file of numbers."""

from __future__ import annotations

import pytest
import torch
from tiny_diffusion import untrained

from training.pruning.checkpoint import load_network, save_network
from training.pruning.datasets import small_digits
from training.pruning.diffusion import teach
from training.pruning.diffusion.lesson import latent_lesson
from training.pruning.networks.denoiser import tiny_denoiser
from training.pruning.types import Split


@pytest.fixture
def batch():
    random = torch.Generator().manual_seed(0)
    return Split(torch.rand(64, 1, 16, 16, generator=random) * 2 - 1, 1 + torch.arange(64) % 3)


def posed(network, batch):
    return teach.pose(network, batch, torch.Generator().manual_seed(3))


def test_a_question_is_a_latent_under_noise_and_the_answer_is_the_noise(batch):
    network = untrained()
    asked = posed(network, batch)
    assert asked.inputs.shape == (64, 6, 8, 8)
    assert asked.targets.shape == (64, 4, 8, 8)
    shares = network.scheduler.alphas_cumprod[asked.inputs[:, 4, 0, 0].long()][:, None, None, None]
    noisy = shares.sqrt() * network.encode(batch.inputs) + (1 - shares).sqrt() * asked.targets
    torch.testing.assert_close(asked.inputs[:, :4], noisy, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ["sample", "v_prediction"])
def test_what_is_right_follows_the_scheduler(kind, batch):
    network = untrained()
    noise = posed(network, batch).targets
    network.scheduler.register_to_config(prediction_type=kind)
    found = posed(network, batch)
    clean = network.encode(batch.inputs)
    shares = network.scheduler.alphas_cumprod[found.inputs[:, 4, 0, 0].long()][:, None, None, None]
    expected = clean if kind == "sample" else shares.sqrt() * noise - (1 - shares).sqrt() * clean
    torch.testing.assert_close(found.targets, expected, rtol=1e-4, atol=1e-5)


def test_some_examples_lose_their_prompt_and_no_other(batch):
    prompts = posed(untrained("text"), batch).inputs[:, 5, 0, 0].long()
    lost = prompts == 0
    assert 0 < int(lost.sum()) < 20
    assert torch.equal(prompts[~lost], batch.targets[~lost])
    assert not posed(untrained(), batch).inputs[:, 5].any()


def test_a_probe_needs_no_pictures():
    rows = latent_lesson((4, 8, 8)).probe(torch.zeros(3, 1, 16, 16))
    assert rows.shape == (3, 6, 8, 8)
    assert untrained()(rows).shape == (3, 4, 8, 8)


def test_an_autoencoder_in_half_precision_learns_in_the_whole(monkeypatch):
    monkeypatch.setattr(teach, "VAE_STEPS", 40)
    split = small_digits().train
    network = tiny_denoiser(0.3, 16).to(torch.bfloat16)
    lost = float((network.decode(network.encode(split.inputs[:50])) - split.inputs[:50]).square().mean())
    latent_lesson((4, 8, 8)).prepare(network, split, 0, lambda _: None)
    found = float((network.decode(network.encode(split.inputs[:50])) - split.inputs[:50]).square().mean())
    assert found < lost / 3
    assert {parameter.dtype for parameter in network.vae.parameters()} == {torch.bfloat16}


def test_pictures_come_through_the_autoencoder_and_its_scale_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(teach, "VAE_STEPS", 40)
    split, told = small_digits().train, []
    network = tiny_denoiser(0.3, 16)
    lost = float((network.decode(network.encode(split.inputs[:50])) - split.inputs[:50]).square().mean())
    latent_lesson((4, 8, 8)).prepare(network, split, 0, told.append)
    pictures = network.decode(network.encode(split.inputs[:50]))
    assert float((pictures - split.inputs[:50]).square().mean()) < lost / 3
    assert float(network.encode(split.inputs[:512]).std()) == pytest.approx(1.0, abs=1e-3)
    assert (told[-1].stage, told[-1].done) == ("autoencoder", 1.0)
    assert not any(parameter.requires_grad for parameter in network.vae.parameters())
    save_network(network, tmp_path / "network.safetensors", {})
    again = load_network(tiny_denoiser(0.3, 16), tmp_path / "network.safetensors")
    torch.testing.assert_close(again.decode(again.encode(split.inputs[:50])), pictures)
