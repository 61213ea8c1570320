"""Which pipelines of diffusers can be pruned, where their folders are, and why the others cannot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError

from training.errors import CheckpointError

INDEX = "model_index.json"
WANTED = (INDEX, "*/*.json", "*/*.txt", "*/*.safetensors")  # no pickles, no code, no single-file copies at the top
UNWANTED = ("*.fp16.*", "*.non_ema.*")  # further copies of the same weights


@dataclass(frozen=True, slots=True)
class Layout:
    """What a pipeline has besides its denoiser and its scheduler, by the names of its folders."""

    autoencoder: str | None = None
    has_text: bool = False


LAYOUTS: Mapping[str, Layout] = {
    "DDPMPipeline": Layout(),
    "DDIMPipeline": Layout(),
    "LDMPipeline": Layout(autoencoder="vqvae"),
    "AudioDiffusionPipeline": Layout(autoencoder="vqvae"),
    "StableDiffusionPipeline": Layout(autoencoder="vae", has_text=True),
}

TRANSFORMER = "its denoiser is a transformer, whose operators this method does not know"
WIDER = "its denoiser also asks for pooled texts and picture sizes, which are not passed on here"
REFUSED: Mapping[str, str] = {
    "StableDiffusionXLPipeline": WIDER,
    "StableDiffusion3Pipeline": TRANSFORMER,
    "FluxPipeline": TRANSFORMER,
    "PixArtAlphaPipeline": TRANSFORMER,
    "PixArtSigmaPipeline": TRANSFORMER,
    "DiTPipeline": TRANSFORMER,
    "StableAudioPipeline": TRANSFORMER,
    "DanceDiffusionPipeline": "its denoiser works on waves in continuous time",
    "StableDiffusionInpaintPipeline": "its denoiser asks for a mask and a picture besides the noise",
}


def is_pipeline_here(name: str) -> bool | None:
    """Whether a folder holds a pipeline of diffusers; None if there is no such folder."""
    path = Path(name).expanduser()
    return (path / INDEX).is_file() if path.exists() else None


def is_pipeline(name: str) -> bool | None:
    """Whether a folder, or a name on the hub, holds a pipeline of diffusers; None if neither can be asked."""
    if (here := is_pipeline_here(name)) is not None:
        return here
    try:
        hf_hub_download(name, INDEX)
    except LocalEntryNotFoundError:  # there is no hub to ask, and no copy here
        return None
    except EntryNotFoundError:
        return False
    except (OSError, ValueError):  # no such name
        return None
    return True


def folder_of(name: str) -> Path:
    """The folder of a pipeline: itself, or a copy of what the hub has, without code and pickles.

    Raises:
        CheckpointError: It is neither here nor there.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    try:
        return Path(snapshot_download(name, allow_patterns=list(WANTED), ignore_patterns=list(UNWANTED)))
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"There is no pipeline at {name}: {reason}") from None


def layout_of(name: str) -> Layout:
    """What a pipeline is made of, told by its index.

    Raises:
        CheckpointError: It is not there, or cannot be pruned; the sentence says why.
    """
    path = Path(name).expanduser()
    try:
        index = path / INDEX if path.is_dir() else Path(hf_hub_download(name, INDEX))
        facts = json.loads(index.read_text(encoding="utf-8"))
    except (EntryNotFoundError, OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"There is no pipeline at {name}: {reason}") from None
    kind = str(facts.get("_class_name"))
    if kind not in LAYOUTS:
        why = REFUSED.get(kind, "its parts are not known")
        raise CheckpointError(f"A {kind} cannot be pruned: {why}. These can: {', '.join(LAYOUTS)}.")
    layout = LAYOUTS[kind]
    is_there = layout.autoencoder is None or facts.get(layout.autoencoder, [None])[0] is not None
    return layout if is_there else Layout(None, layout.has_text)
