"""Training in seconds: pictures of coloured rectangles in YOLO's layout, and a small YOLOv5 at 64 pixels."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

SIDE_PX = 64
NAMES = ("palm", "fist", "no_gesture")
COLOURS = ((40, 40, 220), (40, 220, 40), (220, 40, 40))  # blue, green, red, as cv2 writes them
SPLITS = ("train", "val", "test")

# All the building blocks of yolov5s.yaml, each once.
ARCHITECTURE = """\
nc: 3
depth_multiple: 1.0
width_multiple: 1.0
backbone:
  - [-1, 1, Conv, [16, 6, 2, 2]]
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, C3, [32]]
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, C3, [32]]
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, SPPF, [64, 5]]
head:
  - [-1, 1, nn.Upsample, [null, 2, nearest]]
  - [[-1, 4], 1, Concat, [1]]
  - [-1, 1, C3, [32, False]]
  - [-1, 1, Conv, [32, 3, 2]]
  - [[-1, 6], 1, Concat, [1]]
  - [-1, 1, C3, [64, False]]
  - [[9, 12], 1, Detect, [nc]]
"""


def write_folder(root: Path, count: int = 6, names: tuple[str, ...] = NAMES, size: tuple[int, int] = (96, 64)) -> Path:
    """Write count pictures into every split, one rectangle each: picture n shows class n modulo the classes."""
    rng = np.random.default_rng(0)
    lines = [f"names: [{', '.join(names)}]", *(f"{split}: images/{split}" for split in SPLITS)]
    root.mkdir(parents=True, exist_ok=True)
    (root / "data.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "tiny.yaml").write_text(ARCHITECTURE, encoding="utf-8")
    for split in SPLITS:
        (root / "images" / split).mkdir(parents=True)
        (root / "labels" / split).mkdir(parents=True)
        for number in range(count):
            label = number % len(names)
            write_picture(root, split, f"{number:03d}", size, [(label, *rng.uniform(0.35, 0.65, 2), 0.4, 0.5)])
    return root


def write_picture(root: Path, split: str, name: str, size: tuple[int, int], boxes) -> Path:
    """Write one picture and its label file; boxes are class, centre and size as shares."""
    width, height = size
    picture = np.full((height, width, 3), 128, np.uint8)
    for label, x, y, w, h in boxes:
        left, top = round((x - w / 2) * width), round((y - h / 2) * height)
        right, bottom = round((x + w / 2) * width), round((y + h / 2) * height)
        picture[max(top, 0) : bottom, max(left, 0) : right] = COLOURS[int(label) % 3]
    path = root / "images" / split / f"{name}.png"
    cv2.imwrite(str(path), picture)
    lines = [" ".join(f"{value:g}" for value in box) for box in boxes]
    (root / "labels" / split / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return path


def recipe_values(data: Path, **changes: object) -> dict[str, object]:
    """The values of a recipe that trains for a second; dotted tables are not needed."""
    values: dict[str, object] = {
        "name": "tiny",
        "architecture": str(data / "tiny.yaml"),
        "data": str(data),
        "input_px": SIDE_PX,
        "epochs": 1,
        "epoch_pictures": 8,
        "batch": 4,
        "close_epochs": 0,
        "check_every": 1,
        "warmup_epochs": 0.0,
        "workers": 0,
        "device": "cpu",
    }
    return values | changes


def write_recipe(path: Path, data: Path, **changes: object) -> Path:
    """Write such a recipe as TOML."""
    words = {
        key: f'"{value}"' if isinstance(value, str) else value for key, value in recipe_values(data, **changes).items()
    }
    path.write_text("".join(f"{key} = {value}\n" for key, value in words.items()), encoding="utf-8")
    return path


def tiny_network(seed: int = 0):
    """An untrained network for NAMES whose batch norms have something to say."""
    import torch
    import yaml
    from ultralytics.nn.tasks import DetectionModel

    torch.manual_seed(seed)
    network = DetectionModel(yaml.safe_load(ARCHITECTURE), nc=len(NAMES), verbose=False)
    network.names = dict(enumerate(NAMES))
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return network.eval()
