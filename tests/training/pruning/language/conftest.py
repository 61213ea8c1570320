"""What the tests of language models share: no hub, and no tests where the extra `suite` is not installed."""

from __future__ import annotations

import importlib.util
import os

collect_ignore_glob = [] if importlib.util.find_spec("transformers") and importlib.util.find_spec("peft") else ["*"]

# Before transformers is imported, which reads it then.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
