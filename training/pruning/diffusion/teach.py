"""How a latent diffusion learns: first pictures and latents, then what noise there is in a noisy latent.

High-Resolution Image Synthesis with Latent Diffusion Models, Rombach et al. 2022, arXiv:2112.10752.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import torch
from torch import Generator, Tensor, nn

from training.pruning.networks.denoiser import NO_PROMPT, STEPS, Denoiser, row
from training.pruning.parts.precision import trained_in_float32
from training.pruning.parts.training import rate_at
from training.pruning.types import Progress, Split, Tell

STAGE = "autoencoder"
VAE_STEPS, VAE_BATCH, VAE_RATE = 400, 64, 4e-3
KL_WEIGHT = 1e-4  # of the pull towards a normal distribution, which only keeps latents from growing
WITHOUT_PROMPT = 0.1  # share of a batch that learns without its prompt, so that there can be guidance
PROBE_SEED = 0


def prepare(network: nn.Module, split: Split, seed: int, tell: Tell) -> None:
    """Teach the autoencoder pictures, and let latents spread like the noise; it is frozen from then on."""
    denoiser = cast(Denoiser, network)
    vae = cast(Any, denoiser.vae)
    vae.requires_grad_(requires_grad=True)
    with trained_in_float32(vae):
        _teach_pictures(vae, split, torch.Generator().manual_seed(seed), tell)
    vae.requires_grad_(requires_grad=False)
    denoiser.latent_scale.fill_(1.0)
    spread = denoiser.encode(split.inputs[:512].to(next(vae.parameters()).device)).std()
    denoiser.latent_scale.copy_(1 / spread)


def pose(network: nn.Module, batch: Split, random: Generator) -> Split:
    """Noisy latents at steps drawn evenly, and what the denoiser is to foretell of them.

    Shapes:
        batch: pictures (n, channels, height, width), -1 to 1, with the numbers of their prompts (n,)
        returns: rows (n, planes + 2, height, width), targets (n, planes, height, width)
    """
    denoiser = cast(Denoiser, network)
    device = next(denoiser.unet.parameters()).device
    clean = denoiser.encode(batch.inputs[:].to(device))
    noise = torch.randn(clean.shape, generator=random).to(clean)
    scheduler = denoiser.scheduler
    steps = torch.randint(0, scheduler.config.num_train_timesteps, (len(clean),), generator=random).to(device)
    noisy = scheduler.add_noise(clean, noise, steps)
    prompts = _prompts(denoiser, batch.targets, random).to(device)
    return Split(row(noisy, steps, prompts), _right(scheduler, clean, noise, steps))


def probe(shape: tuple[int, int, int], pictures: Tensor) -> Tensor:
    """Rows of noise half-way through, one for each picture, whatever is on it.

    Shapes:
        shape: planes, height and width of a latent
        returns: (n, planes + 2, height, width)
    """
    n = len(pictures)
    noise = torch.randn(n, *shape, generator=torch.Generator().manual_seed(PROBE_SEED))
    return row(noise, torch.full((n,), STEPS // 2), torch.full((n,), NO_PROMPT))


def _teach_pictures(vae: Any, split: Split, random: Generator, tell: Tell) -> None:
    """Train an autoencoder, in place."""
    optimizer = torch.optim.AdamW(vae.parameters(), lr=VAE_RATE)
    device = next(vae.parameters()).device
    for number, chosen in enumerate(_batches(len(split), random)):
        for group in optimizer.param_groups:
            group["lr"] = VAE_RATE * rate_at((number + 0.5) / VAE_STEPS, 0.1)
        loss = _autoencoder_loss(vae, split.inputs[chosen].to(device), random)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        tell(Progress(STAGE, (number + 1) / VAE_STEPS, {"loss": round(float(loss.detach()), 5)}))


def _autoencoder_loss(vae: Any, pictures: Tensor, random: Generator) -> Tensor:
    """What is lost on the way into latents and back, and a pull of these to a normal distribution."""
    found = vae.encode(pictures).latent_dist
    noise = torch.randn(found.mean.shape, generator=random).to(found.mean)
    again = vae.decode(found.mean + found.std * noise).sample
    divergence = found.kl().mean() / found.mean[0].numel()
    return cast(Tensor, (again - pictures).square().mean() + KL_WEIGHT * divergence)


def _batches(examples: int, random: Generator) -> Iterator[Tensor]:
    """As many batches as the autoencoder takes steps, each drawn from all examples."""
    for _ in range(VAE_STEPS):
        yield torch.randint(0, examples, (VAE_BATCH,), generator=random)


def _prompts(denoiser: Denoiser, targets: Tensor, random: Generator) -> Tensor:
    """The prompt of each example, and none for some."""
    if not denoiser.has_prompts:
        return torch.full((len(targets),), NO_PROMPT)
    is_free = torch.rand(len(targets), generator=random) < WITHOUT_PROMPT
    return targets.masked_fill(is_free, NO_PROMPT)


def _right(scheduler: Any, clean: Tensor, noise: Tensor, steps: Tensor) -> Tensor:
    """What the denoiser of this scheduler foretells: the noise, the clean latent or the velocity between them."""
    kind = scheduler.config.prediction_type
    if kind == "v_prediction":
        return cast(Tensor, scheduler.get_velocity(clean, noise, steps))
    return clean if kind == "sample" else noise
