"""Steers the player: what the user picks is controlled, and as long as there is none, a dry run stands in for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from gesture_app.core.errors import AppError, PlayerError
from gesture_app.core.player import MEDIA_SEPARATOR, PlayerInfo, PlayerRequest
from gesture_app.core.types import Outcome, PlayerState
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone, WayOut
from gesture_app.ui.picker import Choice, unlisted
from gesture_app.ui.words import said
from gesture_app.workers.engine_room import EngineRoom
from gesture_app.workers.qt_bridge import QtBridge

KEY = "player.spec"  # of the setting
AUTO = "auto"
DRY_RUN = "dry_run"
EMBEDDED = "vlc_embedded"
LOOK_AGAIN_MS = 3000  # how soon a player that was started late is found

_TOPIC = "player"


class PlayerHelm(QObject):
    """Turns wishes about the player into orders for the engine room, and what comes of them into messages.

    Args:
        request: How the player of the settings is opened; others are opened the same way.
        is_found_by_auto: Whether the player that follows whatever plays would find this one.
        remember: Keeps a setting for the next start.
    """

    def __init__(
        self,
        window: MainWindow,
        room: EngineRoom,
        request: PlayerRequest,
        is_found_by_auto: Callable[[PlayerInfo], bool],
        remember: Callable[[str, str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._picker = window.header.player
        self._room = room
        self._request = request
        self._is_found_by_auto = is_found_by_auto
        self._remember = remember
        self._has_answered = False  # the player that was chosen last
        self._title = ""  # what that player calls itself
        self._is_trial = False
        self._has_drawn_hand = False  # that nobody chose
        self._is_trusted = False  # only buttons give orders
        self._look_again = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self.ask)
        self._picker.chosen.connect(self.choose)
        self._picker.list_wished.connect(self.ask)
        window.messages.way_out_wished.connect(self._take_way_out)
        window.live.player.undo_wished.connect(self._undo)

    def listen(self, bridge: QtBridge) -> None:
        """Hear what becomes of the players."""
        bridge.player_changed.connect(self._on_changed)
        bridge.player_failed.connect(self._on_failed)
        bridge.outcome_ready.connect(self._on_outcome)
        bridge.players_listed.connect(self._on_listed)

    @property
    def spec(self) -> str:
        """What was chosen."""
        return self._picker.spec

    def start(self) -> None:
        """Control the player of the settings."""
        spec = self._request.spec
        self._picker.set_chosen(_unlisted(spec))
        self._control(spec)

    def adopt(self, request: PlayerRequest) -> None:
        """Control the player that the settings name now."""
        self._window.messages.clear(_TOPIC)
        self._request = request
        self.start()

    @Slot(bool)
    def try_out(self, is_on: bool) -> None:
        """Send orders to a player that only pretends for a while, and then to the chosen one again."""
        self._is_trial = is_on
        self._control_anew()

    @Slot(bool)
    def spare(self, is_on: bool) -> None:
        """Keep orders from every real player while nobody but a drawn hand gives them, and nobody chose that hand."""
        if is_on is self._has_drawn_hand:
            return
        self._has_drawn_hand = is_on
        self._window.live.player.set_note(self.tr("The drawn hand controls no player.") if is_on else "")
        self._control_anew()

    def trust(self, *, is_on: bool) -> None:
        """Control the chosen player, whatever hand is shown, as long as no gesture gives orders."""
        self._is_trusted = is_on
        if self._has_drawn_hand:
            self._control_anew()

    def _control_anew(self) -> None:
        self._window.messages.clear(_TOPIC)
        self._control(self._picker.spec)

    def stop(self) -> None:
        """Look for players no more."""
        self._look_again.stop()

    @Slot()
    def ask(self) -> None:
        """Ask which players there are."""
        self._room.list_players()

    def _control(self, spec: str) -> None:
        self._has_answered = False
        self._title = ""
        self._look_again.stop()
        self._window.live.player.show_player(self.tr("Looking for a player"), None)
        is_pretended = self._is_trial or (self._has_drawn_hand and not self._is_trusted)
        try:
            self._room.control(PlayerRequest(DRY_RUN) if is_pretended else replace(self._request, spec=spec))
        except PlayerError as error:
            self._on_failed(error)

    @Slot(str)
    def choose(self, spec: str) -> None:
        """Control another player; one that plays files needs one, and picking it again is how to play another."""
        if spec == EMBEDDED:
            self._ask_files()
        else:
            self._change_to(spec)

    def _ask_files(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Open what the embedded player shall play"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._play)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _play(self, paths: list[str]) -> None:
        self._change_to(f"{EMBEDDED}:{MEDIA_SEPARATOR.join(paths)}")

    def _change_to(self, spec: str) -> None:
        self._picker.set_chosen(_unlisted(spec))
        self._window.messages.clear(_TOPIC)
        self._control(spec)
        self._remember(KEY, spec)

    @Slot(object, str)
    def _on_changed(self, state: PlayerState, title: str) -> None:
        """A player that was lost and answers again needs no message any more."""
        self._has_answered = True
        self._title = title
        self._room.note_volume(state.volume)
        if not self._look_again.isActive():
            self._window.messages.clear(_TOPIC)

    @Slot(object)
    def _on_outcome(self, outcome: Outcome) -> None:
        """How loud it is since; it says so itself only once no order has come for a while."""
        if outcome.after is not None:
            self._room.note_volume(outcome.after.volume)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        """Tell it; where no player is running at all, show with a dry run what would happen."""
        text = str(error)
        # What it said of itself holds no longer; a player that is still there says it again within a second.
        self._window.live.player.show_player(self._title or self.tr("No player"), None)
        if self._picker.spec == AUTO and not self._has_answered:
            text = f"{said(error)} {self.tr('Until then gestures are only tried out.')}"
            self._room.control(PlayerRequest(DRY_RUN))
            self._look_again.start()
        self._window.messages.show_message(Message(_TOPIC, text, Tone.ERROR, WayOut.CHOOSE))

    @Slot(object)
    def _on_listed(self, players: tuple[PlayerInfo, ...]) -> None:
        self._picker.set_choices(Choice(info.spec, info.title, info.detail) for info in players)
        if self._look_again.isActive() and any(self._is_found_by_auto(info) for info in players):
            self._window.messages.clear(_TOPIC)
            self._control(AUTO)

    @Slot(str, WayOut)
    def _take_way_out(self, topic: str, _way_out: WayOut) -> None:
        if topic == _TOPIC:
            self._picker.showPopup()

    @Slot()
    def _undo(self) -> None:
        self._room.undo()


def _unlisted(spec: str) -> Choice:
    """A player that nobody has offered; several files go by the name of the first."""
    first, *more = spec.split(MEDIA_SEPARATOR)
    choice = unlisted(first)
    return replace(choice, spec=spec, title=f"{choice.title} +{len(more)}", detail=spec) if more else choice
