"""What this machine is called, as far as its speed depends on it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path


def machine_name() -> str:
    """Processor and cores: measurements of one machine say nothing of another."""
    return f"{cpu_model()}, {os.cpu_count() or 1} cores"


def cpu_model() -> str:
    """The processor's name for a person, as far as the system tells it."""
    if sys.platform == "linux":
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        return names[0] if names else platform.machine()
    if sys.platform == "darwin":
        asked = subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip() or platform.machine()
    return platform.processor() or platform.machine()
