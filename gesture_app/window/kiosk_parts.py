"""The parts of a real kiosk: the camera and detector of its file, and VLC behind its allow list."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gesture_app.app import (
    load_vocabulary,
    open_detector,
    open_side_network,
    open_source,
    player_kinds,
    source_request,
)
from gesture_app.core.bindings import Bindings
from gesture_app.core.detector import Detector
from gesture_app.core.gestures import Gesture, postures
from gesture_app.core.kiosk_file import allowed_commands
from gesture_app.core.kiosk_policy import HouseRules, allowed_bindings, guarded
from gesture_app.core.kiosk_sections import Kiosk
from gesture_app.core.player import PlayerRequest
from gesture_app.core.profiles import bindings_for
from gesture_app.core.sections import DetectorSettings
from gesture_app.core.types import Pixels
from gesture_app.window.kiosk import KioskParts
from gesture_app.workers.engine_room import Openers
from gesture_app.workers.session_watch import watch_session
from gesture_app.workers.user_input import hear_nothing

PLAYER = "vlc_embedded"
OPENING_STEPS = 10  # pictures of the hand that opens
HAND_PX, GESTURE_PX = 480, 224  # about as large as they are painted on a screen of 1080 lines


def kiosk_parts(kiosk: Kiosk, tell: Callable[[str], None]) -> KioskParts:
    """Everything for the kiosk's window.

    Raises:
        SettingsError: The vocabulary cannot be read.
    """
    vocabulary = load_vocabulary()
    allowed = allowed_commands(kiosk)
    bindings = allowed_bindings(bindings_for(vocabulary, kiosk.app), allowed)
    rules = HouseRules(allowed, kiosk.show.volume, kiosk.show.waits)

    def open_model(wanted: DetectorSettings) -> Detector:
        return open_detector(wanted, vocabulary)

    return KioskParts(
        kiosk=kiosk,
        bindings=bindings,
        openers=Openers(
            open_source,
            open_model,
            {PLAYER: guarded(player_kinds()[PLAYER], rules)},
            hear_nothing,  # whoever looks after the kiosk types the key, and gestures need not rest for that
            watch_session,
            open_side_network,
        ),
        source=replace(source_request(kiosk.app.source), is_looping=True),
        player=PlayerRequest(PLAYER, media=kiosk.show.playlist),
        draw_opening=draw_opening,
        draw_gestures=lambda: draw_gestures(vocabulary, bindings),
        now_s=time.monotonic,
        tell=tell,
    )


def draw_opening() -> Sequence[Pixels]:
    """Draw the hand of the invitation, from closed to open."""
    from gesture_app.hands.invitation import draw_opening_hand

    return [draw_opening_hand(step / (OPENING_STEPS - 1), HAND_PX) for step in range(OPENING_STEPS)]


def draw_gestures(vocabulary: Mapping[str, Gesture], bindings: Bindings) -> Mapping[str, Pixels]:
    """Draw every gesture that does something, and the others that a visitor may try."""
    from gesture_app.hands.icons import draw_gesture_icon

    drawn = {label for label, gesture in vocabulary.items() if gesture.icon}  # a user's own have no drawing
    bound = [binding.gesture for binding in bindings if binding.command is not None and binding.gesture in drawn]
    seen = [label for label in postures(vocabulary) if not vocabulary[label].is_idle]  # no movement that is not bound
    tried = [label for label in seen if label in drawn - {*bound}]
    return {label: draw_gesture_icon(vocabulary[label].icon, GESTURE_PX) for label in (*bound, *tried)}
