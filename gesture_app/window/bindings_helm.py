"""Steers the bindings: the profile that is edited, its changes, and the try-out with a player that pretends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.bindings import BindingChange, Bindings
from gesture_app.core.conflicts import find_conflicts
from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import Gesture
from gesture_app.core.profiles import NowPlaying, bindings_for, bindings_in
from gesture_app.core.settings import (
    Settings,
    find_row,
    with_profile,
    with_profile_renamed,
    with_value,
    without_profile,
)
from gesture_app.core.settings_edits import check_fits
from gesture_app.core.types import Decision, Outcome
from gesture_app.ui.gestures_page import Sheet
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.ui.profile_bar import EVERYWHERE
from gesture_app.ui.words import gesture_word
from gesture_app.window.settings_helm import SettingsHelm

_TOPIC = "profiles"  # of messages


class BindingsHelm(QObject):
    """Turns wishes on the gestures page into edits of the settings.

    Signals:
        trial_changed(bool): Orders shall go to a player that pretends, or to the chosen one again.
        profile_changed: The bindings in force are others, because another profile is tried out.
    """

    trial_changed = Signal(bool)
    profile_changed = Signal()

    def __init__(self, window: MainWindow, settings: SettingsHelm, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.gestures
        self._settings = settings
        self._vocabulary = vocabulary
        self._profile = EVERYWHERE
        bar = self._page.profiles
        bar.chosen.connect(self._choose)
        bar.made.connect(self._make)
        bar.renamed.connect(self._rename)
        bar.removed.connect(self._remove)
        bar.undo_wished.connect(settings.undo)
        self._page.edited.connect(self._edit)
        self._page.fits_edited.connect(self._edit_fits)
        self._page.trial.wished.connect(self._try_out)
        settings.changed.connect(self._show)
        settings.undo_changed.connect(self._show_undo)
        self._show(settings.settings)

    def in_force(self, settings: Settings, playing: NowPlaying) -> Bindings:
        """The bindings to decide by: those of the profile for what plays, or of the one that is being tried out."""
        if self._page.trial.is_on:
            return bindings_in(self._vocabulary, settings, settings.profiles.get(self._profile))
        return bindings_for(self._vocabulary, settings, playing)

    @Slot()
    def refresh(self) -> None:
        """Show gestures that have come into the vocabulary."""
        self._show(self._settings.settings)

    @Slot(object)
    def show_decision(self, decision: Decision | None) -> None:
        """Show what a hand tries out."""
        self._page.trial.show_decision(decision, self._title_of(decision) if decision else "")

    @Slot(object)
    def show_fired(self, decision: Decision) -> None:
        """Show which gesture gave an order."""
        self._page.trial.show_fired(decision, self._title_of(decision))

    @Slot(object)
    def show_outcome(self, outcome: Outcome) -> None:
        """Show what came of trying."""
        self._page.trial.show_outcome(outcome)

    def _title_of(self, decision: Decision) -> str:
        gesture = self._vocabulary.get(decision.gesture)
        return gesture_word(gesture.title) if gesture else decision.gesture

    @Slot(object)
    def _show(self, settings: Settings) -> None:
        if self._profile not in settings.profiles:
            self._profile = EVERYWHERE
        profile = settings.profiles.get(self._profile)
        changes = profile.bindings if profile else settings.bindings
        bindings = bindings_in(self._vocabulary, settings, profile)
        conflicts = find_conflicts(bindings, settings.engine)
        enabled = _all_enabled(settings)
        usual = bindings_in(self._vocabulary, enabled, enabled.profiles.get(self._profile))
        fits = {"players": profile.players, "tracks": profile.tracks} if profile else {}
        self._page.profiles.show_profiles(list(settings.profiles), self._profile)
        self._page.show_fits([(find_row(f"profiles.{self._profile}.{name}"), parts) for name, parts in fits.items()])
        self._page.show_sheet(Sheet(bindings, usual, changes, settings.engine, conflicts))

    @Slot(bool)
    def _show_undo(self, is_possible: bool) -> None:
        self._page.profiles.show_undo(is_possible=is_possible)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._profile = name
        self._show(self._settings.settings)
        self.profile_changed.emit()

    @Slot(str)
    def _make(self, name: str) -> None:
        """A new profile is for the players that are called like it, until the user says otherwise."""
        name = name.strip()
        self._attempt(lambda settings: with_profile(settings, name, [name] if name else []), name)

    @Slot(str)
    def _rename(self, name: str) -> None:
        name, old = name.strip(), self._profile
        self._attempt(lambda settings: with_profile_renamed(settings, old, name), name)

    @Slot()
    def _remove(self) -> None:
        name = self._profile
        self._attempt(lambda settings: without_profile(settings, name), EVERYWHERE)

    def _attempt(self, edit: Callable[[Settings], Settings], chosen: str) -> None:
        """Change the profiles and go on with the chosen one; what cannot be done is told above the page."""
        self._window.messages.clear(_TOPIC)
        try:
            settings = edit(self._settings.settings)
        except SettingsError as error:
            self._window.messages.show_message(Message(_TOPIC, str(error), Tone.ERROR))
            return
        self._profile = chosen
        self._settings.edit(settings)

    @Slot(str, str, str)
    def _edit(self, gesture: str, name: str, text: str) -> None:
        prefix = f"profiles.{self._profile}." if self._profile else ""
        self._type(f"{prefix}bindings.{gesture}.{name}", text)

    @Slot(str, str)
    def _edit_fits(self, name: str, text: str) -> None:
        key = f"profiles.{self._profile}.{name}"
        try:
            check_fits(with_value(self._settings.settings, key, text).profiles[self._profile])
        except SettingsError as error:
            self._page.refuse(name, str(error))
            return
        self._type(key, text)

    def _type(self, key: str, text: str) -> None:
        try:
            self._settings.edit(with_value(self._settings.settings, key, text))
        except SettingsError as error:
            self._page.refuse(key.rpartition(".")[2], str(error))

    @Slot(bool)
    def _try_out(self, is_on: bool) -> None:
        self.trial_changed.emit(is_on)
        self.profile_changed.emit()


def _all_enabled(settings: Settings) -> Settings:
    """The settings with no gesture switched off."""
    profiles = {
        name: dataclasses.replace(profile, bindings=_enabled(profile.bindings))
        for name, profile in settings.profiles.items()
    }
    return dataclasses.replace(settings, bindings=_enabled(settings.bindings), profiles=profiles)


def _enabled(changes: Mapping[str, BindingChange]) -> dict[str, BindingChange]:
    return {label: dataclasses.replace(change, enabled=None) for label, change in changes.items()}
