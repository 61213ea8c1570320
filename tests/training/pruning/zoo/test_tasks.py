"""An address leads to a task; any other word to none."""

from __future__ import annotations

import pytest
from tiny_zoo import write_timm_folder

from training.errors import TrainingError
from training.pruning.types import Family
from training.pruning.zoo.tasks import zoo_task


@pytest.mark.parametrize("word", ["resnet20_cifar10", "hf:gpt2", "", "digits"])
def test_what_is_no_address_is_somebody_elses(word):
    assert zoo_task(word) is None


def test_a_network_of_timm_is_found_by_its_folder(tmp_path):
    task = zoo_task(f"timm:{write_timm_folder(tmp_path / 'net', classes=10)}@digits")
    assert (task.family, task.is_trained) == (Family.CNN, True)


@pytest.mark.parametrize("name", ["nowhere.onnx", "nowhere.pt", "nowhere.safetensors", "timm:nosuch"])
def test_a_network_that_is_not_there_is_one_sentence(name, tmp_path):
    with pytest.raises(TrainingError, match=r"nowhere|nosuch"):
        zoo_task(name if ":" in name else str(tmp_path / name))
