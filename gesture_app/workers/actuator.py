"""The thread that talks to the player, so that neither the window nor the detector ever waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace

from gesture_app.core.closed_loop import failure, perform_with_keys
from gesture_app.core.errors import AppError, PlayerError, PlayerStartingError
from gesture_app.core.outcome_text import command_words
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Outcome, PlayerState
from gesture_app.core.undo import undo
from gesture_app.core.video_picture import ShowsPicture, VideoPicture

QUEUE_SIZE = 8  # more orders than this cannot be what the person wants to happen now
STALE_S = 1.5  # an order that waited this long would come as a surprise
ORDER_LIMIT_S = 3.0  # connect, read, send and read back, each with its own time-out, end before this
POLL_S = 1.0  # how often the window learns what the player does
UNDO_WINDOW_S = 3.0
LIST_LIMIT_S = 2.0
# Of a person who gives several in a row, the last one is no more meant than the first. Two toggles in a row are two.
_STEPS = frozenset(
    {Command.VOLUME_UP, Command.VOLUME_DOWN, Command.SET_VOLUME, Command.SEEK_FORWARD, Command.SEEK_BACK}
)
KEYS = "media_keys"  # the kind of player that presses them

Job = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ActuatorEvents:
    """Who wants to know; all are called on the actuator's thread and must return at once."""

    on_outcome: Callable[[Outcome], None]  # exactly one for each order, undo included
    on_error: Callable[[AppError], None]  # no player: once when it is lost, not once a second
    on_state: Callable[[PlayerState, str], None]  # the player's state and title, about once a second


class Actuator:
    """Carries out orders one after the other on a thread of its own; every method returns at once.

    Args:
        kinds: The kinds of players there are, by name.
        events: Where outcomes, errors and states go.
    """

    def __init__(self, kinds: Mapping[str, PlayerKind], events: ActuatorEvents) -> None:
        self._kinds = kinds
        self._events = events
        self._player: Player | None = None
        self._keys: Player | None = None  # presses media keys when the player does not react, where that is allowed
        self._lost: PlayerError | None = None  # what was told of a player that cannot be reached
        self.undo_window_s = UNDO_WINDOW_S  # longer for who needs it
        self._undoable: tuple[float, Outcome] | None = None  # when it ended, and what it was
        self._loop = asyncio.new_event_loop()
        self._jobs: asyncio.Queue[Job] = asyncio.Queue(QUEUE_SIZE)
        self._serving = threading.Event()
        self._is_stopping = False
        # A daemon: an application that crashes before close() must end all the same.
        self._thread = threading.Thread(target=self._run, name="actuator", daemon=True)

    def start(self) -> None:
        """Start the thread; call once."""
        self._thread.start()
        self._serving.wait()

    def close(self) -> None:
        """Disconnect and end the thread, even in the middle of an order; may be called twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop)
            self._thread.join()
        self._loop.close()

    def choose(self, request: PlayerRequest) -> None:
        """Control another player from now on; orders that still wait for the old one are dropped.

        Raises:
            PlayerError: There is no such kind of player.
        """
        kind = find_kind(self._kinds, request.spec)
        uses_keys = request.may_press_keys and kind.hears_keys
        keys = find_kind(self._kinds, KEYS).open(PlayerRequest(KEYS)) if uses_keys else None
        player = kind.open(request)  # last, because whoever looks on takes the newest for the chosen one
        self._post(lambda: self._enqueue_choice(player, keys))

    def submit(self, order: Order) -> None:
        """Have an order carried out; its outcome arrives through the events."""
        asked_at_s = time.monotonic()
        self._post(lambda: self._enqueue(order, asked_at_s))

    def undo_last(self) -> None:
        """Take the last order back, if it is not older than `undo_window_s`."""
        asked_at_s = time.monotonic()
        self._post(lambda: self._enqueue_undo(asked_at_s))

    def list_players(self) -> Future[tuple[PlayerInfo, ...]]:
        """Ask every kind what can be chosen now; does not wait behind orders. After close() there is nothing."""
        if self._loop.is_closed():
            nobody: Future[tuple[PlayerInfo, ...]] = Future()
            nobody.set_result(())
            return nobody
        return asyncio.run_coroutine_threadsafe(players_there_are(self._kinds), self._loop)

    def picture(self) -> VideoPicture | None:
        """What the chosen player shows, where it plays inside this app; may be kept and read from any thread."""
        player = self._player
        return player.picture if isinstance(player, ShowsPicture) else None

    def _post(self, task: Callable[[], None]) -> None:
        """Have a task run on the actuator's thread; after close() there is nobody left to run it."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(task)

    # From here on everything runs on the actuator's thread.

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, contextlib.suppress(asyncio.CancelledError):
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._serving.set()
        try:
            while not self._is_stopping:
                job = await self._next_job()
                await job()
        finally:
            await self._close_players()

    async def _next_job(self) -> Job:
        """The next thing to do: what was asked for, or a look at the player when nothing was for a while."""
        try:
            return await asyncio.wait_for(self._jobs.get(), POLL_S)
        except TimeoutError:
            return self._report_state

    def _stop(self) -> None:
        self._is_stopping = (
            True  # a wait_for that is over at this very moment swallows the cancellation (Python < 3.12)
        )
        for task in asyncio.all_tasks():
            task.cancel()

    def _clear(self) -> None:
        while not self._jobs.empty():
            self._jobs.get_nowait()

    def _enqueue(self, order: Order, at_s: float) -> None:
        try:
            self._jobs.put_nowait(lambda: self._carry_out(order, at_s))
        except asyncio.QueueFull:
            self._drop(order, "too many orders wait")

    def _enqueue_undo(self, at_s: float) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._jobs.put_nowait(lambda: self._undo(at_s))

    def _enqueue_choice(self, player: Player, keys: Player | None) -> None:
        self._clear()
        self._jobs.put_nowait(lambda: self._switch(player, keys))

    def _drop(self, order: Order, reason: str) -> None:
        who = self._player.title if self._player else "The player"
        text = f"{who} was not told '{command_words(order.command)}': {reason}."
        self._events.on_outcome(failure(who, order, text, 0.0))

    async def _switch(self, player: Player, keys: Player | None) -> None:
        await self._close_players()
        self._player, self._keys = player, keys
        self._lost = None
        self._undoable = None
        await self._report_state()

    async def _carry_out(self, order: Order, at_s: float) -> None:
        if self._player is None:
            self._drop(order, "none is chosen yet")
        elif time.monotonic() - at_s > STALE_S:
            self._drop(order, "the order before it took too long")
        else:
            outcome = await self._perform(self._player, order)
            self._remember(outcome)
            self._events.on_outcome(outcome)

    async def _perform(self, player: Player, order: Order) -> Outcome:
        try:
            async with asyncio.timeout(ORDER_LIMIT_S):
                return await perform_with_keys(player, self._keys, order)
        except TimeoutError:
            return failure(player.title, order, f"{player.title} takes too long; restart it.", ORDER_LIMIT_S)

    def _remember(self, outcome: Outcome) -> None:
        """Keep an outcome for undo; volume and seek steps of the same kind in a row are taken back together."""
        if outcome.obeyed is False or outcome.before is None:
            return
        now_s = time.monotonic()
        if self._undoable is not None and outcome.order.command in _STEPS:
            ended_at_s, last = self._undoable
            if last.order.command is outcome.order.command and now_s - ended_at_s <= self.undo_window_s:
                outcome = replace(outcome, before=last.before)
        self._undoable = (now_s, outcome)

    async def _undo(self, at_s: float) -> None:
        if self._player is None or self._undoable is None or at_s - self._undoable[0] > self.undo_window_s:
            self._events.on_error(
                PlayerError(f"There is nothing to undo; an order can be taken back for {self.undo_window_s:g} seconds.")
            )
            return
        _, outcome = self._undoable
        self._undoable = None
        try:
            async with asyncio.timeout(ORDER_LIMIT_S):
                self._events.on_outcome(await undo(self._player, outcome))
        except PlayerError as error:
            self._events.on_error(error)
        except TimeoutError:
            self._events.on_error(PlayerError(f"{self._player.title} takes too long to undo; restart it."))

    async def _report_state(self) -> None:
        """Tell what the player does; tell of a lost player once, and try to reach it again each time."""
        if self._player is None:
            return
        try:
            async with asyncio.timeout(ORDER_LIMIT_S):
                await self._player.open()
                state = await self._player.state()
        except PlayerError as error:
            self._lose(error)
        except TimeoutError:
            self._lose(PlayerError(f"{self._player.title} takes too long to answer; restart it."))
        else:
            self._lost = None
            self._events.on_state(state, self._player.title)

    def _lose(self, error: PlayerError) -> None:
        was_starting = isinstance(self._lost, PlayerStartingError) and not isinstance(error, PlayerStartingError)
        if self._lost is None or was_starting:
            self._events.on_error(error)
        self._lost = error

    async def _close_players(self) -> None:
        for player in (self._player, self._keys):
            if player is not None:
                await player.close()


def find_kind(kinds: Mapping[str, PlayerKind], spec: str) -> PlayerKind:
    """The kind that a spec such as "mpris:vlc" begins with.

    Raises:
        PlayerError: There is none; the sentence lists those there are.
    """
    name = spec.partition(":")[0]
    if name not in kinds:
        raise PlayerError(f"There is no player called {name}; there are: {', '.join(sorted(kinds))}.")
    return kinds[name]


async def players_there_are(kinds: Mapping[str, PlayerKind]) -> tuple[PlayerInfo, ...]:
    """What can be chosen now, over all kinds; a kind that fails or takes too long offers nothing."""

    async def of_kind(kind: PlayerKind) -> tuple[PlayerInfo, ...]:
        try:
            return tuple(await asyncio.wait_for(kind.available(), LIST_LIMIT_S))
        except (PlayerError, TimeoutError):
            return ()

    found = await asyncio.gather(*(of_kind(kind) for kind in kinds.values()))
    return tuple(info for infos in found for info in infos)
