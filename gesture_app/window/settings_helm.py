"""Steers the settings: what the user changes takes effect at once where it can, is saved, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.errors import AppError, SettingsError
from gesture_app.core.settings import Settings, check_sense, differences, setting_rows, with_value
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.workers.jobs import Jobs

TOPIC = "settings"  # of jobs and messages
UNDO_LIMIT = 50  # nobody remembers more of what they changed

Apply = Callable[[Settings], None]


class SettingsHelm(QObject):
    """Holds the settings of the moment.

    Args:
        appliers: What makes a setting take effect, by its key or its section; the rest waits for the next start.
        save: Keeps changes for the next start, all of them or none; runs off the window's thread.

    Signals:
        changed(Settings): They are others now.
        undo_changed(bool): There is a change to take back, or there is none any more.
    """

    changed = Signal(object)
    undo_changed = Signal(bool)

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        appliers: Mapping[str, Apply],
        save: Callable[[Mapping[str, str]], None],
        jobs: Jobs,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.settings
        self._settings = settings
        self._appliers = appliers
        self._save = save
        self._jobs = jobs
        self._before: list[Settings] = []
        self._page.set_late(frozenset(row.key for row in setting_rows() if not self._applier(row.key)))
        self._page.edited.connect(self.change)
        self._page.undo_wished.connect(self.undo)
        jobs.failed.connect(self._on_failed)
        self._show()

    @property
    def settings(self) -> Settings:
        """The settings of the moment."""
        return self._settings

    @Slot(str, str)
    def change(self, key: str, text: str) -> None:
        """Change one setting to what a person typed; nonsense is told beside it."""
        try:
            wanted = with_value(self._settings, key, text)
            check_sense(wanted)
            self.edit(wanted)
        except SettingsError as error:
            self._page.refuse(key, str(error))

    def edit(self, settings: Settings) -> None:
        """Take over settings that the user changed, in a way that can be undone."""
        before = self._settings
        if self._take_over(settings):
            self._before = [*self._before, before][-UNDO_LIMIT:]
        self._show()

    def remember(self, key: str, text: str) -> None:
        """Keep a setting that has taken effect already, such as a player picked in the header."""
        self._settings = with_value(self._settings, key, text)
        self._keep({key: text})
        self._show()

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            self._take_over(self._before.pop())
            self._show()

    def _take_over(self, settings: Settings) -> bool:
        """Let the settings take effect and save what is new; gives whether anything is."""
        changes = differences(self._settings, settings)
        gone = self._settings.profiles.keys() != settings.profiles.keys()
        self._settings = settings
        wanted = [self._appliers[name] for key in changes if (name := self._applier(key))]
        for apply in dict.fromkeys(wanted):  # each once, whatever it is needed for
            apply(settings)
        if changes:
            self._keep(changes)
        return bool(changes) or gone

    def _applier(self, key: str) -> str:
        """The name under which a setting takes effect at once; empty where it has to wait."""
        names = (key, key.partition(".")[0])
        return next((name for name in names if name in self._appliers), "")

    def _keep(self, changes: Mapping[str, str]) -> None:
        self._jobs.start(TOPIC, lambda: self._save(changes))

    def _show(self) -> None:
        self._page.show_settings(self._settings)
        self._page.show_undo(is_possible=bool(self._before))
        self.changed.emit(self._settings)
        self.undo_changed.emit(bool(self._before))

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        """What cannot be saved holds all the same, until the app ends."""
        if topic == TOPIC:
            self._window.messages.show_message(Message(TOPIC, str(error), Tone.ERROR))
