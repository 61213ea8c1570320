"""How large a network is: parameters, and the multiply-accumulates of one picture of a 16:9 camera."""

from __future__ import annotations

from torch import nn

from training.yolo.prune import count_macs, count_params

INPUT_PX = 416  # long side for which networks here are made, if nothing else is said
STRIDE_PX = 32  # a network takes multiples of it


def wide_height_px(input_px: int) -> int:
    """How high a 16:9 picture of this width is for a network, as the app pads a camera's frame."""
    return -(-input_px * 9 // 16 // STRIDE_PX) * STRIDE_PX


def sizes(network: nn.Module, input_px: int = INPUT_PX) -> dict[str, float]:
    """Parameters and multiply-accumulates of a network, and the picture for which the latter are counted.

    Args:
        input_px: Long side that the network sees.
    """
    height_px = wide_height_px(input_px)
    return {
        "params": count_params(network),
        "macs": count_macs(network, input_px, height_px),
        "macs_width_px": input_px,
        "macs_height_px": height_px,
    }
