"""How far one order moves a volume or a position; players aim for it and the closed loop expects it."""

from __future__ import annotations

from gesture_app.core.types import Command, Order, PlayerState

FULL_VOLUME = 1.0
VOLUME_STEP = 0.05  # share of full volume; small enough to repeat, large enough to hear
SEEK_STEP_S = 10.0
# A seek past the end skips to the next track, so stop short of it; VLC reads a second ahead and skips as early as that.
END_MARGIN_S = 3.0


def wanted_volume(order: Order, volume: float) -> float:
    """Where a volume order should end, from the volume there is; a volume boosted above full is never cut by UP."""
    step = VOLUME_STEP if order.amount is None else order.amount
    match order.command:
        case Command.VOLUME_UP:
            return max(volume, min(FULL_VOLUME, volume + step))
        case Command.VOLUME_DOWN:
            return max(0.0, volume - step)
        case Command.SET_VOLUME if order.amount is not None:
            return min(FULL_VOLUME, max(0.0, order.amount))
        case _:
            raise ValueError(f"expected a volume order with its amount, got {order}")


def has_no_way_left(order: Order, state: PlayerState) -> bool:
    """Whether a volume step finds the volume at its end; a muted player is asked all the same, as some sound again."""
    if order.command not in (Command.VOLUME_UP, Command.VOLUME_DOWN) or state.volume is None or state.is_muted:
        return False
    return wanted_volume(order, state.volume) == state.volume


def wanted_move_s(order: Order, state: PlayerState) -> float:
    """How far a seek order should move, in seconds with its sign, without leaving the track."""
    step_s = SEEK_STEP_S if order.amount is None else order.amount
    position_s = state.position_s
    match order.command:
        case Command.SEEK_BACK:
            return -step_s if position_s is None else -min(step_s, position_s)
        case Command.SEEK_FORWARD:
            if position_s is None or not state.length_s:
                return step_s
            return max(0.0, min(step_s, state.length_s - END_MARGIN_S - position_s))
        case _:
            raise ValueError(f"expected a seek order, got {order}")
