"""What the tests of diffusion pipelines share: no hub, and no tests where the extra `suite` is not installed."""

from __future__ import annotations

import importlib.util

import pytest

LIBRARIES = ("transformers", "diffusers", "sklearn")
collect_ignore_glob = [] if all(map(importlib.util.find_spec, LIBRARIES)) else ["*"]


@pytest.fixture(autouse=True)
def no_bars():
    """Keep the progress that both libraries draw off stderr."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    of_diffusers.disable_progress_bar()
    of_transformers.disable_progress_bar()
    yield
    of_diffusers.enable_progress_bar()
    of_transformers.enable_progress_bar()
