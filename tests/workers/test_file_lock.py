"""A lock has one holder and is free again when that one is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gesture_app.workers.file_lock import take_lock

HOLD = """
import sys
from pathlib import Path
from gesture_app.workers.file_lock import take_lock
lock = take_lock(Path(sys.argv[1]))
print("held" if lock else "refused", flush=True)
sys.stdin.read()
"""


def test_a_killed_holder_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], **pipes) as holder:
        assert holder.stdout.readline() == "held\n"
        assert take_lock(path) is None
        holder.kill()
        holder.wait()
        lock = take_lock(path)
        assert lock is not None
        lock.close()
