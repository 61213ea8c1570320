"""Gives a cut YOLO the weights with which every convolution comes nearest to what it gave before: least squares.

For a convolution with the inputs Z that it has now and the outputs Y that it had, of the channels that were kept,

    W' = (Y Z' + d W) (Z Z' + d 1)^-1        d: a share of the mean of the diagonal of Z Z'

where W are the weights left by the cut. Layers are solved for while the pictures pass through the cut network, so each
makes up for what those before it have lost, and each batch norm is measured anew on the way. Nothing is trained.
OBSPA, Wang et al. 2024, arXiv:2403.18955; `training.pruning.graph.reconstruct` does this for ONNX files.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.modules.batchnorm import _BatchNorm

from training.data.paint import Batch
from training.yolo.checkpoint import detect_head

DAMPING = 0.01
PLACES = 12  # in each direction of a layer's output that are asked in each picture; neighbours say the same


@torch.no_grad()
def reconstruct(before: nn.Module, network: nn.Module, batches: Iterable[Batch]) -> None:
    """Solve for the weights of a network that was cut out of another one, in place.

    Call it right after the cut: which channels were kept is read off the batch norms.

    Args:
        before: The network that was cut, as it was.
        batches: Pictures; all of them pass through together.

    Raises:
        ValueError: The one network is no part of the other.
    """
    pictures = torch.cat([batch.pictures for batch in batches])
    before.eval()
    network.eval()
    targets = _outputs(before, pictures)
    kept = kept_channels(before, network)
    with ExitStack() as hooks:
        for name, module in network.named_modules():
            if name in targets:
                target = targets[name][:, kept[name]] if name in kept else targets[name]
                hooks.callback(module.register_forward_pre_hook(partial(_solve, target)).remove)
            elif isinstance(module, _BatchNorm):
                hooks.callback(module.register_forward_pre_hook(_measure).remove)
        network(pictures)


def kept_channels(before: nn.Module, network: nn.Module) -> dict[str, Tensor]:
    """Which output channels of each convolution with a batch norm are left, by the convolution's name.

    Raises:
        ValueError: A channel is in the one network and not in the other.
    """
    norms = {name: _figures(module) for name, module in before.named_modules() if isinstance(module, _BatchNorm)}
    kept = {}
    for name, module in network.named_modules():
        if isinstance(module, _BatchNorm):
            same = (_figures(module)[:, None] == norms[name][None]).all(dim=2)  # (kept, all)
            if not same.any(dim=1).all():
                raise ValueError(f"{name} has channels that the network before the cut has not")
            kept[f"{name.removesuffix('.bn')}.conv"] = same.int().argmax(dim=1)
    return kept


def _figures(norm: _BatchNorm) -> Tensor:
    """What tells one channel of a batch norm from the others. Returns (channels, 4)."""
    return torch.stack([norm.weight, norm.bias, cast(Tensor, norm.running_mean), cast(Tensor, norm.running_var)], dim=1)


def _outputs(network: nn.Module, pictures: Tensor) -> dict[str, Tensor]:
    """What every convolution but those with fixed weights puts out at some places, by its name: (places, channels)."""
    fixed = set(cast(nn.Module, detect_head(network).dfl).modules())
    found: dict[str, Tensor] = {}

    def note(name: str, _module: nn.Module, _inputs: object, output: Tensor) -> None:
        found[name] = _rows(_at_places(output, output.shape[2:], 1))

    with ExitStack() as hooks:
        for name, module in network.named_modules():
            if isinstance(module, nn.Conv2d) and module not in fixed:
                hooks.callback(module.register_forward_hook(partial(note, name)).remove)
        network(pictures)
    return found


def _solve(target: Tensor, module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
    """Give a convolution its new weights, just before its inputs pass through it.

    Shapes:
        target: (places, channels out)
    """
    layer = cast(nn.Conv2d, module)
    seen = _patches(layer, inputs[0])  # (places, channels in * kernel)
    old = layer.weight.flatten(1)  # (channels out, channels in * kernel)
    if layer.bias is not None:
        seen = torch.cat([seen, torch.ones(len(seen), 1).to(seen)], dim=1)
        old = torch.cat([old, layer.bias[:, None]], dim=1)
    square = seen.T @ seen
    pull = DAMPING * square.diagonal().mean()
    square.diagonal().add_(pull)
    new = torch.linalg.solve(square, seen.T @ target + pull * old.T).T
    if layer.bias is not None:
        layer.bias.copy_(new[:, -1])
        new = new[:, :-1]
    layer.weight.copy_(new.reshape(layer.weight.shape))


def _measure(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
    """Give a batch norm the statistics of what it is about to see."""
    norm = cast(_BatchNorm, module)
    variance, mean = torch.var_mean(inputs[0], dim=(0, 2, 3))
    cast(Tensor, norm.running_mean).copy_(mean)
    cast(Tensor, norm.running_var).copy_(variance)


def _patches(layer: nn.Conv2d, inputs: Tensor) -> Tensor:
    """What a convolution sees at the places that are asked. Returns (places, channels * kernel)."""
    (kernel, _), (stride, _), (margin, _) = layer.kernel_size, layer.stride, cast(tuple[int, int], layer.padding)
    padded = functional.pad(inputs, (margin, margin, margin, margin))
    shape = torch.Size((side - kernel) // stride + 1 for side in padded.shape[2:])
    views = [_at_places(padded[:, :, y:, x:], shape, stride) for y in range(kernel) for x in range(kernel)]
    return _rows(torch.stack(views, dim=2).flatten(1, 2))  # channels first, then the kernel's rows, as weights have it


def _at_places(values: Tensor, shape: torch.Size, stride: int) -> Tensor:
    """An even choice of the places of a layer's output of this shape. (B, C, H, W); returns (B, C, h, w)."""
    rows, columns = (_choice(side).to(values.device) * stride for side in shape)
    return values[:, :, rows][:, :, :, columns]


def _choice(side: int) -> Tensor:
    """At most `PLACES` of a side's places, evenly."""
    return torch.linspace(0, side - 1, min(side, PLACES)).round().long()


def _rows(values: Tensor) -> Tensor:
    """One row for each place. (B, C, h, w); returns (B * h * w, C)."""
    return values.movedim(1, -1).flatten(0, -2)
