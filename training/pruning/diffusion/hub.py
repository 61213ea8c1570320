"""A task around any pipeline of a known layout: a folder or a name on the hub, and pictures to judge it by.

`hf:NAME@FOLDER` takes pictures, of which the last tenth judges; `hf:NAME@PROMPTS.txt` follows prompts, a line each, and
`hf:NAME` none: then the pipeline is held against what it made itself before it was pruned, from other seeds, and learns
from that, too. The Fréchet distance is over small pixels, or over the features of any vision model of transformers:
`hf:NAME@FOLDER@MODEL`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from training.data.yolo_folder import resolve
from training.errors import RecipeError
from training.pruning.diffusion.generate import feature_distance, pictures, pixel_distance
from training.pruning.diffusion.layout import Layout, folder_of, is_pipeline, layout_of
from training.pruning.diffusion.lesson import latent_lesson
from training.pruning.diffusion.memory import free_bytes, refuse_unloadable
from training.pruning.diffusion.reference import folder_examples, own_examples, read_prompts
from training.pruning.diffusion.saved import export_like
from training.pruning.diffusion.taken_apart import latent_shape, picture_shape, read_pipeline
from training.pruning.judging import squared_error
from training.pruning.networks.denoiser import Denoiser
from training.pruning.types import Examples, Family, Lesson, Optimizer, Task, TrainingPlan
from training.yolo.device import training_device

OWN_PICTURES = 128  # half to learn from, half to judge by
OWN_SEED = 6_000_000


def hub_task(word: str) -> Task:
    """The task that `hf:NAME`, `hf:NAME@DATA` or `hf:NAME@DATA@MODEL` names; only the pipeline's index is read yet.

    Where the index cannot be had, loading and building say so.

    Raises:
        CheckpointError: It cannot be pruned.
        RecipeError: It follows prompts, and none are given.
    """
    name, data, model = (*word.removeprefix("hf:").split("@", 2), "", "")[:3]
    layout = layout_of(name) if is_pipeline(name) else Layout()
    if layout.has_text and not data:
        raise RecipeError(f"{name} follows prompts: name a folder of pictures or a text file, {word}@PROMPTS.txt.")
    parts = [layout.autoencoder and "vae", "text" if layout.has_text else None]
    return Task(
        name=word,
        title=f"The pipeline {name}",
        family=Family.DIFFUSION,
        data=data or f"{OWN_PICTURES} pictures that it made itself",
        score_name=f"FD-{Path(model).name}" if model else "FD-pixels",
        is_higher_better=False,
        plan=TrainingPlan(
            epochs=1, batch=4, learning_rate=2e-5, weight_decay=0.01, optimizer=Optimizer.ADAMW.value, clip=1.0
        ),
        keep_dense=("unet.conv_in", "unet.conv_out", *(part for part in parts if part)),
        build=lambda width: _build(name, layout, data, width),
        load=lambda: _load(name, layout, data, training_device("")),
        load_on=lambda device: _load(name, layout, data, device),
        loss=squared_error,
        score=partial(feature_distance, model=model) if model else pixel_distance,
        lesson=_lesson(name),
        is_trained=True,
        export=lambda network, folder: export_like(folder_of(name), network, folder),
    )


def _lesson(name: str) -> Lesson:
    """Its latents are looked up when they are first asked for."""
    usual = latent_lesson((0, 0, 0))

    def probe(examples: Tensor) -> Tensor:
        return latent_lesson(latent_shape(folder_of(name))).probe(examples)

    return Lesson(usual.prepare, usual.pose, probe)


def _build(name: str, layout: Layout, data: str, width: float) -> nn.Module:
    """The pipeline as it was saved."""
    if width != 1.0:
        raise RecipeError(f"{name} comes in one width; this needs a task that can be built narrower.")
    folder = folder_of(name)
    refuse_unloadable(folder, free_bytes(torch.device("cpu")))
    return read_pipeline(folder, layout, read_prompts(data) if layout.has_text else ())


def _load(name: str, layout: Layout, data: str, device: torch.device) -> Examples:
    """Pictures of a folder, or the pipeline's own, which it makes on a device."""
    if data and resolve(data).is_dir():
        return folder_examples(data, picture_shape(folder_of(name), layout), has_text=layout.has_text)
    if data and not layout.has_text:
        raise RecipeError(f"{name} follows no prompts, and {data} is no folder of pictures.")
    network = _build(name, layout, data, 1.0).to(device)
    prompts = _in_turn(network)
    with torch.random.fork_rng(devices=[]):
        return own_examples(pictures(network, OWN_PICTURES, OWN_SEED, prompts), prompts)


def _in_turn(network: nn.Module) -> Tensor:
    """Prompts in turn for each half, or zeros where there are none: (OWN_PICTURES,)."""
    if not isinstance(network, Denoiser) or not network.has_prompts:
        return torch.zeros(OWN_PICTURES, dtype=torch.long)
    half = 1 + torch.arange(OWN_PICTURES // 2) % (len(network.conditions) - 1)
    return torch.cat([half, half])
