"""Rows say all that a denoiser is asked, so that it can be exported and counted like any network."""

from __future__ import annotations

import pytest
import torch

pytest.importorskip("diffusers", reason="needs the extra `suite`")

from tiny_diffusion import KINDS, untrained  # needs the extra

from training.pruning.engines import export_onnx
from training.pruning.measure import count_macs
from training.pruning.networks import denoiser
from training.pruning.networks.denoiser import embed, letters_tokenizer, row, tiny_denoiser


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_says_all_that_is_asked(kind):
    network = untrained(kind)
    latents, steps, prompts = torch.rand(3, 4, 8, 8), torch.tensor([1, 500, 999]), torch.tensor([0, 1, 2])
    with torch.no_grad():
        found, direct = network(row(latents, steps, prompts)), network.ask(latents, steps, prompts)
    assert torch.equal(found, direct)
    assert not torch.allclose(found, network(row(latents, torch.tensor([2, 2, 2]), prompts)))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_exported_and_counted_like_any_network(kind, tmp_path):
    import onnxruntime

    network = untrained(kind)
    rows = row(torch.rand(1, 4, 8, 8), torch.tensor([500]), torch.tensor([0]))
    session = onnxruntime.InferenceSession(str(export_onnx(network, rows, tmp_path / "network.onnx")))
    (found,) = session.run(None, {"input": rows.numpy()})
    with torch.no_grad():
        torch.testing.assert_close(torch.from_numpy(found), network(rows), rtol=1e-3, atol=1e-4)
    assert count_macs(network, rows) > 100_000


@pytest.mark.parametrize("side", [16, 32])
def test_pictures_become_latents_of_one_size(side):
    network = tiny_denoiser(0.3, side).eval()
    latents = network.encode(torch.rand(2, 1, side, side))
    assert latents.shape == (2, *network.latent_shape) == (2, 4, 8, 8)
    assert network.decode(latents).shape == (2, 1, side, side)


def test_without_an_autoencoder_pictures_are_their_own_latents():
    network = untrained()
    network.vae = None
    pictures = 4 * torch.rand(2, 4, 8, 8) - 2
    assert network.encode(pictures) is pictures
    assert torch.equal(network.decode(pictures), pictures.clamp(-1, 1))


def test_only_the_denoiser_learns():
    network = untrained("text")
    learns = {name.partition(".")[0] for name, parameter in network.named_parameters() if parameter.requires_grad}
    assert learns == {"unet"}


def test_words_are_told_apart():
    network, tokenizer = untrained("text"), letters_tokenizer()
    tokens = tokenizer(["seven"], padding="max_length").input_ids[0]
    assert len(tokens) == 8
    assert tokens[0] == 0
    assert len(set(tokens[1:6])) == 4  # s, e, v, e and n at the end
    one, other = embed(network.text, tokenizer, ["six", "ten"])
    assert float((one - other).abs().mean()) > 0.1


def test_many_prompts_are_read_some_at_a_time(monkeypatch):
    network, prompts, seen = untrained("text"), ["one", "two", "three", "a", "b"], []
    whole = embed(network.text, letters_tokenizer(), prompts)
    monkeypatch.setattr(denoiser, "PROMPTS_AT_ONCE", 2)
    network.text.register_forward_pre_hook(lambda _module, given: seen.append(len(given[0])))
    torch.testing.assert_close(embed(network.text, letters_tokenizer(), prompts), whole)
    assert seen == [2, 2, 1]


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_in_half_precision_it_answers_nearly_the_same_and_knows_every_step(kind):
    network = untrained(kind).eval()
    pictures, scale = torch.rand(2, 1, 16, 16) * 2 - 1, network.latent_scale.clone().fill_(0.18215)
    network.latent_scale = scale
    rows = row(torch.rand(2, 4, 8, 8), torch.tensor([997, 999]), torch.tensor([0, 1]))
    wide = (network(rows), network.encode(pictures), network.decode(rows[:, :4]))
    low = network.to(torch.bfloat16)
    assert {parameter.dtype for parameter in low.parameters()} == {torch.bfloat16}
    assert low.latent_scale == scale, "a fact about the latents, which no rounding may change"
    for found, wanted in zip((low(rows), low.encode(pictures), low.decode(rows[:, :4])), wide, strict=True):
        assert found.dtype is torch.float32
        torch.testing.assert_close(found, wanted, rtol=0.1, atol=0.1 * float(wanted.abs().max()))
