"""Finds groups of like points along the manifold they lie on: diffusion map, then spectral clustering by NMF.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594. Neighbours only are
compared, so memory grows with n and not with n squared, which the official code cannot do without.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NEIGHBOURS = 15
LANDMARKS = 600  # points that are factorised; the others follow the nearest of their centres
MOST_CLUSTERS = 20
CANDIDATES = 3  # numbers of clusters that the gaps propose and the factors judge
NO_WORSE = 1.1  # an approximation error that is as good as the best one
ROUNDS = 100  # at most, of whatever goes on until little changes
SOFT = 0.2  # added to the groups that k-means sees, which the factors begin as
ACCURATE = 1e-3  # eigenvalues that lie this near each other need not be told apart


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
    features = {k: _directions(coordinates, k) for k in _candidates(eigenvalues, count)}
    factors = {k: _factorised(found[chosen], k, seed) for k, found in features.items()}
    best = min(error for _, error in factors.values())
    # In the gaps' order: the first number of clusters whose factors are as good as any.
    k, labels = next((k, labels) for k, (labels, error) in factors.items() if error <= NO_WORSE * best)
    return _spread(features[k], chosen, labels)


def diffusion_map(points: Floats, dimensions: int, seed: int) -> tuple[Floats, Floats]:
    """The slowest ways in which heat spreads over the points, the one that is the same everywhere left out.

    Shapes:
        points: (n, channels)
        returns: (dimensions,) eigenvalues, falling; (n, dimensions) coordinates
    """
    weights = _neighbourhood(points)
    degree = np.asarray(weights.sum(axis=1)).ravel()  # (n,)
    root = np.sqrt(degree)
    even = (root / np.linalg.norm(root))[:, None]  # (n, 1), the trivial eigenvector

    def spread(vectors: Floats) -> Floats:
        result: Floats = (weights @ (vectors / root[:, None])) / root[:, None] - even @ (even.T @ vectors)
        return result

    values, vectors = _largest(spread, (len(points), min(dimensions, len(points) - 1)), seed)
    return values, vectors / root[:, None] * np.linalg.norm(root) * values


def _largest(multiply: Callable[[Floats], Floats], shape: tuple[int, int], seed: int) -> tuple[Floats, Floats]:
    """The largest eigenvalues of a symmetric matrix, falling, with their vectors.

    All at once by Rayleigh and Ritz in a growing subspace (LOBPCG): groups that no neighbours join have the same
    eigenvalue, of which Lanczos, as in scipy's eigsh, finds one.

    Args:
        multiply: With the matrix, which is nowhere.
        shape: How large the matrix is, and how many are wanted.
    """
    from scipy.sparse.linalg import LinearOperator, lobpcg

    size, count = shape
    if size <= 5 * count:  # where LOBPCG gives up
        values, vectors = np.linalg.eigh(multiply(np.eye(size)))
        return values[::-1][:count], vectors[:, ::-1][:, :count]
    operator = LinearOperator((size, size), matvec=multiply, matmat=multiply, dtype=np.float64)
    start = np.random.default_rng(seed).standard_normal((size, count))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that the last ones are not as accurate as they could be
        values, vectors = lobpcg(operator, start, tol=ACCURATE, maxiter=ROUNDS, largest=True)
    return values, vectors


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


def _directions(coordinates: Floats, count: int) -> Floats:
    """Where points lie seen from the origin, once the trivial coordinate is back.

    Without that one the points of two clusters lie on opposite sides, and the sign that tells them apart is lost in the
    paper's |Y Y^T|; with it, those of different clusters are at right angles.

    Shapes:
        coordinates: (n, dimensions)
        returns: (n, count), each of length 1
    """
    found = np.column_stack([np.ones(len(coordinates)), coordinates[:, : count - 1]])
    result: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
    return result


def _factorised(directions: Floats, count: int, seed: int) -> tuple[Integers, float]:
    """Non-negative factors of the points' similarities; each point goes where it weighs most.

    Shapes:
        directions: (landmarks, count)
        returns: (landmarks,) labels, and the share of the similarities that the factors miss
    """
    from sklearn.cluster import KMeans
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    similar = np.abs(directions @ directions.T)  # (landmarks, landmarks), bounded by LANDMARKS
    count = min(count, len(directions))
    factors = NMF(count, init="custom", max_iter=ROUNDS)
    with warnings.catch_warnings():
        # Equal points make fewer groups than asked for; and labels are settled long before the factors are.
        warnings.simplefilter("ignore", ConvergenceWarning)
        first = KMeans(count, n_init=4, random_state=seed).fit_predict(directions)
        begin = np.eye(count)[first] + SOFT  # (landmarks, count)
        weights = factors.fit_transform(similar, W=begin, H=np.ascontiguousarray(begin.T))
    labels: Integers = weights.argmax(axis=1)
    return labels, float(factors.reconstruction_err_ / np.linalg.norm(similar))


def _spread(directions: Floats, chosen: Integers, labels: Integers) -> Clusters:
    """Every point to the nearest centre of the landmarks' groups; empty ones are left out."""
    used = np.unique(labels)
    centres = np.stack([directions[chosen][labels == label].mean(axis=0) for label in used])  # (groups, count)
    apart = np.stack([((directions - centre) ** 2).sum(axis=1) for centre in centres])  # (groups, n)
    nearest: Integers = apart.argmin(axis=0).astype(np.int64)
    kept, compact = np.unique(nearest, return_inverse=True)
    return Clusters(compact.astype(np.int64), len(kept))
