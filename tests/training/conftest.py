"""What the tests of the workshop share: a tiny training set, a tiny network, and no word to the makers of libraries."""

from __future__ import annotations

import copy
import importlib.util
from pathlib import Path

import pytest
from tiny_training import tiny_network, write_folder

from training.cli import keep_to_this_machine

HERE = Path(__file__).parent

# The app is also tested where the extra `train` is not installed.
collect_ignore_glob = [] if importlib.util.find_spec("torch") and importlib.util.find_spec("ultralytics") else ["*"]

# Here and not in a fixture: libraries use the network as soon as they are imported, which the test modules do.
keep_to_this_machine()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("needs_torch")


@pytest.fixture(autouse=True)
def plain_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same arithmetic on every processor, and no time spent on finding out which is faster."""
    monkeypatch.setattr("training.yolo.trainer.bfloat16_helps", lambda: False)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A YOLO-layout folder with three splits, to be read only."""
    return write_folder(tmp_path_factory.mktemp("data") / "tiny")


@pytest.fixture(scope="session")
def pristine_network():
    """Built once."""
    return tiny_network()


@pytest.fixture
def network(pristine_network):
    """A network of one's own."""
    return copy.deepcopy(pristine_network)
