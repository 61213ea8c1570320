"""Points are grouped along the manifold they lie on, and their number squared is never held in memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from training.pruning.language.manifold import cluster, diffusion_map


def blobs(count, each, seed=0):
    """Groups of points, far from each other."""
    random = np.random.default_rng(seed)
    centres = 20 * np.eye(count)
    return np.concatenate([centre + random.standard_normal((each, count)) for centre in centres])


def rings(each):
    """Two circles, one within the other: no straight line divides them."""
    angles = np.linspace(0, 2 * np.pi, each, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([circle, 4 * circle])


def agreement(labels, count, each):
    """The share of points that lie in the commonest cluster of their group."""
    groups = labels.reshape(count, each)
    return np.mean([np.bincount(group).max() / each for group in groups])


@pytest.mark.parametrize("count", [3, 6])
def test_groups_and_their_number_are_found(count):
    found = cluster(blobs(count, 60), seed=0)
    assert found.count == count
    assert agreement(found.labels, count, 60) == 1.0
    assert set(found.labels) == set(range(count))


def test_a_number_that_is_asked_for_is_given():
    assert cluster(blobs(4, 50), seed=0, count=2).count == 2


def test_the_shape_of_a_group_does_not_matter():
    found = cluster(rings(60), seed=0, count=2)
    assert agreement(found.labels, 2, 60) == 1.0
    assert found.labels[0] != found.labels[-1]


def test_more_points_than_landmarks_are_grouped_alike():
    found = cluster(blobs(5, 150), seed=0)
    assert agreement(found.labels, 5, 150) > 0.99


def test_the_trivial_way_of_spreading_is_left_out():
    values, coordinates = diffusion_map(blobs(2, 100), 3, seed=0)
    assert values[0] == pytest.approx(1.0, abs=1e-4)  # between the two groups nothing spreads
    assert np.ptp(coordinates[:100, 0]) < 0.1 * abs(coordinates[0, 0] - coordinates[-1, 0])
    assert list(values) == sorted(values, reverse=True)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_handful_of_points_is_no_trouble(count):
    found = cluster(np.eye(count), seed=0)
    assert len(found.labels) == count
    assert found.count == len(set(found.labels))


def test_memory_does_not_grow_with_the_square(monkeypatch):
    monkeypatch.setattr("training.pruning.language.manifold.LANDMARKS", 200)
    points = np.random.default_rng(0).standard_normal((6000, 4))
    tracemalloc.start()
    cluster(points, seed=0, count=3)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6000 * 6000 * 8 / 4


def test_the_same_seed_gives_the_same_groups():
    points = np.random.default_rng(1).standard_normal((300, 5))
    assert np.array_equal(cluster(points, 3).labels, cluster(points, 3).labels)
