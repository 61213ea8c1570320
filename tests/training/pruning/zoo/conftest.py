"""What the tests of networks from outside share."""

from __future__ import annotations

import pytest

pytest.importorskip("timm", reason="needs the extra `suite`")
pytest.importorskip("sklearn", reason="needs the extra `suite`")
