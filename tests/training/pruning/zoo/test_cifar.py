"""CIFAR is read from the files that its makers publish, and nothing hidden in them is run."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from tiny_zoo import write_cifar10, write_cifar100

from training.errors import DataError
from training.pruning.zoo.cifar import read_cifar


@pytest.mark.parametrize("inner", ["", "cifar-10-batches-py"], ids=["by itself", "as torchvision has it"])
def test_cifar10_is_read(tmp_path, inner):
    write_cifar10(tmp_path / "data" / inner)
    found = read_cifar(tmp_path / "data")
    assert found.names == tuple(f"c{number}" for number in range(10))
    assert (len(found.train), len(found.test)) == (20, 4)
    first = pickle.loads((tmp_path / "data" / inner / "data_batch_1").read_bytes())[b"data"][0]
    assert np.array_equal(np.array(found.train.read(0)), first.reshape(3, 32, 32).transpose(1, 2, 0))


def test_cifar100_has_its_hundred_fine_classes(tmp_path):
    found = read_cifar(write_cifar100(tmp_path / "cifar-100-python"))
    assert len(found.names) == 100
    assert found.test.classes == (0, 99, 1, 2, 3, 4)


def test_another_folder_is_not_taken_for_it(tmp_path):
    assert read_cifar(tmp_path) is None


class Harm:
    """Would make a folder if it were unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        import os

        return os.mkdir, (str(self.path),)


def test_code_in_a_pickle_is_refused_and_not_run(tmp_path):
    folder = write_cifar10(tmp_path / "data")
    (folder / "data_batch_3").write_bytes(pickle.dumps({"data": Harm(tmp_path / "harm"), "labels": []}))
    with pytest.raises(DataError, match=r"data_batch_3 is no file of CIFAR \(it asks for \w+\.mkdir\)"):
        read_cifar(folder)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no file of CIFAR"),
        (b"junk", "no file of CIFAR"),
        (pickle.dumps([1]), "no file of CIFAR"),
        (pickle.dumps({"data": np.zeros((2, 3072), np.uint8)}), "holds no labels"),
        (pickle.dumps({"data": np.zeros((2, 3072), np.uint8), "labels": [0]}), "no pictures of 32 pixels"),
        (pickle.dumps({"data": np.zeros((1, 3072), np.float32), "labels": [0]}), "no pictures of 32 pixels"),
        (pickle.dumps({"data": np.zeros((1, 3072), np.uint8), "labels": [10]}), "labels that its names do not know"),
    ],
)
def test_a_damaged_file_gives_one_sentence(tmp_path, content, what):
    folder = write_cifar10(tmp_path / "data")
    (folder / "test_batch").write_bytes(content)
    with pytest.raises(DataError, match=what):
        read_cifar(folder)


def test_a_missing_file_is_named(tmp_path):
    folder = write_cifar10(tmp_path / "data")
    (folder / "data_batch_5").unlink()
    with pytest.raises(DataError, match="no data_batch_5 in"):
        read_cifar(folder)
