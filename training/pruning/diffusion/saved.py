"""Writes pruned pipelines so that diffusers reads them again, bit by bit, and takes operators out for good.

A folder is read by two routes. `DiffusionPipeline.from_pretrained(folder, trust_remote_code=True)` needs nothing of
this project, because the folder holds the modelling file. Without that leave the denoiser is handed over:
`from_pretrained(folder, unet=load_unet(folder))`. Numbers are in safetensors only: other formats can run code.
"""

from __future__ import annotations

import copy
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import torch
from diffusers import LDMPipeline, StableDiffusionPipeline, UNet2DConditionModel, UNet2DModel
from safetensors import SafetensorError
from torch import Tensor, nn

from training.errors import CheckpointError
from training.pruning.diffusion import modeling_pruned_unet
from training.pruning.diffusion.modeling_pruned_unet import PrunedUNet2DConditionModel, PrunedUNet2DModel
from training.pruning.loading import refuse_lacking, without_log
from training.pruning.networks.denoiser import Denoiser, letters_tokenizer

MODELLING = Path(modeling_pruned_unet.__file__)
INDEX = "model_index.json"
SOUND = "sound.json"  # how pictures stand for sounds, for a pipeline that was made here
UNET = "unet"  # the folder of the denoiser, in every pipeline that has one
OWN_NOW = "audio_diffusion"  # what old indexes name as the library of a part that is diffusers' own today
PRUNED: Mapping[type[nn.Module], Any] = {
    UNet2DModel: PrunedUNet2DModel,
    UNet2DConditionModel: PrunedUNet2DConditionModel,
}


def register() -> None:
    """Let diffusers know the pruned denoisers by the name that their folders give; may be called again."""
    sys.modules.setdefault(MODELLING.stem, modeling_pruned_unet)


def without(unet: nn.Module, removed: Mapping[str, str], seed: int = 0) -> nn.Module:
    """A denoiser that lacks operators, with the weights of the dense one wherever it still has them.

    Args:
        removed: What each operator becomes, by name.
        seed: Of convolutions that are drawn anew.
    """
    kind = next(pruned for dense, pruned in PRUNED.items() if isinstance(unet, dense))
    earlier = dict(cast(Any, unet.config).get("removed_operators", {}))
    facts = {**cast(Any, unet.config), "removed_operators": earlier | dict(removed)}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        pruned: nn.Module = kind.from_config({key: facts[key] for key in facts if not key.startswith("_")})
    known = unet.state_dict()
    pruned.load_state_dict({name: known.get(name, value) for name, value in pruned.state_dict().items()})
    return cast_to(pruned, next(unet.parameters()))


def cast_to(unet: nn.Module, like: Tensor) -> nn.Module:
    """A denoiser in the precision and at the place of a tensor, in place.

    WORKAROUND: `to` of diffusers 0.42 warns of any change of precision, even where no module needs its own.
    """
    return nn.Module.to(unet, like)


def pruned_copy(denoiser: Denoiser, removed: Mapping[str, str], seed: int = 0) -> Denoiser:
    """A twin of a network whose denoiser lacks operators."""
    unet, denoiser.unet = denoiser.unet, nn.Identity()
    try:
        lacking = twin(denoiser)
    finally:
        denoiser.unet = unet
    lacking.unet = without(unet, removed, seed)
    return lacking.eval()


def twin(denoiser: Denoiser) -> Denoiser:
    """A network with a denoiser of its own that shares what nobody changes: autoencoder, text encoder, conditions."""
    parts = (denoiser.vae, denoiser.text, denoiser.conditions, denoiser.latent_scale)
    return copy.deepcopy(denoiser, {id(part): part for part in parts if part is not None})


def export(network: nn.Module, folder: Path) -> None:
    """Write a network that was built here as a pipeline; what a stopped run left there goes."""
    if not isinstance(network, Denoiser):
        raise TypeError(f"{type(network).__name__} holds no pipeline")
    shutil.rmtree(folder, ignore_errors=True)

    def write(part: Path) -> None:
        _pipeline(network).save_pretrained(part)
        if network.sound is not None:
            (part / SOUND).write_text(json.dumps(asdict(network.sound), indent=2) + "\n", encoding="utf-8")

    _whole(folder, write, network.unet)


def export_like(original: Path, network: nn.Module, folder: Path) -> None:
    """Write a pipeline that differs from an original folder by its denoiser only."""
    if not isinstance(network, Denoiser):
        raise TypeError(f"{type(network).__name__} holds no pipeline")
    unet = network.unet

    def write(part: Path) -> None:
        shutil.copytree(original, part, dirs_exist_ok=True, ignore=shutil.ignore_patterns(UNET, ".*", "*.bin", "*.py"))
        unet.save_pretrained(part / UNET)  # type: ignore[operator]

    shutil.rmtree(folder, ignore_errors=True)
    _whole(folder, write, unet)


def load_unet(folder: Path) -> nn.Module:
    """The denoiser of a pipeline's folder, pruned or not.

    Raises:
        CheckpointError: There is none in safetensors, or it is of a kind that is not known.
    """
    register()
    path = folder / UNET
    kinds = {kind.__name__: kind for pair in PRUNED.items() for kind in pair}
    try:
        facts = json.loads((path / "config.json").read_text(encoding="utf-8"))
        kind = kinds[facts["_class_name"]]
        with without_log("diffusers"):
            unet, found = cast(Any, kind).from_pretrained(path, use_safetensors=True, output_loading_info=True)
    except KeyError:
        raise CheckpointError(
            f"{path} holds a {facts.get('_class_name')}; these can be read: {', '.join(kinds)}."
        ) from None
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"There is no denoiser in safetensors at {path}: {reason}") from None
    refuse_lacking(path, found["missing_keys"])
    return cast(nn.Module, unet.eval())


def _pipeline(network: Denoiser) -> Any:
    """The pipeline of diffusers around a network that was built here."""
    cast(Any, network.vae).register_to_config(scaling_factor=float(network.latent_scale))
    if network.text is None:
        return LDMPipeline(vqvae=network.vae, unet=network.unet, scheduler=network.scheduler)
    return StableDiffusionPipeline(
        vae=network.vae,
        text_encoder=network.text,
        tokenizer=letters_tokenizer(),
        unet=network.unet,
        scheduler=network.scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _whole(folder: Path, write: Callable[[Path], None], unet: nn.Module) -> None:
    """Write a folder whole or not at all, with what a pruned denoiser needs to be read."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was interrupted
    part.mkdir(parents=True)
    write(part)
    path = part / INDEX
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts = {name: ["diffusers", *part[1:]] if _is_own_now(part) else part for name, part in facts.items()}
    if isinstance(unet, tuple(PRUNED.values())):
        facts[UNET] = [MODELLING.stem, type(unet).__name__]
        shutil.copyfile(MODELLING, part / UNET / MODELLING.name)
    path.write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder)


def _is_own_now(part: object) -> bool:
    """Whether an entry of an index names its class as diffusers did before it took it in."""
    return isinstance(part, list) and part[:1] == [OWN_NOW]
