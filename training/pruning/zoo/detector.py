"""A detector of ultralytics as the suite knows networks: pictures in, one tensor of raw answers out."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn
from ultralytics.cfg import get_cfg
from ultralytics.nn.modules.block import Attention
from ultralytics.nn.modules.head import Detect
from ultralytics.utils.loss import v8DetectionLoss
from ultralytics.utils.nms import non_max_suppression
from ultralytics.utils.tal import dist2bbox, make_anchors

from training.errors import CheckpointError
from training.pruning.types import Split
from training.yolo.evaluate import MAX_DETECTIONS, MAX_OVERLAP, MIN_SCORE, PictureResult, score
from training.yolo.prune import outputs

NOTHING = -1.0  # class of a row of targets that holds no box
BATCH = 16


class Detector(nn.Module):
    """Gives the raw answers of all places at once, in training and in use alike.

    Args:
        network: A detection model of ultralytics; its head answers once for each place.

    Raises:
        CheckpointError: It is another kind of network.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        head = cast(nn.Sequential, network.model)[-1]
        if type(head) is not Detect or getattr(head, "one2one_cv2", None) is not None:
            raise CheckpointError(f"A network that ends in {type(head).__name__} is no plain detector, as this needs.")
        self.network = network
        for parameter in self.parameters():
            parameter.requires_grad = True  # a loaded checkpoint has none

    def forward(self, pictures: Tensor) -> Tensor:
        """Shapes: (n, 3, side, side), 0 to 1, to (n, 4 * levels + classes, places)."""
        found = self.network(pictures)
        raw = found if isinstance(found, dict) else found[1]
        return torch.cat([raw["boxes"], raw["scores"]], 1)

    def output_layers(self) -> list[nn.Module]:
        """The layers whose outputs mean something outside."""
        return outputs(self.network)

    def fixed_layers(self) -> list[nn.Module]:
        """The layers whose outputs the code of ultralytics counts on: its attention writes down how wide it is."""
        return [cast(nn.Module, module.proj) for module in self.network.modules() if isinstance(module, Attention)]


class Judge:
    """What a detector's raw answers cost, and what they are worth.

    Args:
        network: Of the same head; its weights are not looked at.
        side_px: Of the squares that it is shown.
    """

    def __init__(self, network: nn.Module, side_px: int, names: Sequence[str]) -> None:
        bare = copy.deepcopy(network)
        bare.args = get_cfg()  # the loss reads its gains there
        head = cast(nn.Sequential, bare.model)[-1]
        self._loss = v8DetectionLoss(bare)
        self._levels, self._names = int(cast(int, head.reg_max)), tuple(names)
        strides = cast(Tensor, head.stride)
        self._maps = [torch.zeros(1, 1, *(2 * [side_px // int(stride)])) for stride in strides]
        places, steps = make_anchors(self._maps, strides, 0.5)
        self._places, self._steps, self._side_px = places.t()[None], steps.t(), side_px

    def loss(self, answers: Tensor, targets: Tensor) -> Tensor:
        """Boxes, classes and edges, as ultralytics weighs them; the mean over pictures.

        Shapes:
            answers: (n, 4 * levels + classes, places); targets: (n, most, 5), class, centre and size in shares
        """
        picture, row = (targets[..., 0] != NOTHING).nonzero(as_tuple=True)
        batch = {"batch_idx": picture.float(), "cls": targets[picture, row, 0], "bboxes": targets[picture, row, 1:]}
        boxes, scores = answers[:, : 4 * self._levels], answers[:, 4 * self._levels :]
        raw = {"boxes": boxes, "scores": scores, "feats": [one.to(answers.device) for one in self._maps]}
        found: Tensor = self._loss.get_assigned_targets_and_loss(raw, batch)[1].sum()
        return found

    def score(self, network: nn.Module, split: Split) -> float:
        """The mean average precision over IoU 0.5 to 0.95."""
        device = next(network.parameters()).device
        network.eval()
        results: list[PictureResult] = []
        with torch.no_grad():
            for start in range(0, len(split), BATCH):
                chosen = slice(start, min(start + BATCH, len(split)))
                found = self._found(network(split.inputs[chosen].to(device)).cpu())
                results += [self._result(*pair) for pair in zip(found, split.targets[chosen], strict=True)]
        return score(results, self._names).map50_95

    def _found(self, answers: Tensor) -> list[Tensor]:
        """The boxes of every picture. Shapes: (n, 4 * levels + classes, places) to n of (m, 6)."""
        boxes, scores = answers[:, : 4 * self._levels], answers[:, 4 * self._levels :]
        spread = boxes.reshape(len(boxes), 4, self._levels, -1).softmax(2)  # (n, 4, levels, places)
        edges = torch.einsum("nelp,l->nep", spread, torch.arange(self._levels, dtype=spread.dtype))
        decoded = dist2bbox(edges, self._places, xywh=True, dim=1) * self._steps
        raw = torch.cat([decoded, scores.sigmoid()], 1)
        found: list[Tensor] = non_max_suppression(
            raw, MIN_SCORE, MAX_OVERLAP, multi_label=True, max_det=MAX_DETECTIONS, max_time_img=10.0
        )
        return found

    def _result(self, found: Tensor, targets: Tensor) -> PictureResult:
        """What was found in one picture beside what is there."""
        there = targets[targets[:, 0] != NOTHING]
        centre, half = there[:, 1:3] * self._side_px, there[:, 3:5] * self._side_px / 2
        truth = torch.cat([there[:, :1], centre - half, centre + half], 1)
        return PictureResult(found[:, :6].numpy(), truth.numpy())
