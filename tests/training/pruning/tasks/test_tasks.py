"""Every task is a file of its name; what it builds, loads and judges by is tried in test_every_method.py."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.pruning.parts.prunable import prunable
from training.pruning.registry import all_tasks
from training.pruning.tasks import (
    char_lstm_shakespeare,
    lenet300_mnist,
    mobilenet_cifar10,
    resnet20_cifar10,
    tiny_ldm_digits,
    tiny_ldm_sounds,
    tiny_llama_shakespeare,
    tiny_llama_skills,
    tiny_opt_shakespeare,
    tiny_shapes,
    tiny_shapes_vit,
    tiny_text_to_digits,
    tiny_vit_cifar10,
    vgg_cifar10,
)

MODULES = (
    char_lstm_shakespeare,
    lenet300_mnist,
    mobilenet_cifar10,
    resnet20_cifar10,
    tiny_ldm_digits,
    tiny_ldm_sounds,
    tiny_llama_shakespeare,
    tiny_llama_skills,
    tiny_opt_shakespeare,
    tiny_shapes,
    tiny_shapes_vit,
    tiny_text_to_digits,
    tiny_vit_cifar10,
    vgg_cifar10,
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_file_is_a_task_of_its_name(module):
    assert all_tasks()[module.__name__.rpartition(".")[2]] is module.TASK


def test_a_depthwise_convolution_loses_channels_and_no_weight_by_itself():
    task = mobilenet_cifar10.TASK
    network = task.build(1.0)
    layers = {f"{name}.weight" for name, layer in network.named_modules() if getattr(layer, "groups", 1) > 1}
    assert len(layers) == 5
    assert not layers & set(prunable(network, task.without_zeros))
    assert layers <= set(prunable(network, task.keep_dense))


def test_drawn_shapes_are_the_same_every_time_and_all_kinds_occur(examples, tiny):
    again = tiny.load()
    assert torch.equal(again.test.inputs, examples.test.inputs)
    assert not torch.equal(examples.train.inputs[:300], examples.test.inputs)
    assert set(examples.train.targets.tolist()) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("task", "enough"),
    [
        pytest.param(tiny_shapes.TASK, 0.8, id="convolutions"),
        pytest.param(tiny_shapes_vit.TASK, 0.5, id="transformer"),
    ],
)
def test_shapes_can_be_learned(bench, examples, task, enough):
    whole = dataclasses.replace(bench, task=task, plan=task.plan)
    assert task.score(whole.dense(), examples.test) > enough
