"""Lets `python -m training` do what `gesture-train` does."""

from __future__ import annotations

import sys

from training.cli import main

if __name__ == "__main__":
    sys.exit(main())
