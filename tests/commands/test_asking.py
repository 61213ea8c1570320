from __future__ import annotations

import dataclasses

from colour_network import frame_with

from gesture_app.commands._asking import AskingDetector
from gesture_app.core.types import Box, Detection

PALM = Detection("palm", 0.9, Box(100, 50, 180, 130))


class Scripted:
    """Finds these hands, and takes every hand for a left one."""

    title = "Scripted"

    def __init__(self, *detections):
        self.detections = detections
        self.closed = 0

    def detect(self, frame):
        return self.detections

    def certainties(self, frame, boxes):
        return (0.9,) * len(boxes)

    def close(self):
        self.closed += 1


def test_every_hand_is_told_and_what_a_recording_says_stays():
    known = dataclasses.replace(PALM, left=0.2)
    detector = Scripted(PALM, known)
    asking = AskingDetector(detector, detector)
    assert [one.left for one in asking.detect(frame_with())] == [0.9, 0.2]
    assert asking.title == "Scripted"
    asking.close()
    assert detector.closed == 1
