"""MediaPipe Hands as a peer; runs in an environment of its own, which `peers.py` makes."""

from __future__ import annotations

import sys

import cv2
import mediapipe
from peer_loop import keep_to_one_core, serve


def main(clip):
    """Look as its makers advise for video: with tracking, for two hands."""
    keep_to_one_core()
    hands = mediapipe.solutions.hands.Hands(static_image_mode=False, max_num_hands=2)

    def look(frame):
        return len(hands.process(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)).multi_hand_landmarks or ())

    serve(look, clip)


if __name__ == "__main__":
    main(sys.argv[1])
