"""Starts the command line: `python -m gesture_app`."""

from __future__ import annotations

import sys

from gesture_app.cli import main

sys.exit(main())
