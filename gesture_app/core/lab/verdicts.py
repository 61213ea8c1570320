"""What testing the papers of the pruning methods came to, read from the file that `gesture-train report` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path


class Verdict(Enum):
    """Whether what a paper claims was found here, too; the values are those of the suite."""

    REPRODUCED = "reproduced"
    PARTLY = "partly"
    NOT_REPRODUCED = "not reproduced"
    NOT_TESTABLE = "not testable at this scale"
    UNFINISHED = "not finished"


def read_verdicts(path: Path) -> Mapping[str, Verdict]:
    """Verdicts by the method's name; what cannot be understood is left out, since nothing depends on it."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    known = {verdict.value: verdict for verdict in Verdict}
    entries = listed.items() if isinstance(listed, dict) else ()
    return {name: known[word] for name, word in entries if isinstance(word, str) and word in known}
