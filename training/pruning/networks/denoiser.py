"""Diffusion pipelines as the suite knows networks: rows of noisy latents in, what the denoiser foretells out.

A row holds the planes of one noisy latent, then a plane with its step, then one with the number of its prompt. So one
tensor says all that a denoiser is asked, and whatever times, counts or exports a network can do so here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel, UNet2DModel
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from training.pruning.sounds import SoundFormat

STEPS = 1000  # that noise is added in
ROW_PLANES = 2  # of a row, beside the latent: its step and the number of its prompt
GROUPS = 4  # of channels in every norm; all widths are multiples
TEXT_WIDTH, TEXT_LENGTH = 32, 8  # channels and tokens of the tiny text encoder
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PROMPTS_AT_ONCE = 64  # of all captions of a data set, what lies between layers would fill the memory
NO_PROMPT = 0  # the number of the empty prompt, where there are prompts


@dataclass(frozen=True, slots=True)
class Sampling:
    """How latents are drawn: DDIM without noise of its own, so that the same seed gives the same picture."""

    steps: int = 10
    batch: int = 64
    guidance: float = 1.0  # how far what a prompt changes is exaggerated; 1: not at all


class Denoiser(nn.Module):
    """A pipeline of diffusers, taken apart.

    Args:
        unet: What is pruned; called with noisy latents, steps and, where there are prompts, their embedding.
        vae: Turns pictures into latents and back; None for a pipeline that works on pixels.
        scheduler: Of diffusers; says how much noise there is at which step.
        text: The text encoder, kept to be saved; None without prompts.
        conditions: Embeddings of all prompts, the empty one first.

    Its `latent_scale` is what latents are multiplied by so that they spread like the noise. In whatever precision its
    parts are, rows, latents and pictures go in as float32, which steps up to 999 need, and come out so.
    """

    conditions: Tensor
    latent_scale: Tensor

    def __init__(
        self,
        unet: nn.Module,
        vae: nn.Module | None,
        scheduler: Any,
        text: nn.Module | None = None,
        conditions: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.unet, self.vae, self.text, self.scheduler = unet, vae, text, scheduler
        self.sampling = Sampling()
        self.prompts: tuple[str, ...] = ()  # in words, the empty one first
        self.sound: SoundFormat | None = None  # how its pictures stand for sounds
        # A parameter in all but name: it is saved and moved with the others, and nothing trains it.
        self.register_buffer("conditions", torch.zeros(0) if conditions is None else conditions)
        # In diffusers it is a word of the configuration, which no file of numbers would bring back.
        scale = 1.0 if vae is None else float(cast(Any, vae.config).scaling_factor)
        self.register_buffer("latent_scale", torch.tensor(scale))
        self.has_prompts = conditions is not None
        for frozen in (self.vae, self.text):
            if frozen is not None:
                frozen.requires_grad_(requires_grad=False)

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Denoiser:
        """Move or cast all but the precision of the scale: it is a fact about the latents, not a weight."""
        exact = self.latent_scale
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        self.latent_scale = exact.to(self.latent_scale.device)
        return self

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        """Planes, height and width of a latent."""
        config = cast(Any, self.unet.config)
        side = config.sample_size
        height, width = (side, side) if isinstance(side, int) else side
        return config.in_channels, height, width

    def forward(self, rows: Tensor) -> Tensor:
        """Shapes: (n, planes + 2, height, width) to (n, planes, height, width)."""
        planes = rows.shape[1] - ROW_PLANES
        steps, prompts = rows[:, planes, 0, 0], rows[:, planes + 1, 0, 0].long()
        if not torch.jit.is_tracing():  # type: ignore[attr-defined, no-untyped-call]
            return self.ask(rows[:, :planes], steps, prompts)
        with warnings.catch_warnings():
            # While it is exported: shapes become fixed that diffusers looks at, and are meant to.
            warnings.simplefilter("ignore", torch.jit.TracerWarning)  # type: ignore[attr-defined]
            return self.ask(rows[:, :planes], steps, prompts)

    def ask(self, latents: Tensor, steps: Tensor, prompts: Tensor) -> Tensor:
        """What the denoiser foretells about noisy latents.

        Shapes:
            latents: (n, planes, height, width); steps, prompts: (n,)
        """
        asked = latents.to(next(self.unet.parameters()).dtype)
        told = (self.conditions[prompts].to(asked),) if self.has_prompts else ()
        return cast(Tensor, self.unet(asked, steps, *told, return_dict=False)[0]).to(latents.dtype)

    @torch.no_grad()
    def encode(self, pictures: Tensor) -> Tensor:
        """The latents of pictures: (n, channels, height, width), -1 to 1."""
        if self.vae is None:
            return pictures
        found = self.vae.encode(pictures.to(next(self.vae.parameters()).dtype))  # type: ignore[operator]
        latents = found.latent_dist.mode() if hasattr(found, "latent_dist") else found.latents
        return cast(Tensor, latents.to(pictures.dtype) * self.latent_scale)

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """The pictures of latents: (n, channels, height, width), -1 to 1."""
        if self.vae is None:
            return latents.clamp(-1, 1)
        asked = (latents / self.latent_scale).to(next(self.vae.parameters()).dtype)
        return cast(Tensor, self.vae.decode(asked).sample.clamp(-1, 1)).to(latents.dtype)  # type: ignore[operator]


def row(latents: Tensor, steps: Tensor, prompts: Tensor) -> Tensor:
    """Latents with their steps and prompts as rows.

    Shapes:
        latents: (n, planes, height, width); steps, prompts: (n,)
        returns: (n, planes + 2, height, width)
    """
    n, _, height, width = latents.shape
    extra = torch.stack([steps.to(latents), prompts.to(latents)], dim=1)  # (n, 2)
    return torch.cat([latents, extra[:, :, None, None].expand(n, ROW_PLANES, height, width)], dim=1)


def tiny_denoiser(width: float, side: int) -> Denoiser:
    """A latent diffusion of a few hundred thousand parameters for grey pictures.

    Args:
        width: Of the denoiser's channels.
        side: Of a picture, in pixels; latents have a side of 8.
    """
    unet = UNet2DModel(
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        **_unet_shape(width),
    )
    return Denoiser(unet, _tiny_vae(side), _scheduler())


def tiny_text_denoiser(width: float, side: int, prompts: Sequence[str]) -> Denoiser:
    """The same with a text encoder; number 0 among its prompts is the empty one, then come these."""
    unet = UNet2DConditionModel(
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        **_unet_shape(width),
    )
    text = CLIPTextModel(_text_config())
    all_prompts = ("", *prompts)
    denoiser = Denoiser(unet, _tiny_vae(side), _scheduler(), text, embed(text, letters_tokenizer(), all_prompts))
    denoiser.prompts = all_prompts
    return denoiser


def letters_tokenizer() -> CLIPTokenizer:
    """CLIP's tokenizer with a vocabulary of single letters."""
    words = ["<|startoftext|>", "<|endoftext|>", *LETTERS, *(f"{letter}</w>" for letter in LETTERS)]
    vocabulary = {word: place for place, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=TEXT_LENGTH)


@torch.no_grad()
def embed(text: nn.Module, tokenizer: Any, prompts: Sequence[str]) -> Tensor:
    """What a text encoder makes of prompts, some at a time: (prompts, tokens, width)."""
    asked = tokenizer(
        list(prompts), padding="max_length", max_length=tokenizer.model_max_length, truncation=True, return_tensors="pt"
    )
    device = next(text.parameters()).device
    text.eval()
    return torch.cat([text(few.to(device))[0].float() for few in torch.split(asked.input_ids, PROMPTS_AT_ONCE)])


def _unet_shape(width: float) -> dict[str, Any]:
    """What both kinds of denoisers share."""
    narrow = max(round(width * 24 / GROUPS / 2), 1) * GROUPS * 2
    return {
        "sample_size": 8,
        "in_channels": 4,
        "out_channels": 4,
        "block_out_channels": (narrow, 2 * narrow),
        "layers_per_block": 2,
        "attention_head_dim": 8,
        "norm_num_groups": GROUPS,
    }


def _tiny_vae(side: int) -> AutoencoderKL:
    """Latents of four planes with a side of 8, from grey pictures."""
    widths = (8, 16, 32)[: side.bit_length() - 3]
    return AutoencoderKL(
        in_channels=1,
        out_channels=1,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        block_out_channels=widths,
        latent_channels=4,
        norm_num_groups=GROUPS,
        sample_size=side,
    )


def _scheduler() -> DDIMScheduler:
    """Noise that rises evenly, as for pictures of this size; latents are not clipped."""
    return DDIMScheduler(num_train_timesteps=STEPS, clip_sample=False, set_alpha_to_one=False, steps_offset=1)


def _text_config() -> CLIPTextConfig:
    """The smallest text encoder."""
    return CLIPTextConfig(
        vocab_size=2 + 2 * len(LETTERS),
        hidden_size=TEXT_WIDTH,
        intermediate_size=2 * TEXT_WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=TEXT_LENGTH,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
