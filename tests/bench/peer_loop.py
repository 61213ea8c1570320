"""What every peer does: look at the frames of a clip that it is asked for, and tell how long each took.

Imported by processes of other environments too, so it needs nothing but the standard library and OpenCV.
"""

from __future__ import annotations

import json
import os
import sys
import time

import cv2


def keep_to_one_core():
    """Let this process and whatever threads it starts use one processor core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def serve(look, clip):
    """Answer each line "count" from standard input with one JSON object about the next so many frames of a clip.

    Args:
        look: Takes a frame, (height, width, 3), uint8, BGR; gives the number of hands in it.
    """
    frames = endless(clip)
    for line in sys.stdin:
        times_ms, seen = [], 0
        for _ in range(int(line)):
            frame = next(frames)  # decoding is not timed
            # The processor's time, not the clock's: whatever else the machine does is not counted.
            started_s = time.process_time()
            seen += look(frame) > 0
            times_ms.append((time.process_time() - started_s) * 1000)
        sys.stdout.write(json.dumps({"times_ms": times_ms, "seen": seen}) + "\n")
        sys.stdout.flush()


def endless(clip):
    """The frames of a clip, around and around."""
    while True:
        capture = cv2.VideoCapture(clip)
        count = 0
        while True:
            has_one, frame = capture.read()
            if not has_one:
                break
            count += 1
            yield frame
        capture.release()
        if not count:
            raise SystemExit(f"No frame of the video {clip} can be read.")
