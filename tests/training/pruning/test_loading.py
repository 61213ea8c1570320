"""A model of somebody's folder is read without a table on the screen, and not at all where tensors lack."""

from __future__ import annotations

import logging

import pytest

from training.errors import CheckpointError
from training.pruning.loading import refuse_lacking, without_log


def test_a_library_is_silent_only_so_long(caplog):
    log = logging.getLogger("a_library")
    before = log.level
    with without_log("a_library"):
        logging.getLogger("a_library.part").error("many lines")
    assert log.level == before
    log.warning("heard again")
    assert [record.getMessage() for record in caplog.records] == ["heard again"]


def test_what_lacks_is_counted_and_one_of_it_named():
    refuse_lacking("model", [])
    with pytest.raises(CheckpointError, match=r"model lacks 2 tensors .* such as a\.bias: copy it whole\."):
        refuse_lacking("model", {"b.weight", "a.bias"}, "copy it whole.")
