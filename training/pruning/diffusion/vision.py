"""What a vision model of transformers sees in pictures: features for a Fréchet distance that is named after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from safetensors import SafetensorError
from torch import Tensor
from transformers import AutoImageProcessor, AutoModel

from training.errors import CheckpointError
from training.pruning.loading import refuse_lacking, without_log

BATCH = 32


def vision_features(name: str) -> Callable[[Tensor], Tensor]:
    """What turns pictures (n, channels, height, width), -1 to 1, into features (n, features).

    Args:
        name: A folder or a name on the hub, such as one of DINOv2 or CLIP.

    Raises:
        CheckpointError: There is no vision model in safetensors.
    """
    try:
        processor = AutoImageProcessor.from_pretrained(name, trust_remote_code=False)
        with without_log("transformers"):
            model, found = AutoModel.from_pretrained(
                name, use_safetensors=True, trust_remote_code=False, output_loading_info=True
            )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CheckpointError(f"There is no vision model in safetensors at {name}: {reason}") from None
    refuse_lacking(name, found["missing_keys"])
    model.eval()

    @torch.no_grad()
    def see(pictures: Tensor) -> Tensor:
        return torch.cat([_features(model, processor, part) for part in torch.split(pictures, BATCH)])

    return see


def _features(model: Any, processor: Any, pictures: Tensor) -> Tensor:
    """One batch."""
    coloured = pictures.expand(-1, 3, -1, -1) if pictures.shape[1] == 1 else pictures
    pixels = ((coloured + 1) * 127.5).round().clamp(0, 255).byte()
    given = processor(images=list(pixels), return_tensors="pt").pixel_values
    if hasattr(model, "get_image_features"):
        found = model.get_image_features(pixel_values=given)
        return cast(Tensor, getattr(found, "pooler_output", found))
    output = model(pixel_values=given)
    pooled = getattr(output, "pooler_output", None)
    return cast(Tensor, output.last_hidden_state.mean(1) if pooled is None else pooled)
