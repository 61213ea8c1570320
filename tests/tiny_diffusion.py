"""Latent diffusions of a few thousand weights that have learned nothing, and what one does with them in tests."""

from __future__ import annotations

import dataclasses

import torch

from training.pruning.networks.denoiser import tiny_denoiser, tiny_text_denoiser

WORDS = ("one", "two", "three")
KINDS = ("plain", "text")


def untrained(kind="plain", side=16):
    """A network whose weights are all drawn: in a fresh one of diffusers some layers give zeros."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = tiny_text_denoiser(0.3, side, WORDS) if kind == "text" else tiny_denoiser(0.3, side)
        for parameter in network.unet.parameters():
            torch.nn.init.normal_(parameter, std=0.15 if parameter.ndim > 1 else 0.5)
    network.sampling = dataclasses.replace(network.sampling, steps=2)
    return network.eval()


def call(network, n=2):
    """What its denoiser is called with."""
    random = torch.Generator().manual_seed(1)
    latents, steps = torch.randn(n, *network.latent_shape, generator=random), torch.full((n,), 400)
    return (latents, steps, network.conditions[1 : n + 1]) if network.has_prompts else (latents, steps)


def answer(network, unet=None):
    """What its denoiser gives."""
    with torch.no_grad():
        return (unet or network.unet)(*call(network), return_dict=False)[0]
