"""Writes pruned language models so that transformers reads them again, bit by bit, and reads models from anywhere.

A folder is read by two routes. `AutoModelForCausalLM.from_pretrained(folder)` needs `register()` before it;
`from_pretrained(folder, trust_remote_code=True)` needs nothing of this project, because the folder holds the modelling
file. Numbers are in safetensors only: other formats can run code.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig

from training.errors import CheckpointError
from training.pruning.language import modeling_pruned
from training.pruning.language.families import FAMILIES, PREFIX, Family, family_named, family_of, inner_matrices
from training.pruning.loading import refuse_lacking, without_log
from training.pruning.types import ModelSize

MODELLING = Path(modeling_pruned.__file__)
REASON_LETTERS = 160  # of what transformers says
# What transformers raises for a config.json that contradicts itself or the weights.
CONTRADICTIONS = (
    ValueError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SafetensorError,
    StrictDataclassError,
)
ELSEWHERE = {"cpu", "disk"}  # where weights cannot be cut or asked for gradients while others lie on GPUs


def register() -> None:
    """Let transformers know the pruned families; may be called again."""
    for family in FAMILIES:
        config, model = _classes(family)
        AutoConfig.register(f"{PREFIX}{family.model_type}", config, exist_ok=True)
        AutoModelForCausalLM.register(config, model, exist_ok=True)


def save_model(model: nn.Module, folder: Path) -> None:
    """Write a model of a known family into a folder that does not exist yet, whole or not at all.

    A model that has its family's usual shapes is written as any other.

    Raises:
        CheckpointError: There is something at the folder's place, or the family is unknown.
    """
    family = family_of(model)
    if folder.exists():
        raise CheckpointError(f"There is already something at {folder}; name a new folder.")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was interrupted
    part.mkdir(parents=True)
    model.save_pretrained(part)  # type: ignore[operator]
    shapes = changed_shapes(model)
    if shapes:
        _describe(part / "config.json", family, shapes)
        shutil.copyfile(MODELLING, part / MODELLING.name)
    part.replace(folder)


def load_model(name: str, dtype: torch.dtype = torch.float32, device_map: str | None = None) -> nn.Module:
    """A model from a folder or, if there is none of this name, from the hub.

    Args:
        device_map: "auto" divides the layers between all GPUs, as accelerate does it; None: all on the processor.

    Raises:
        CheckpointError: There is no such model, it holds something else or lacks weights, its family cannot be pruned,
            or the GPUs together are too small for it.
    """
    register()
    _refuse_family(name)
    model: nn.Module
    try:
        with without_log("transformers"):
            model, found = AutoModelForCausalLM.from_pretrained(
                name,
                dtype=dtype,
                device_map=device_map,
                use_safetensors=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    except OSError:
        raise CheckpointError(f"There is no language model in safetensors at {name}: {why_not(name)}") from None
    except CONTRADICTIONS as error:
        raise CheckpointError(_unreadable(name, error)) from None
    family_of(model)
    refuse_lacking(name, found["missing_keys"], why_not(name))
    left = sorted({str(place) for place in getattr(model, "hf_device_map", {}).values()} & ELSEWHERE)
    if left and torch.cuda.is_available():
        raise CheckpointError(f"{name} does not fit on the GPUs: layers would lie on {' and '.join(left)}; use more.")
    return model.eval()


def _unreadable(name: str, error: Exception) -> str:
    """The sentence for a model that transformers trips over."""
    reason = " ".join(str(error).split())[:REASON_LETTERS]
    return f"{name} is not a language model that can be read ({type(error).__name__}: {reason}): {why_not(name)}"


def why_not(name: str) -> str:
    """What to do about a model that could not be read."""
    if Path(name).is_dir():
        return "give a folder that transformers wrote whole, with config.json, model.safetensors and a tokenizer."
    if Path(name).is_absolute() or name.startswith("."):
        return "there is no such folder."
    return "it is no folder, and on the hub it is not, or the hub cannot be reached; name a folder that holds it."


def size_of(name: str, length: int) -> ModelSize:
    """What the memory of a model depends on, from its configuration alone.

    Raises:
        CheckpointError: There is no such model, or its family cannot be pruned.
    """
    register()
    _refuse_family(name)
    try:
        config = AutoConfig.from_pretrained(name, trust_remote_code=False)
        with torch.device("meta"):
            model: nn.Module = AutoModelForCausalLM.from_config(config)
    except OSError:
        raise CheckpointError(f"There is no language model at {name}: {why_not(name)}") from None
    except CONTRADICTIONS as error:
        raise CheckpointError(_unreadable(name, error)) from None
    return size_of_model(model, length)


def size_of_model(model: nn.Module, length: int) -> ModelSize:
    """The same of a model that is there."""
    family_of(model)
    config = model.config
    params = sum(parameter.numel() for parameter in model.parameters())
    inner = sum(matrix.weight.numel() for matrix in inner_matrices(model).values())
    return ModelSize(params, config.num_hidden_layers, config.hidden_size, config.vocab_size, length, inner)  # type: ignore[union-attr, arg-type]


def _refuse_family(name: str) -> None:
    """Refuse by its name in config.json a family that AutoModelForCausalLM may not even know.

    Raises:
        CheckpointError: It cannot be pruned; the sentence says why.
    """
    try:
        facts, _ = PretrainedConfig.get_config_dict(name)
    except OSError:
        return  # whoever reads the model says so
    if "model_type" in facts:
        family_named(facts["model_type"])


def changed_shapes(model: nn.Module) -> dict[str, list[int]]:
    """The parameters that are smaller than the model's configuration says, with their shapes."""
    config, _ = _classes(family_of(model))
    dense_class = _classes(family_of(model))[1].__mro__[1]
    facts = {key: value for key, value in model.config.to_dict().items() if key != "model_type"}  # type: ignore[operator, union-attr]
    with torch.device("meta"):
        dense = dense_class(config(**facts))
    usual = {name: parameter.shape for name, parameter in dense.named_parameters()}
    return {name: list(value.shape) for name, value in model.named_parameters() if value.shape != usual[name]}


def _classes(family: Family) -> tuple[type, type]:
    """The configuration and the model that transformers builds for a pruned model of a family."""
    config: type = getattr(modeling_pruned, f"{family.pruned_class}Config")
    model: type = getattr(modeling_pruned, f"{family.pruned_class}ForCausalLM")
    return config, model


def _describe(path: Path, family: Family, shapes: dict[str, list[int]]) -> None:
    """Say in config.json which class builds the model, and with which shapes."""
    config, model = _classes(family)
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["model_type"] = f"{PREFIX}{family.model_type}"
    facts["architectures"] = [model.__name__]
    facts["auto_map"] = {
        "AutoConfig": f"{MODELLING.stem}.{config.__name__}",
        "AutoModelForCausalLM": f"{MODELLING.stem}.{model.__name__}",
    }
    facts["pruned_shapes"] = shapes
    path.write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")
