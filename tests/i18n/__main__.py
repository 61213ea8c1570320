"""Tells what the translations lack; with --write puts empty lines for it into their files."""

from __future__ import annotations

import argparse
import sys

from gesture_app.core.files import write_atomically
from tests.i18n.catalogs import FOLDER, completed, judge, read_entries
from tests.i18n.texts import all_texts


def main() -> int:
    """Gives the exit code: 1 if anything is left to do."""
    parser = argparse.ArgumentParser(prog="make strings", description=__doc__)
    parser.add_argument("--write", action="store_true", help="add empty lines for what is missing, drop what is gone")
    is_writing = parser.parse_args().write
    texts, is_complete = all_texts(), True
    for path in sorted(FOLDER.glob("*.toml")):
        if is_writing:
            write_atomically(path, completed(path, texts))
        verdict = judge(read_entries(path), texts)
        for kind in ("missing", "obsolete", "misplaced"):
            for text in getattr(verdict, kind):
                print(f"{path.name}: {kind}: {text}")
                is_complete = False
    print("Everything is translated." if is_complete else "Fill the empty lines, then run this again.")
    return 0 if is_complete else 1


if __name__ == "__main__":
    sys.exit(main())
