"""The lab with everybody who steers it, made when its page is first opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gesture_app.core.gestures import Gesture
from gesture_app.ui.main_window import MainWindow
from gesture_app.window.ab_helm import AbHelm
from gesture_app.window.closing import Closing
from gesture_app.window.lab_helm import LabHelm
from gesture_app.window.lab_setting import AbParts, LabParts
from gesture_app.window.model_helm import ModelHelm
from gesture_app.window.retrain_helm import RetrainHelm, RetrainSetting
from gesture_app.window.settings_helm import SettingsHelm
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.lab_jobs import LabJobs
from gesture_app.workers.qt_bridge import QtBridge
from gesture_app.workers.second_look import SecondLook


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who else is at the desk, and what the lab shares with them."""

    vocabulary: Mapping[str, Gesture]
    own_vocabulary: Path  # the file of the user's own gestures
    bridge: QtBridge
    second: SecondLook
    queue: LabJobs
    looking: Jobs  # the lab's own, because it shall be there at once, whatever is being opened
    saving: Jobs
    settings: SettingsHelm
    model: ModelHelm
    closing: Closing


class LabWing(QObject):
    """Connects the lab's helms with each other and with the rest of the desk; close() ends what they have running.

    Signals:
        learned(dict): The user's own gestures (Gesture by label), now that a network may have brought new ones.
    """

    learned = Signal(object)

    def __init__(self, window: MainWindow, lab: LabParts, ab: AbParts, others: Neighbours) -> None:
        super().__init__(window)
        self.lab = LabHelm(window, lab, others.looking, others.queue)
        self.ab = AbHelm(window, others.second, others.settings, others.saving, ab)
        self.ab.set_vocabulary(others.vocabulary)
        setting = RetrainSetting(lab.retrain, others.own_vocabulary, others.vocabulary)
        self.retrain = RetrainHelm(window.lab.retrain, others.queue, others.looking, setting)
        self._connect(others.model)
        self._ask_before_closing(others.closing)
        others.bridge.second_failed.connect(self.ab.fail)
        self.retrain.show_in_use(others.model.in_use)

    def close(self) -> None:
        """End what is under way; jobs of the queue go on."""
        self.retrain.close()
        self.lab.close()

    def _connect(self, model: ModelHelm) -> None:
        for helm in (self.lab, self.retrain):
            helm.use_wished.connect(model.choose)
        for hear in (self.ab.show_in_use, self.lab.show_in_use, self.retrain.show_in_use):
            model.in_use_changed.connect(hear)
        self.lab.library_shown.connect(self.ab.show_library)
        self.retrain.made.connect(self.lab.read)
        self.retrain.failed.connect(self.lab.complain)
        self.retrain.learned.connect(self.learned)

    def _ask_before_closing(self, closing: Closing) -> None:
        """Judged pictures shall not be lost; another window may have left some."""
        self.ab.gallery.unsaved.connect(closing.note_unsaved)
        closing.save_wished.connect(self.ab.gallery.save)
        closing.discard_wished.connect(self.ab.gallery.clear)
        self.ab.gallery.tell()
