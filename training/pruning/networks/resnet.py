"""ResNet for pictures of 32 pixels (He et al. 2015, arXiv:1512.03385, section 4.2), with convolutions as shortcuts."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

STAGES = (16, 32, 64)  # channels at width 1


class ResidualBlock(nn.Module):
    """Two convolutions whose sum with the input goes on."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.act1 = nn.ReLU()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.act2 = nn.ReLU()
        self.shortcut = nn.Sequential()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """Shapes: (n, inputs, height, width) to (n, outputs, height / stride, width / stride)."""
        y = self.norm2(self.conv2(self.act1(self.norm1(self.conv1(x)))))
        return cast(Tensor, self.act2(y + self.shortcut(x)))


def resnet(width: float, blocks: int, classes: int = 10) -> nn.Module:
    """A ResNet of 6 * blocks + 2 layers: 3 blocks make ResNet-20."""
    channels = [max(round(width * stage), 1) for stage in STAGES]
    layers: list[nn.Module] = []
    inputs = channels[0]
    for stage, outputs in enumerate(channels):
        for block in range(blocks):
            layers.append(ResidualBlock(inputs, outputs, stride=2 if stage and not block else 1))
            inputs = outputs
    stem = nn.Sequential(nn.Conv2d(3, channels[0], 3, 1, 1, bias=False), nn.BatchNorm2d(channels[0]), nn.ReLU())
    head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))
    return nn.Sequential(stem, *layers, head)
