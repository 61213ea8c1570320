"""Several processes train one network, whatever structure it has, and only the first one writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import torch
from tiny_training import tiny_network, write_recipe
from torch import distributed, nn

from training.channels.criterion import Criterion
from training.yolo import processes
from training.yolo.checkpoint import load_network, save_network
from training.yolo.prune import count_params, prune

ROOT = Path(__file__).parents[3]
PATIENCE_S = 280  # for two more processes, on a machine that does other things


def test_a_pruned_network_keeps_its_structure_in_two_processes(folder: Path, tmp_path: Path) -> None:
    before = tiny_network()
    prune(before, Criterion.RANDOM, 0.5)
    save_network(before, tmp_path / "pruned.pt")
    recipe = write_recipe(tmp_path / "r.toml", folder)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    finetune = ["-m", "training", "finetune", recipe, "--weights", tmp_path / "pruned.pt", "--out", tmp_path / "run"]
    surroundings = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*torchrun, *finetune],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("checkpoint: ") == 1
    after = load_network(tmp_path / "run" / "weights" / "last.pt")
    shapes = [{name: value.shape for name, value in net.state_dict().items()} for net in (before, after)]
    assert shapes[0] == shapes[1]
    assert count_params(after) < 0.6 * count_params(tiny_network())
    assert not torch.equal(before.model[0].conv.weight, after.model[0].conv.weight)
    facts = json.loads((tmp_path / "run" / "facts.json").read_text(encoding="utf-8"))
    assert (facts["epochs"], facts["processes"]) == (1, 2)


def test_a_process_alone_is_the_first_of_one() -> None:
    assert processes.is_first()
    assert (processes.count(), processes.number(), processes.device_number()) == (1, 0, 0)
    processes.leave()  # nobody is there


def test_a_network_on_a_processor_is_wrapped_although_a_card_is_named(tmp_path: Path) -> None:
    store = distributed.FileStore(str(tmp_path / "meeting"), 1)
    distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    try:
        with processes.wrapping_for(torch.device("cpu")):
            wrapped = nn.parallel.DistributedDataParallel(nn.Linear(2, 1), device_ids=[None])
        assert isinstance(wrapped, nn.parallel.DistributedDataParallel)
        assert wrapped(torch.ones(1, 2)).shape == (1, 1)
    finally:
        processes.leave()
    assert not distributed.is_initialized()
