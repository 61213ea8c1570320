"""How much memory a run will take is said before, and refused if there is not so much."""

from __future__ import annotations

import dataclasses
import importlib.util

import pytest
import torch

from training.errors import RecipeError
from training.pruning.footprint import (
    KEPT,
    KEPT_BY_ADAPTERS,
    PROCESS,
    SPARE,
    Recovery,
    Work,
    in_words,
    loading_bytes,
    needs,
    recovery_bytes,
    refuse_what_cannot_fit,
)
from training.pruning.method import MemoryUse
from training.pruning.registry import find_method
from training.pruning.types import ModelSize

LLAMA_7B = ModelSize(params=6_738_415_616, layers=32, channels=4096, vocabulary=32000, length=128, inner=6_476_005_376)
COPY = 2 * 6.738e9 * SPARE  # in bfloat16
GPU = Work(rows=8, weight_bytes=2, is_apart=True)
PROCESSOR = Work(rows=8, weight_bytes=2)
GPUS = dataclasses.replace(GPU, is_spread=True)


def needed(use, work=GPU):
    return needs(LLAMA_7B, use, work).device


def of_arm(name, arm, **settings):
    method = find_method(name)
    return method.memory(arm, dataclasses.replace(method.settings, **settings), LLAMA_7B)


def test_training_all_weights_takes_float32_copies_gradients_and_two_moments():
    half, all_ = (needed(MemoryUse(trained_share=share)) for share in (0.5, 1.0))
    assert all_ - half == pytest.approx(8 * 6.738e9 * SPARE, rel=1e-3)
    half, all_ = (
        needed(MemoryUse(trained_share=share), dataclasses.replace(GPU, weight_bytes=4)) for share in (0.5, 1.0)
    )
    assert all_ - half == pytest.approx(6 * 6.738e9 * SPARE, rel=1e-3)


def test_judging_and_training_come_one_after_the_other():
    training, judging = MemoryUse(trained_share=1.0), MemoryUse(sums=2)
    assert needed(MemoryUse(trained_share=1.0, sums=2)) == max(needed(training), needed(judging))


def test_only_what_may_go_is_judged():
    all_, half = needed(MemoryUse(sums=2)), needed(MemoryUse(sums=2, judged_share=0.5))
    assert all_ - half == pytest.approx(4 * 6.738e9 * SPARE, rel=1e-3)


def test_more_rows_and_longer_ones_take_more():
    use = MemoryUse(rank=8)
    more = needed(use, dataclasses.replace(GPU, rows=64))
    assert more > needed(use) + 1e9
    assert needed(dataclasses.replace(use, length=1024)) == more


def test_copies_that_wait_lie_beside_the_gpu_or_between_gpus():
    none, two = MemoryUse(rank=8), MemoryUse(rank=8, waiting=2)
    assert needed(two) == needed(none)
    assert needed(two, GPUS) - needed(none, GPUS) == pytest.approx(2 * COPY, rel=1e-3)
    assert needs(LLAMA_7B, two, GPU).host == pytest.approx(PROCESS + 5 * COPY, rel=1e-3)  # measured and written
    assert needs(LLAMA_7B, MemoryUse(waiting=6), GPU).host == pytest.approx(PROCESS + 7 * COPY, rel=1e-3)


def test_a_processor_holds_everything():
    found = needs(LLAMA_7B, MemoryUse(waiting=2), PROCESSOR)
    assert found.host == 0
    assert found.device == pytest.approx(PROCESS + 5 * COPY, rel=1e-3)
    assert needed(MemoryUse(waiting=4), PROCESSOR) == pytest.approx(PROCESS + 6 * COPY, rel=0.01)


def test_two_networks_are_always_compared():
    assert needed(MemoryUse()) == pytest.approx(PROCESS + 2 * COPY, rel=0.02)


def test_a_recovery_of_adapters_holds_the_weights_once_and_one_of_all_weights_their_training():
    few, all_ = (recovery_bytes(LLAMA_7B, Recovery(1, rank), 2) for rank in (8, 0))
    assert few == pytest.approx(PROCESS + 2 * 6.738e9 * SPARE, rel=0.15)
    assert all_ - few == pytest.approx(16 * 6.738e9 * SPARE, rel=0.02)


def test_processes_share_what_is_trained_but_each_gathers_a_layer_and_reads_all():
    one, eight = (recovery_bytes(LLAMA_7B, Recovery(8, 0, count), 4) for count in (1, 8))
    assert eight < one / 3
    assert eight > one / 8
    assert loading_bytes(LLAMA_7B) == pytest.approx(PROCESS + 4 * 6.738e9, rel=1e-3)


@pytest.mark.parametrize("name", ["llm_pruner", "adapt_pruner", "perp", "paser"])
def test_every_arm_for_language_models_says_what_it_holds(name):
    for arm in find_method(name).arms:
        use = of_arm(name, arm.name)
        assert use.waiting == (0 if name == "perp" else 2)  # the masked network and the cut one
        assert needed(use) > 0


def test_arms_of_perp_take_what_they_train():
    full, adapters, few = (of_arm("perp", arm) for arm in ("full", "mask_lora", "biases_norms"))
    assert needed(adapters) < needed(full) / 2
    assert needed(few) < needed(adapters)
    assert of_arm("gradual", "sparse").trained_share == 1.0
    assert of_arm("perp", "biases_norms", parts="all").trained_share == 1.0
    assert of_arm("perp", "biases_norms", parts="head+norms").trained_share == pytest.approx(0.02, abs=0.001)
    assert needed(of_arm("perp", "reconstruct")) == needed(MemoryUse())


def test_criteria_keep_sums_of_what_may_go():
    shares = {arm: of_arm("llm_pruner", arm, spared_first=4, spared_last=4) for arm in ("mix", "l2", "channel")}
    assert [shares[arm].sums for arm in ("mix", "l2", "channel")] == [2, 0, 1]
    assert shares["mix"].judged_share == pytest.approx(0.72, abs=0.001)  # 24 of 32 layers
    assert shares["channel"].judged_share == 1.0
    assert of_arm("llm_pruner", "l2", criterion="mix").sums == 2


def test_rows_of_instructions_have_their_own_length():
    assert of_arm("paser", "paser").length == 256
    assert of_arm("paser", "none").rank == 0


def kept_by_a_layer(dtype, rank):
    """Bytes that a layer keeps of a token for the way back, for each hidden channel."""
    from transformers import LlamaConfig, LlamaForCausalLM

    from training.pruning.language.recover import with_adapters
    from training.pruning.parts.precision import trained_in_float32

    sizes = {"vocab_size": 16, "hidden_size": 64, "intermediate_size": 224, "num_attention_heads": 8}

    def kept(layers, rows):
        model = LlamaForCausalLM(LlamaConfig(**sizes, num_key_value_heads=2, num_hidden_layers=layers)).to(dtype)
        model = (with_adapters(model, rank, 16, 0.05) if rank else model).train()
        alive = []
        with (
            trained_in_float32(model),
            torch.autograd.graph.saved_tensors_hooks(lambda value: alive.append(value) or value, lambda value: value),
        ):
            own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
            model(input_ids=torch.zeros(rows, 32, dtype=torch.long), use_cache=False)
        storages = {value.untyped_storage().data_ptr(): value.untyped_storage().nbytes() for value in alive}
        return sum(size for place, size in storages.items() if place not in own)

    layer = [kept(2, rows) - kept(1, rows) for rows in (8, 16)]  # without weights in bfloat16, which do not grow
    return (layer[1] - layer[0]) / (8 * 32 * 64)


@pytest.mark.skipif(importlib.util.find_spec("transformers") is None, reason="needs the extra `suite`")
@pytest.mark.parametrize("rank", [0, 2])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_what_a_layer_keeps_is_what_it_really_keeps(dtype, rank):
    reckoned = KEPT[dtype.itemsize] + (KEPT_BY_ADAPTERS[dtype.itemsize] if rank else 0)
    assert kept_by_a_layer(dtype, rank) == pytest.approx(reckoned, rel=0.15)


def test_what_cannot_fit_is_refused_with_what_to_do():
    refuse_what_cannot_fit(100, 100, "It")
    with pytest.raises(
        RecipeError, match=r"^It needs about 61\.0 GB of memory, and 24\.0 GB are free; take --precision"
    ):
        refuse_what_cannot_fit(61_000_000_000, 24_000_000_000, "It")


def test_bytes_in_words():
    assert in_words(66_400_000) == "66 MB"
    assert in_words(1_260_000_000) == "1.3 GB"
