"""Recovery on one device and, by torchrun, on several: the same losses and the same model, whole and merged."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tiny_language import logits_of, loss_of, some_windows, tiny_model

from training.errors import CheckpointError, DataError, RecipeError
from training.pruning.hardware import Hardware
from training.pruning.language import recovery
from training.pruning.language.families import inner_matrices
from training.pruning.language.recovery import Companions, RecoveryPlan, recover
from training.pruning.language.resume import Keeper, facts_of
from training.pruning.language.saved import load_model, save_model
from training.pruning.language.select import Selection, prune_sparse
from training.pruning.language.sparse import Sparsity
from training.pruning.language.structured import StructuredRequest, prune_structured
from training.pruning.parts.prunable import sparsity_of
from training.pruning.types import Precision, Split

ROOT = Path(__file__).parents[4]
PLAN = RecoveryPlan(steps=6, batch=4, learning_rate=1e-2, rank=2, alpha=4, dropout=0.0)
ALL_WEIGHTS = dataclasses.replace(PLAN, rank=0)
CPU = Hardware("cpu")

# What each process of torchrun does; the first writes what came out.
PROCESS = """
from training.yolo import processes
import json, sys, torch
from pathlib import Path
from training.pruning.hardware import Hardware
from training.pruning.language.recovery import Companions, RecoveryPlan, recover
from training.pruning.language.saved import save_model
from training.pruning.types import Split
torch.set_num_threads(1)
folder, name, rank = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rows = Split(*torch.load(folder / "rows.pt", weights_only=True))
plan = RecoveryPlan(steps=6, batch=4, learning_rate=1e-2, rank=rank, alpha=4, dropout=0.0)
losses = []
hear = Companions(lambda _, loss: losses.append(loss))
model = recover(str(folder / name), rows, plan, Hardware("cpu"), hear)
if model is not None:
    save_model(model, folder / "sharded")
    (folder / "losses.json").write_text(json.dumps(losses))
processes.end()
"""


@pytest.fixture
def folder(tmp_path):
    """Two pruned models, and rows of which some tokens are only given, of some rows more than of others.

    One of them lost heads and neurons, the other half of its single weights.
    """
    model, sparse = tiny_model("llama", tie_word_embeddings=True), tiny_model("opt")
    prune_structured(model, StructuredRequest(0.5), some_windows())
    save_model(model, tmp_path / "model")
    prune_sparse(sparse, Selection.MAGNITUDE, Sparsity(0.5), some_windows())
    save_model(sparse, tmp_path / "sparse")
    windows = some_windows(12, 9)
    inputs, targets = windows[:, :-1].clone(), windows[:, 1:].clone()
    for row in range(12):
        targets[row, : row % 4] = -100
    torch.save((inputs, targets), tmp_path / "rows.pt")
    return tmp_path


def rows_of(folder):
    return Split(*torch.load(folder / "rows.pt", weights_only=True))


def recovered(folder, plan=PLAN, hardware=CPU, keeper=None, name="model"):
    losses = []
    companions = Companions(lambda _, loss: losses.append(loss), keeper)
    model = recover(str(folder / name), rows_of(folder), plan, hardware, companions)
    assert model is not None
    return model, losses


def zeros_of(model):
    return sparsity_of({name: matrix.weight for name, matrix in inner_matrices(model).items()})


@pytest.mark.parametrize("rank", [0, 2])
def test_a_pruned_model_learns_and_comes_back_plain(rank, folder):
    before = loss_of(load_model(str(folder / "model")), some_windows(12, 9))
    model, losses = recovered(folder, RecoveryPlan(steps=20, batch=4, learning_rate=1e-2, rank=rank, dropout=0.0))
    assert len(losses) == 20
    assert loss_of(model, some_windows(12, 9)) < before - 0.1
    save_model(model, folder / "again")
    assert torch.equal(logits_of(load_model(str(folder / "again")), some_windows()), logits_of(model, some_windows()))


def test_the_loss_is_that_of_the_judged_tokens(folder):
    _, losses = recovered(folder, RecoveryPlan(steps=1, batch=12, rank=2))
    rows = rows_of(folder)
    logits = logits_of(load_model(str(folder / "model")), rows.inputs)
    wanted = torch.nn.functional.cross_entropy(logits.flatten(0, 1), rows.targets.flatten())
    assert losses == pytest.approx([float(wanted)], rel=1e-5)


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_a_batch_in_parts_is_the_whole_batch(rows, folder):
    model, losses = recovered(folder)
    other, others = recovered(folder, hardware=Hardware("cpu", micro_batch=rows))
    assert others == pytest.approx(losses, rel=1e-5)
    torch.testing.assert_close(logits_of(other, some_windows()), logits_of(model, some_windows()))


def test_no_more_rows_go_through_at_once_than_the_hardware_says(folder, monkeypatch):
    seen = []
    usual = recovery._nats
    monkeypatch.setattr(
        recovery, "_nats", lambda model, rows, chosen: seen.append(len(chosen)) or usual(model, rows, chosen)
    )
    recovered(folder, hardware=Hardware("cpu", micro_batch=3))
    assert seen == [3, 1] * PLAN.steps


def test_in_bfloat16_the_weights_are_as_they_were_and_it_learns_all_the_same(folder):
    plan = RecoveryPlan(steps=6, batch=4, learning_rate=1e-3, rank=2, dropout=0.0)
    model, losses = recovered(folder, plan, Hardware("cpu", Precision.BFLOAT16))
    assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}
    assert losses == pytest.approx(recovered(folder, plan)[1], rel=0.02)


@pytest.mark.parametrize(("name", "plan"), [("model", PLAN), ("sparse", ALL_WEIGHTS)], ids=["adapters", "zeros stay"])
def test_two_processes_do_what_one_does(name, plan, folder):
    """Sharded by FSDP over two processes of one machine."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    (folder / "process.py").write_text(PROCESS, encoding="utf-8")
    words = [str(folder / "process.py"), str(folder), name, str(plan.rank)]
    environment = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    alone, losses = recovered(folder, plan, name=name)
    assert json.loads((folder / "losses.json").read_text(encoding="utf-8")) == pytest.approx(losses, rel=1e-4)
    together = load_model(str(folder / "sharded"))
    torch.testing.assert_close(
        logits_of(together, some_windows()), logits_of(alone, some_windows()), rtol=1e-4, atol=1e-4
    )
    assert zeros_of(together) == zeros_of(alone)


@pytest.mark.parametrize("precision", Precision)
def test_all_weights_are_trained_but_those_that_were_pruned(precision, folder):
    before = load_model(str(folder / "sparse"))
    after, losses = recovered(folder, ALL_WEIGHTS, Hardware("cpu", precision), name="sparse")
    assert losses[-1] < losses[0]
    for name, matrix in inner_matrices(after).items():
        assert torch.equal(matrix.weight == 0, before.get_submodule(name).weight == 0)


def test_adapters_that_would_fill_the_zeros_are_refused(folder):
    with pytest.raises(RecipeError, match=r"50% of the weights .* --rank 0 or the adapters of perp .* --sparsity 0\.5"):
        recovered(folder, name="sparse")


@pytest.mark.parametrize("rank", [0, 2])
def test_the_zeros_are_filled_where_that_is_meant(rank, folder):
    model, _ = recovered(folder, dataclasses.replace(PLAN, rank=rank, fills_zeros=True), name="sparse")
    assert zeros_of(model) < 0.05


def test_what_is_to_be_sharded_is_moved_layer_by_layer(folder, monkeypatch):
    """Whole in float32 it may be too large for any device; FSDP moves each layer when it divides it."""
    moved = []
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr("training.yolo.processes.join", lambda _device: None)
    monkeypatch.setattr("training.pruning.language.recovery.check_vocabulary", lambda *_: None)
    monkeypatch.setattr(Hardware, "first", torch.device("meta"))

    def noted(model, _hardware):
        moved.extend(parameter.device.type for parameter in model.parameters())
        raise KeyboardInterrupt

    monkeypatch.setattr("training.pruning.language.recovery._shard", noted)
    with pytest.raises(KeyboardInterrupt):
        recovered(folder)
    assert set(moved) == {"cpu"}


def test_fewer_rows_than_a_batch_are_refused(folder):
    with pytest.raises(DataError, match="There are 12 rows and a batch has 64"):
        recovered(folder, RecoveryPlan())


@pytest.mark.parametrize("rank", [0, 2])
def test_a_recovery_that_was_stopped_goes_on_as_if_it_had_not_been(rank, folder):
    plan = RecoveryPlan(steps=6, batch=4, learning_rate=1e-2, rank=rank, dropout=0.1)
    whole, losses = recovered(folder, plan)
    keeper = Keeper(folder / "resume", facts_of(plan), every=2)

    def stop(step, _loss):
        if step == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recover(str(folder / "model"), rows_of(folder), plan, CPU, Companions(stop, keeper))
    model, rest = recovered(folder, plan, keeper=keeper)
    assert rest == pytest.approx(losses[4:], rel=1e-6)
    torch.testing.assert_close(logits_of(model, some_windows()), logits_of(whole, some_windows()))
    keeper.forget()
    assert not (folder / "resume").exists()


def test_another_recovery_is_not_gone_on_with(folder):
    recovered(folder, keeper=Keeper(folder / "resume", "this", every=2))
    with pytest.raises(CheckpointError, match="is of a recovery with other words"):
        recovered(folder, keeper=Keeper(folder / "resume", "that", every=2))


def test_a_step_that_not_all_processes_kept_does_not_count(folder, monkeypatch):
    keeper = Keeper(folder / "resume", "this", every=2)
    recovered(folder, keeper=keeper)
    names = sorted(path.name for path in (folder / "resume").iterdir())
    assert names == ["4-0-of-1.safetensors", "6-0-of-1.safetensors"]
    monkeypatch.setenv("WORLD_SIZE", "2")
    for name in ("2-0-of-2", "2-1-of-2", "4-0-of-2"):
        (folder / "resume" / f"{name}.safetensors").touch()
    assert keeper.newest() == 2
