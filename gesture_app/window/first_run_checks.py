"""The first run's two checks by what the camera sees: the room, and whether the gestures are told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from gesture_app.core.bindings import Bindings
from gesture_app.core.errors import SettingsError
from gesture_app.core.gesture_advice import Proposal, proposals
from gesture_app.core.gesture_check import LIMIT_S, GestureCheck, Table
from gesture_app.core.gestures import Gesture, postures
from gesture_app.core.meter import Figures
from gesture_app.core.room import Finding, RoomCheck, measure
from gesture_app.core.settings import Settings, with_value
from gesture_app.core.votes import thresholds_of
from gesture_app.ui.first_run_gestures import GesturesStep
from gesture_app.ui.first_run_room import RoomStep
from gesture_app.ui.gesture_strip import leading
from gesture_app.ui.live_page import LivePage
from gesture_app.ui.picture import PictureView
from gesture_app.window.settings_helm import SettingsHelm
from gesture_app.workers.line import LineResult
from gesture_app.workers.preview import to_bgra

LeastScore = Callable[[str], float]  # how sure the network must be of a gesture, for it to begin

MEASURE_EVERY_S = 0.15  # more often nobody can read it


class RoomGuide(QObject):
    """Measures what is seen while the step is shown.

    Args:
        least_score: What is seen less surely is not marked in the picture.

    Signals:
        changed: Everything could be judged, or not yet.
    """

    changed = Signal()

    def __init__(self, step: RoomStep, live: LivePage, least_score: LeastScore) -> None:
        super().__init__(step)
        self._step = step
        self._live = live
        self._least_score = least_score
        self._check = RoomCheck()
        self._measured_at_s = 0.0
        self.is_complete = False
        self.findings: Sequence[Finding] = ()  # of the last check

    def enter(self) -> None:
        """Begin anew."""
        self._check = RoomCheck()
        self._step.show_findings(())
        self._tell(is_complete=False)

    @Slot(object)
    def look(self, result: LineResult) -> None:
        """Show a frame, and measure one now and then."""
        if not self._step.isVisible():
            return
        _show(self._step.picture, self._live, result, self._least_score)
        if 0 <= result.frame.taken_at_s - self._measured_at_s < MEASURE_EVERY_S:
            return
        self._measured_at_s = result.frame.taken_at_s
        self._check.add(measure(result.frame, result.detections))
        findings = self._check.findings()
        if findings and not (self.is_complete and not self._check.is_complete):
            self.findings = findings  # a hand that was lowered after all was said takes nothing back
            self._step.show_findings(findings)
        if self._check.is_complete and not self.is_complete:
            self._tell(is_complete=True)

    @Slot(object)
    def note_figures(self, figures: Figures) -> None:
        """How many frames come and are looked at."""
        self._check.note_rates(self._measured_at_s, figures.source.fps, figures.detector_fps)

    def _tell(self, *, is_complete: bool) -> None:
        self.is_complete = is_complete
        self.changed.emit()


class GestureGuide(QObject):
    """Asks for the gestures that are bound, and proposes what would help.

    Signals:
        changed: All were asked for, or not yet.
    """

    changed = Signal()

    def __init__(
        self,
        step: GesturesStep,
        live: LivePage,
        vocabulary: Mapping[str, Gesture],
        settings: SettingsHelm,
        in_force: Callable[[Settings], Bindings],
    ) -> None:
        super().__init__(step)
        self._step = step
        self._live = live
        self._vocabulary = vocabulary
        self._settings = settings
        self._in_force = in_force
        self._least_score = least_score_of(settings.settings, in_force(settings.settings))
        self._check: GestureCheck | None = None
        self._prefix = "bindings"
        self.is_complete = False
        self.table = Table(())
        step.pass_wished.connect(self._pass_over)
        step.again_wished.connect(self._begin)
        step.accepted.connect(self._accept)

    @property
    def typical_score(self) -> float | None:
        """How sure the network was of the gestures that it recognised."""
        scores = [one.score for one in self.table.showings if one.asked == one.seen]
        return median(scores) if scores else None

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """The gestures' pictures, by label."""
        self._step.set_pictures(pictures)

    def set_profile(self, name: str) -> None:
        """Change the bindings of this profile when a proposal is accepted; empty: those of all players."""
        self._prefix = f"profiles.{name}.bindings" if name else "bindings"

    def enter(self, *, is_drawn: bool) -> None:
        """Ask, unless it is the drawn hand that shows the gestures; what was answered before stays."""
        if is_drawn:
            self._check = None
            self._step.demonstrate("")
            self._tell(is_complete=True)
        elif self.table.showings and len(self.table.showings) == (self._check.total if self._check else -1):
            self._tell(is_complete=True)
        else:
            self._begin()

    @Slot(object)
    def look(self, result: LineResult) -> None:
        """Take a frame as an answer."""
        if not self._step.isVisible() or not self._step.is_asking:
            return
        _show(self._step.picture, self._live, result, self._least_score)
        if self._check is None:
            first = leading(result.decisions)
            self._step.demonstrate(first.gesture if first else "")
            return
        showing = self._check.step(result.detections, result.frame.taken_at_s)
        self._step.show_progress(self._check.progress)
        if showing is not None:
            self._step.tell(showing)
            self._ask()

    @Slot()
    def _begin(self) -> None:
        settings = self._settings.settings
        bindings = self._in_force(settings)
        shown = postures(self._vocabulary)  # what the network tells apart; a movement is made of these
        bound = [binding.gesture for binding in bindings if binding.command is not None and binding.gesture in shown]
        asked = list(dict.fromkeys([settings.engine.arming_gesture, *bound]))
        idle = [label for label, gesture in self._vocabulary.items() if gesture.is_idle]
        self._least_score = least_score_of(settings, bindings)
        limit_s = settings.ui.reading_time * LIMIT_S
        self._check = GestureCheck(asked, idle, self._least_score, limit_s=limit_s)
        self._tell(is_complete=False)
        self._step.tell(None)
        self._ask()

    def _ask(self) -> None:
        """The next question; after the last one, what came of all."""
        check = self._check
        if check is None:
            return
        self.table = check.table
        if check.asked is not None:
            self._step.ask(check.asked, check.next, len(self.table.showings), check.total)
            return
        settings = self._settings.settings
        found = proposals(self.table, self._in_force(settings), self._vocabulary, settings.engine)
        self._step.show_result(self.table, found)
        self._tell(is_complete=True)

    @Slot()
    def _pass_over(self) -> None:
        if self._check is not None:
            self._check.skip()
            self._ask()

    @Slot(object)
    def _accept(self, proposal: Proposal) -> None:
        """Change what was proposed; the page Settings can take it back."""
        settings = self._settings.settings
        try:
            for key, text in proposal.changes.items():
                settings = with_value(settings, f"{self._prefix}.{key}", text)
        except SettingsError:
            return  # the profile was removed meanwhile
        self._settings.edit(settings)

    def _tell(self, *, is_complete: bool) -> None:
        self.is_complete = is_complete
        self.changed.emit()


def least_score_of(settings: Settings, bindings: Bindings) -> LeastScore:
    """How sure the network must be of each gesture, by these."""
    return lambda gesture: thresholds_of(bindings.of(gesture).min_score, settings.engine).enter


def _show(picture: PictureView, live: LivePage, result: LineResult, least_score: LeastScore) -> None:
    """Show a frame with its hands as the live page does, but for those that are guessed: here they only puzzle."""
    first = leading(result.decisions)
    sure = [one for one in result.detections if one.score >= least_score(one.gesture)]
    picture.show_picture(to_bgra(result.frame.pixels), tuple(live.mark(one, first) for one in sure))
