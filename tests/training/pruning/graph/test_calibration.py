"""What a network is shown is told apart by what its batch norms have seen before."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from onnx_graphs import Net

from training.pruning.graph.calibration import Calibration, Quality, calibration_inputs, distance, quality
from training.pruning.graph.network import GraphNetwork


def pictures(seed: int = 0) -> list[torch.Tensor]:
    """Normalised pictures whose colours differ."""
    random = torch.Generator().manual_seed(seed)
    scale = torch.tensor([0.5, 1.0, 2.0])[:, None, None]
    return [torch.randn(8, 3, 6, 6, generator=random) * scale + scale for _ in range(2)]


@pytest.fixture
def network() -> GraphNetwork:
    """A batch norm that has seen these pictures."""
    net = Net("n", 3, 6, 6)
    seen = torch.cat(pictures(seed=7)).movedim(1, 0).flatten(1)
    statistics = (net.constant(values.numpy()) for values in (seen.mean(1), seen.var(1)))
    normal = net.add("BatchNormalization", "x", net.weight(3), net.weight(3), *statistics)
    return GraphNetwork(net.graph(net.conv(normal, 3, 4))).eval()


def test_training_pictures_are_near_and_others_are_far(network: GraphNetwork) -> None:
    found = {kind: distance(network, calibration_inputs(kind, pictures(), seed=0)) for kind in Calibration}
    assert quality(found[Calibration.TRAINING]) is Quality.NEAR
    assert quality(found[Calibration.SHIFTED]) is Quality.FAR
    assert quality(found[Calibration.NOISE]) is Quality.FAR


@pytest.fixture
def normless() -> GraphNetwork:
    """A convolution alone."""
    net = Net("n", 3, 6, 6)
    return GraphNetwork(net.graph(net.conv("x", 3, 4)))


def test_without_batch_norms_and_data_nobody_can_tell(normless: GraphNetwork) -> None:
    assert distance(normless, pictures()) is None
    assert quality(None) is Quality.UNKNOWN


def test_without_batch_norms_training_pictures_tell(normless: GraphNetwork) -> None:
    known, others = pictures(seed=7), pictures()
    found = {kind: distance(normless, calibration_inputs(kind, others, seed=0), known) for kind in Calibration}
    assert quality(found[Calibration.TRAINING]) is Quality.NEAR
    assert {quality(found[kind]) for kind in (Calibration.SHIFTED, Calibration.NOISE)} == {Quality.FAR}


def test_what_a_matrix_gets_has_its_channels_in_the_last_axis() -> None:
    net = Net("n", 5, 4)
    network = GraphNetwork(net.graph(net.add("MatMul", "x", net.weight(4, 2))))
    scale = torch.tensor([1.0, 2.0, 3.0, 4.0])
    known, others = ([torch.randn(8, 5, 4, generator=torch.Generator().manual_seed(s)) * scale] for s in (0, 1))
    assert distance(network, known, known) == pytest.approx(0.0, abs=1e-4)
    # Rows turned around have the means and variances of other channels.
    assert distance(network, [others[0].flip(-1)], known) > 2 * distance(network, others, known)


def test_noise_needs_no_picture_and_is_the_same_for_a_seed() -> None:
    one, same = (calibration_inputs(Calibration.NOISE, pictures(seed), 3) for seed in (0, 1))
    assert all(torch.equal(a, b) for a, b in zip(one, same, strict=True))
    assert float(one[0].abs().max()) <= np.sqrt(3)


def test_shifted_pictures_have_other_colours_and_are_inverted() -> None:
    given = pictures()
    shifted = calibration_inputs(Calibration.SHIFTED, given, 0)
    assert torch.equal(shifted[0][:, 1], -given[0][:, 0])
