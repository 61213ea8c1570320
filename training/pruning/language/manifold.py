"""Finds groups of like points along the manifold they lie on: diffusion map, then spectral clustering by NMF.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594. Neighbours only are
compared, so memory grows with n and not with n squared, which the official code cannot do without.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NEIGHBOURS = 15
LANDMARKS = 1000  # points that are factorised; the others follow the nearest of their centres
MOST_CLUSTERS = 20
CANDIDATES = 3  # numbers of clusters that the gaps propose and the factors judge
NO_WORSE = 1.1  # an approximation error that is as good as the best one


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Which points belong together.

    Shapes:
        labels: (n,), 0 to count - 1
    """

    labels: Integers
    count: int


def cluster(points: Floats, seed: int, count: int = 0) -> Clusters:
    """Group points.

    Args:
        count: How many groups; 0: as many as the gaps between eigenvalues and the error of the factors speak for.

    Shapes:
        points: (n, channels)
    """
    if len(points) <= 2:
        return Clusters(np.zeros(len(points), np.int64), 1)
    most = min(count or MOST_CLUSTERS, len(points) - 1)
    eigenvalues, coordinates = diffusion_map(points, most, seed)
    random = np.random.default_rng(seed)
    chosen = np.sort(random.permutation(len(points))[:LANDMARKS])
    factors = {k: _factorised(coordinates[chosen, : max(k - 1, 1)], k, seed) for k in _candidates(eigenvalues, count)}
    best = min(error for _, error in factors.values())
    # The gaps' order: the first number of clusters whose factors are as good as any.
    labels = next(labels for labels, error in factors.values() if error <= NO_WORSE * best)
    return _spread(coordinates, chosen, labels)


def diffusion_map(points: Floats, dimensions: int, seed: int) -> tuple[Floats, Floats]:
    """The slowest ways in which heat spreads over the points, the one that is the same everywhere left out.

    Shapes:
        points: (n, channels)
        returns: (dimensions,) eigenvalues, falling; (n, dimensions) coordinates
    """
    from scipy.sparse.linalg import LinearOperator, eigsh

    weights = _neighbourhood(points)
    degree = np.asarray(weights.sum(axis=1)).ravel()  # (n,)
    root = np.sqrt(degree)
    even = root / np.linalg.norm(root)  # the trivial eigenvector

    def spread(vector: Floats) -> Floats:
        vector = vector.ravel()
        result: Floats = (weights @ (vector / root)) / root - even * (even @ vector)
        return result

    size = len(points)
    operator = LinearOperator((size, size), matvec=spread, dtype=np.float64)
    start = np.random.default_rng(seed).standard_normal(size)
    values, vectors = eigsh(operator, k=min(dimensions, size - 1), which="LA", v0=start, tol=1e-6)
    order = np.argsort(-values, kind="stable")
    return values[order], vectors[:, order] / root[:, None] * np.linalg.norm(root) * values[order]


def _neighbourhood(points: Floats):  # type: ignore[no-untyped-def]  # scipy's sparse matrices have no types
    """How near each point is to its neighbours, as a sparse symmetric matrix with ones where a point meets itself."""
    from scipy.sparse import csr_matrix, identity
    from sklearn.neighbors import NearestNeighbors

    size, near = len(points), min(NEIGHBOURS, len(points) - 1)
    distances, indices = NearestNeighbors(n_neighbors=near).fit(points).kneighbors()  # (n, near), oneself left out
    scale = max(float(np.median(distances)), 1e-12)
    rows = np.repeat(np.arange(size), near)
    nearness = np.exp(-(distances.ravel() ** 2) / (2 * scale**2))
    matrix = csr_matrix((nearness, (rows, indices.ravel())), shape=(size, size))
    return matrix.maximum(matrix.T) + identity(size, format="csr")


def _candidates(eigenvalues: Floats, count: int) -> list[int]:
    """Numbers of clusters, the one behind the widest gap first."""
    if count:
        return [min(count, len(eigenvalues))]
    gaps = eigenvalues[:-1] - eigenvalues[1:]  # behind cluster k + 2: the trivial eigenvalue has been left out
    if not len(gaps):
        return [2]
    return [int(place) + 2 for place in np.argsort(-gaps, kind="stable")[:CANDIDATES]]


def _factorised(coordinates: Floats, count: int, seed: int) -> tuple[Integers, float]:
    """Non-negative factors of the points' similarities; each point goes where it weighs most.

    Shapes:
        coordinates: (landmarks, dimensions)
        returns: (landmarks,) labels, and the share of the similarities that the factors miss
    """
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    unit = coordinates / np.maximum(np.linalg.norm(coordinates, axis=1, keepdims=True), 1e-12)
    similar = np.abs(unit @ unit.T)  # (landmarks, landmarks), bounded by LANDMARKS
    factors = NMF(min(count, len(coordinates)), init="nndsvda", random_state=seed, max_iter=200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the label is where a point weighs most, long before
        weights = factors.fit_transform(similar)
    labels: Integers = weights.argmax(axis=1)
    return labels, float(factors.reconstruction_err_ / np.linalg.norm(similar))


def _spread(coordinates: Floats, chosen: Integers, labels: Integers) -> Clusters:
    """Every point to the nearest centre of the landmarks' groups; empty ones are left out."""
    used = np.unique(labels)
    centres = np.stack([coordinates[chosen][labels == label].mean(axis=0) for label in used])  # (groups, dimensions)
    apart = np.stack([((coordinates - centre) ** 2).sum(axis=1) for centre in centres])  # (groups, n)
    nearest: Integers = apart.argmin(axis=0).astype(np.int64)
    kept, compact = np.unique(nearest, return_inverse=True)
    return Clusters(compact.astype(np.int64), len(kept))
