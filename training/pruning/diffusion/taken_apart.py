"""Reads a pipeline of diffusers part by part into the network that the suite works with, from safetensors only.

Not through `DiffusionPipeline`, which would ask for every library that any part of the pipeline might use.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import diffusers
from diffusers import DDIMScheduler, UNet2DConditionModel
from safetensors import SafetensorError
from torch import nn
from transformers import CLIPTextModel, CLIPTokenizer

from training.errors import CheckpointError
from training.pruning.diffusion.layout import Layout
from training.pruning.diffusion.saved import SOUND, UNET, load_unet
from training.pruning.loading import refuse_lacking, without_log
from training.pruning.networks.denoiser import Denoiser, Sampling, embed
from training.pruning.sounds import SoundFormat

AUTOENCODERS = ("AutoencoderKL", "VQModel")
MEL = "mel/mel_config.json"  # of audio pipelines
USUAL = Sampling(steps=25, batch=8)
GUIDANCE = 7.5  # of texts, as Stable Diffusion is used


def read_pipeline(folder: Path, layout: Layout, prompts: Sequence[str]) -> Denoiser:
    """A pipeline as a network.

    Args:
        prompts: That it will be asked to follow, in words; empty for one that heeds none.

    Raises:
        CheckpointError: A part is missing, or the denoiser asks for something that is not passed on.
    """
    unet = load_unet(folder)
    _refuse(unet, layout, folder)
    vae = _autoencoder(folder / layout.autoencoder) if layout.autoencoder else None
    config = _config(folder / "scheduler" / "scheduler_config.json")
    scheduler = DDIMScheduler.from_config({key: config[key] for key in config if not key.startswith("_")})
    if not layout.has_text:
        denoiser = Denoiser(unet, vae, scheduler)
        denoiser.sampling = USUAL
    else:
        text, tokenizer = _text(folder)
        known = ("", *prompts)
        denoiser = Denoiser(unet, vae, scheduler, text, embed(text, tokenizer, known))
        denoiser.prompts = known
        denoiser.sampling = Sampling(USUAL.steps, USUAL.batch, GUIDANCE)
    denoiser.sound = _sound(folder)
    return denoiser.eval()


def latent_shape(folder: Path) -> tuple[int, int, int]:
    """Planes, height and width of a pipeline's latents."""
    config = _config(folder / UNET / "config.json")
    side = config["sample_size"]
    height, width = (side, side) if isinstance(side, int) else side
    return config["in_channels"], height, width


def picture_shape(folder: Path, layout: Layout) -> tuple[int, int, int]:
    """Channels, height and width of a pipeline's pictures."""
    planes, height, width = latent_shape(folder)
    if layout.autoencoder is None:
        return planes, height, width
    config = _config(folder / layout.autoencoder / "config.json")
    factor = 2 ** (len(config["block_out_channels"]) - 1)
    return config["in_channels"], height * factor, width * factor


def _refuse(unet: nn.Module, layout: Layout, folder: Path) -> None:
    """Raises CheckpointError for a denoiser that asks for more than it would be given."""
    config = cast(Any, unet.config)
    why = ""
    if isinstance(unet, UNet2DConditionModel) and not layout.has_text:
        why = "asks for an encoding, and its pipeline has no text encoder"
    elif config.in_channels != config.out_channels:
        why = f"takes {config.in_channels} planes and gives {config.out_channels}"
    elif config.get("addition_embed_type") or config.get("class_embed_type") or config.get("num_class_embeds"):
        why = "asks for classes or sizes besides noise and text"
    elif config.sample_size is None:
        why = "does not say how large its latents are"
    if why:
        raise CheckpointError(f"The pipeline at {folder} cannot be pruned: its denoiser {why}.")


def _autoencoder(path: Path) -> nn.Module:
    """What turns pictures into latents."""
    kind = str(_config(path / "config.json").get("_class_name"))
    if kind not in AUTOENCODERS:
        raise CheckpointError(f"{path} holds a {kind}; these can be read: {', '.join(AUTOENCODERS)}.")
    return _read(getattr(diffusers, kind), path)


def _text(folder: Path) -> tuple[nn.Module, Any]:
    """The text encoder and its tokenizer."""
    try:
        tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
    except (OSError, ValueError, TypeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"There is no tokenizer at {folder / 'tokenizer'}: {reason}") from None
    return _read(CLIPTextModel, folder / "text_encoder"), tokenizer


def _read(kind: Any, path: Path) -> nn.Module:
    """One part of a pipeline."""
    try:
        with without_log("diffusers"), without_log("transformers"):
            model, found = kind.from_pretrained(path, use_safetensors=True, output_loading_info=True)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"{path} holds no {kind.__name__} in safetensors: {reason}") from None
    refuse_lacking(path, found["missing_keys"])
    return cast(nn.Module, model)


def _sound(folder: Path) -> SoundFormat | None:
    """How the pictures stand for sounds; None where they are pictures."""
    if (folder / SOUND).is_file():
        return SoundFormat(**_config(folder / SOUND))
    if not (folder / MEL).is_file():
        return None
    mel = _config(folder / MEL)
    return SoundFormat(
        rate_hz=mel["sample_rate"],
        bands=mel["y_res"],
        columns=mel["x_res"],
        window=mel["n_fft"],
        hop=mel["hop_length"],
        floor_db=float(mel["top_db"]),
    )


def _config(path: Path) -> dict[str, Any]:
    """One configuration of a pipeline."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read ({type(error).__name__}); the pipeline is not whole.") from None
    return found
