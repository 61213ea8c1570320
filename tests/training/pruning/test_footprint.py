"""How much memory a run will take is said before, and refused if there is not so much."""

from __future__ import annotations

import dataclasses

import pytest

from training.errors import RecipeError
from training.pruning.footprint import (
    PROCESS,
    SPARE,
    Recovery,
    in_words,
    loading_bytes,
    needed_bytes,
    recovery_bytes,
    refuse_what_cannot_fit,
)
from training.pruning.method import MemoryUse
from training.pruning.registry import find_method
from training.pruning.types import ModelSize, TrainingPlan

LLAMA_7B = ModelSize(params=6_738_415_616, layers=32, channels=4096, vocabulary=32000, length=128)
PLAN = TrainingPlan(batch=8)


def needed(use, size=LLAMA_7B, plan=PLAN, weight=2):
    return needed_bytes(size, dataclasses.replace(find_method("perp"), memory=use), plan, weight)


def test_copies_of_the_weights_count():
    six, eight = needed(MemoryUse(copies=6)), needed(MemoryUse(copies=8))
    assert eight - six == pytest.approx(2 * 6.738e9 * 2 * SPARE, rel=1e-3)


def test_training_all_weights_takes_float32_copies_gradients_and_two_moments():
    none, all_ = needed(MemoryUse(copies=6)), needed(MemoryUse(copies=6, trained_share=1.0))
    assert all_ - none == pytest.approx(16 * 6.738e9 * SPARE, rel=1e-3)
    none, all_ = (needed(MemoryUse(copies=6, trained_share=share), weight=4) for share in (0.0, 1.0))
    assert all_ - none == pytest.approx(12 * 6.738e9 * SPARE, rel=1e-3)


def test_judging_and_training_come_one_after_the_other():
    training, judging = MemoryUse(copies=1, trained_share=1.0), MemoryUse(copies=1, sums=2)
    both = MemoryUse(copies=1, trained_share=1.0, sums=2)
    assert needed(both) == max(needed(training), needed(judging))


def test_a_larger_batch_takes_more():
    use = MemoryUse(copies=6)
    assert needed(use, plan=TrainingPlan(batch=64)) > needed(use) + 1e9


def test_measuring_and_writing_take_memory_too():
    assert needed(MemoryUse()) == pytest.approx(PROCESS + 5 * 6.738e9 * 2 * SPARE, rel=1e-3)


def test_a_recovery_of_adapters_holds_the_weights_once_and_one_of_all_weights_their_training():
    few, all_ = (recovery_bytes(LLAMA_7B, Recovery(1, rank), 2) for rank in (8, 0))
    assert few == pytest.approx(PROCESS + 2 * 6.738e9 * SPARE, rel=0.1)
    assert all_ - few == pytest.approx(16 * 6.738e9 * SPARE, rel=0.01)


def test_processes_share_what_is_trained_but_each_gathers_a_layer_and_reads_all():
    one, eight = (recovery_bytes(LLAMA_7B, Recovery(8, 0, count), 4) for count in (1, 8))
    assert eight < one / 3
    assert eight > one / 8
    assert loading_bytes(LLAMA_7B) == pytest.approx(PROCESS + 4 * 6.738e9, rel=1e-3)


@pytest.mark.parametrize("name", ["llm_pruner", "adapt_pruner", "perp", "paser"])
def test_a_method_for_language_models_says_what_it_holds(name):
    assert find_method(name).memory.copies >= 2  # the dense one is always there to compare with


def test_what_cannot_fit_is_refused_with_what_to_do():
    refuse_what_cannot_fit(100, 100, "It")
    with pytest.raises(
        RecipeError, match=r"^It needs about 61\.0 GB of memory, and 24\.0 GB are free; take --precision"
    ):
        refuse_what_cannot_fit(61_000_000_000, 24_000_000_000, "It")


def test_bytes_in_words():
    assert in_words(66_400_000) == "66 MB"
    assert in_words(1_260_000_000) == "1.3 GB"
