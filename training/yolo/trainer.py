"""Trains a YOLO of any structure: ultralytics' trainer with our pictures, our validation and the structure kept.

ultralytics rebuilds a network from its description and copies matching weights, which silently undoes a pruning;
here a loaded network is trained as it is.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import torch
from torch import Tensor, nn
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.utils import LOGGER, RANK
from ultralytics.utils.torch_utils import unwrap_model

from training.data.loader import BatchLoader, TrainingData
from training.recipe import Recipe
from training.yolo import processes
from training.yolo.checkpoint import with_labels, without_teacher
from training.yolo.device import training_device
from training.yolo.evaluate import predict, score, torch_model
from training.yolo.group_sparsity import GroupSparsity
from training.yolo.heard import Hear, Heard, nobody
from training.yolo.precision import bfloat16_helps
from training.yolo.slimming import shrink_scales

TEACHER_FILE = "teacher.pt"  # in the folder of a run that is distilled from it
METRICS = ("metrics/precision", "metrics/recall", "metrics/mAP50", "metrics/mAP50-95")


class StructureTrainer(DetectionTrainer):  # type: ignore[misc]  # ultralytics has no types
    """Trains one recipe on decoded data.

    Args:
        overrides: ultralytics' own arguments, from `overrides_for`.
        hear: Is told of every batch, and of every epoch that is scored.
    """

    last: Path  # set by ultralytics
    best: Path
    best_fitness: float | None

    def __init__(self, recipe: Recipe, data: TrainingData, overrides: dict[str, object], hear: Hear = nobody) -> None:
        self._recipe, self._decoded, self._hear = recipe, data, hear
        self._batches = 0  # of this epoch
        threads = torch.get_num_threads()
        super().__init__(overrides=overrides)
        torch.set_num_threads(threads)  # ultralytics leaves a core of a CPU idle: of two the half
        if processes.count() > 1:
            self.world_size = processes.count()  # of all machines
        self._cpu_bfloat16 = self.device.type == "cpu" and bfloat16_helps()
        LOGGER.info(f"precision: {self.precision}")
        self._group_sparsity: GroupSparsity | None = None
        self.add_callback("on_train_epoch_start", StructureTrainer._start_epoch)
        if hear is not nobody:
            self.add_callback("on_train_batch_end", StructureTrainer._tell_batch)
            self.add_callback("on_model_save", StructureTrainer._tell_scores)

    @property
    def precision(self) -> str:
        """What numbers the convolutions are counted in; the weights are float32 in any case."""
        uses_bfloat16 = self.args.amp if self.device.type == "cuda" else self._cpu_bfloat16
        return "bfloat16" if uses_bfloat16 else "float32"

    def get_dataset(self) -> dict[str, object]:
        """Names and counts; the pictures are decoded already."""
        names = dict(enumerate(self._decoded.names))
        return {"names": names, "nc": len(names), "channels": 3, "train": "", "val": ""}

    def get_dataloader(
        self,
        dataset_path: str,  # noqa: ARG002  # ultralytics passes it; the pictures are decoded already
        batch_size: int = 16,
        rank: int = 0,  # noqa: ARG002  # counts on each machine anew
        mode: str = "train",
    ) -> BatchLoader | SimpleNamespace:
        """Painted batches for training; validation reads its store directly."""
        if mode == "val":
            return SimpleNamespace(dataset=range(len(self._decoded.val)))
        return BatchLoader(self._decoded, self._recipe, batch_size, processes.number(), processes.count())

    def get_model(self, cfg: object = None, weights: nn.Module | None = None, verbose: bool = True) -> nn.Module:
        """A loaded network with its widths, for the gestures of this run; otherwise one built from its description."""
        if weights is None:
            built: nn.Module = super().get_model(cfg, weights, verbose)
            return built
        for parameter in weights.parameters():
            parameter.requires_grad = True
        return with_labels(weights, self._decoded.names)

    def get_validator(self) -> SimpleNamespace:
        """The names of our metrics, which is all that the trainer asks for."""
        return SimpleNamespace(metrics=SimpleNamespace(keys=list(METRICS)), args=SimpleNamespace())

    def _setup_ddp(self) -> None:
        """Meet the other processes; each has its own device."""
        self.device = training_device(self._recipe.device)
        processes.join(self.device)

    def _setup_train(self) -> None:
        """Everything before the first epoch."""
        with processes.wrapping_for(self.device):
            super()._setup_train()

    def preprocess_batch(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """Painted batches are ready; on a processor where bfloat16 is faster, the step around this call uses it."""
        if self._cpu_bfloat16:
            # The trainer's own autocast context, which surrounds this call, refuses bfloat16 on a CPU; what is set
            # inside it holds until it ends.
            torch.set_autocast_dtype("cpu", torch.bfloat16)
            torch.set_autocast_enabled("cpu", True)  # noqa: FBT003  # takes no keyword
        return batch

    def optimizer_step(self) -> None:
        """One step, with the regulariser of sparse training before it (a gradient) or after it (a proximal step)."""
        if self._recipe.group_sparsity > 0:
            if self._group_sparsity is None:
                self._group_sparsity = GroupSparsity(self._trained(), self._recipe.group_sparsity)
            self._group_sparsity.pull(self._trained())
        super().optimizer_step()
        if self._recipe.slim > 0:
            shrink_scales(self._trained(), self._recipe.slim * self._rate() / self._rate_sum())

    def _trained(self) -> nn.Module:
        """The network that learns, out of what ultralytics wraps around it and its teacher."""
        whole: nn.Module = unwrap_model(self.model)
        return without_teacher(whole)

    def _rate(self) -> float:
        """The learning rate of the batch-norm scales now."""
        return float(next(group["lr"] for group in self.optimizer.param_groups if group.get("param_group") == "bn"))

    def _rate_sum(self) -> float:
        """What `_rate` sums up to over all steps of the run, as far as the schedule is known."""
        shares = sum(self.lf(epoch) for epoch in range(self.epochs))
        return float(self.args.lr0 * shares * len(self.train_loader) / self.accumulate)

    def _start_epoch(self) -> None:
        """Validate and save only now and then, and paint the pictures that belong to this epoch."""
        self.args.val = self.args.save = (self.epoch + 1) % self._recipe.check_every == 0
        self.train_loader.set_epoch(self.epoch)
        self._batches = 0

    def _tell_batch(self) -> None:
        """Say how far the run is, with the mean loss of the epoch."""
        self._batches += 1
        loss = sum(float(value) for value in self.tloss.values())
        done = (self.epoch + min(self._batches / len(self.train_loader), 1)) / self.epochs
        self._hear(Heard(min(done, 1.0), self.epoch + 1, self.epochs, {"loss": loss}))

    def _tell_scores(self) -> None:
        """Say what the epoch that has just been saved scored."""
        scores = {key.removeprefix("metrics/"): float(self.metrics[key]) for key in METRICS if key in self.metrics}
        done = min((self.epoch + 1) / self.epochs, 1.0)
        self._hear(Heard(done, self.epoch + 1, self.epochs, scores, is_scored=True))

    def _close_dataloader_mosaic(self) -> None:
        """Begin the closing phase."""
        self.train_loader.close_augmentation()

    def validate(self) -> tuple[dict[str, float], float]:
        """Score the averaged weights on the validation pictures; what has been scored is worth saving."""
        self.args.save = True
        scores = score(
            predict(torch_model(self.ema.ema), self._decoded.val, self._recipe.input_px), self._decoded.names
        )
        metrics = dict(zip(METRICS, (scores.precision, scores.recall, scores.map50, scores.map50_95), strict=True))
        fitness = scores.map50_95
        self.best_fitness = fitness if self.best_fitness is None else max(self.best_fitness, fitness)
        LOGGER.info(f"epoch {self.epoch + 1}: val mAP50 {scores.map50:.4f}, mAP50-95 {scores.map50_95:.4f}")
        return metrics, fitness

    def final_eval(self) -> None:
        """The last validation has just been made."""

    def save_model(self) -> bool:
        """Write the checkpoints whole or not at all."""
        last, best = self.last, self.best
        self.last, self.best = last.with_suffix(".part"), best.with_suffix(".part")
        try:
            saved: bool = super().save_model()
        finally:
            parts, (self.last, self.best) = (self.last, self.best), (last, best)
        for part, target in zip(parts, (last, best), strict=True):
            if part.exists():
                part.replace(target)
        return saved

    def read_results_csv(self) -> dict[str, object]:
        """The figures of all epochs lie in results.csv; a checkpoint need not carry them (nor polars read them)."""
        return {}

    def plot_training_labels(self) -> None:
        """Labels are painted anew for each batch; there is nothing to plot."""


def overrides_for(recipe: Recipe, folder: Path, resume: Path | None) -> dict[str, object]:
    """The arguments that ultralytics wants for a recipe."""
    taught = {"distill_model": str(folder / TEACHER_FILE)} if recipe.distill else {}
    if resume is not None:
        return {"resume": str(resume), "model": str(resume), "device": recipe.device or None, **taught}
    return {
        "model": recipe.architecture,
        "data": "",
        "imgsz": recipe.input_px,
        "epochs": recipe.epochs,
        "time": recipe.minutes / 60 or None,
        "batch": recipe.batch,
        "nbs": recipe.batch,  # no accumulation: the learning rate is meant for this batch
        "optimizer": recipe.optimizer,
        "lr0": recipe.learning_rate,
        "lrf": recipe.final_rate,
        "momentum": recipe.momentum,
        "weight_decay": recipe.weight_decay,
        "warmup_epochs": recipe.warmup_epochs,
        "warmup_bias_lr": recipe.learning_rate,
        "cos_lr": True,
        "close_mosaic": recipe.close_epochs,
        "dis": recipe.distill,
        **taught,
        "seed": recipe.seed,
        "deterministic": False,  # painting uses scatter and grid_sample, which have no deterministic GPU form
        "patience": 0,
        "plots": False,
        "amp": "bf16" if torch.cuda.is_available() and recipe.device != "cpu" else False,
        "device": recipe.device or None,
        "workers": 0,
        "project": str(folder.parent.resolve()),
        "name": folder.name,
        "exist_ok": True,
        "verbose": RANK in (-1, 0),
    }
