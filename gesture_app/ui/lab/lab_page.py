"""The lab's page: the library, the comparison, and what a measurement comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gesture_app.ui.empty_state import EmptyState
from gesture_app.ui.gradually import Gradually, Step
from gesture_app.ui.lab.progress_row import ProgressRow
from gesture_app.ui.theme import GAP_PX, Theme

if TYPE_CHECKING:
    from gesture_app.ui.lab.ab_view import AbView
    from gesture_app.ui.lab.compare_view import CompareView
    from gesture_app.ui.lab.confusions_view import ConfusionsView
    from gesture_app.ui.lab.diff_view import DiffView
    from gesture_app.ui.lab.library_view import LibraryView
    from gesture_app.ui.lab.prune_form import PruneForm
    from gesture_app.ui.lab.prune_view import PruneView
    from gesture_app.ui.lab.retrain_view import RetrainView


class LabPage(QWidget):
    """Several views of the same networks, one at a time.

    They are imported and built one by one when the page is first seen: most runs of the app never open it.

    Signals:
        built: All views are there, and want somebody who steers them.
        shown: The page can be seen now, so that it should be up to date.
        hidden: It cannot be seen any more.
    """

    built = Signal()
    shown = Signal()
    hidden = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Lab: all networks"))
        self._theme = theme
        self.progress = ProgressRow(theme)
        self._views = QStackedWidget()
        self._body = QStackedWidget()  # until all views are there none is seen, for nobody steers them yet
        self._body.addWidget(EmptyState(theme, "lab", self.tr("The lab opens"), self.tr("In a moment all is there.")))
        self._body.addWidget(self._views)
        self._buttons = QButtonGroup(self, exclusive=True)
        self._names = QHBoxLayout()
        self._names.setSpacing(GAP_PX // 2)  # German has long words for seven views
        self._build = Gradually(self, self._steps())
        self._build.finished.connect(self._finish)
        self._names.addStretch()
        self._buttons.idClicked.connect(self.show_view)
        self.show_view(0)
        self._lay_out()

    @cached_property
    def library(self) -> LibraryView:
        """All networks."""
        from gesture_app.ui.lab.library_view import LibraryView

        return LibraryView(self._theme)

    @cached_property
    def compare(self) -> CompareView:
        """Score against cost."""
        from gesture_app.ui.lab.compare_view import CompareView

        return CompareView(self._theme)

    @cached_property
    def ab(self) -> AbView:
        """Two detectors on the live picture."""
        from gesture_app.ui.lab.ab_view import AbView

        return AbView(self._theme)

    @cached_property
    def diff(self) -> DiffView:
        """Two networks layer by layer."""
        from gesture_app.ui.lab.diff_view import DiffView

        return DiffView(self._theme)

    @cached_property
    def confusions(self) -> ConfusionsView:
        """What detectors take for what."""
        from gesture_app.ui.lab.confusions_view import ConfusionsView

        return ConfusionsView(self._theme)

    @cached_property
    def prune(self) -> PruneView:
        """A network made smaller."""
        from gesture_app.ui.lab.prune_view import PruneView

        return PruneView(self._theme, self._prune_form)

    @cached_property
    def _prune_form(self) -> PruneForm:
        """The largest part of that, which takes a step of its own."""
        from gesture_app.ui.lab.prune_form import PruneForm

        return PruneForm(self._theme)

    @cached_property
    def retrain(self) -> RetrainView:
        """A network that learns from a folder of pictures."""
        from gesture_app.ui.lab.retrain_view import RetrainView

        return RetrainView(self._theme)

    def prepare(self, steps: Sequence[Step]) -> None:
        """Take these steps, too, once the views are there and before they count as built."""
        self._build.add(steps)

    def complete(self) -> None:
        """Build what is not built yet at once."""
        self._build.finish()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what there is; the first time, begin to build."""
        super().showEvent(event)
        self._build.begin()
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what only a page that is seen needs, and leave the time to the page that is seen now."""
        super().hideEvent(event)
        self._build.pause()
        self.hidden.emit()

    @Slot(int)
    def show_view(self, number: int) -> None:
        """Turn to a view, counted from 0."""
        self._views.setCurrentIndex(number)
        self._buttons.button(number).setChecked(True)

    def turn_to(self, view: QWidget) -> None:
        """Turn to one of the views."""
        self.complete()
        self.show_view(self._views.indexOf(view))

    @Slot()
    def show_library(self) -> None:
        """Turn to all networks."""
        self.turn_to(self.library)

    def _steps(self) -> list[Step]:
        """What imports, builds and shows the views, one by one; their names are there from the start."""
        views: tuple[tuple[str, str, Callable[[], QWidget]], ...] = (
            (self.tr("Library"), "library_view", lambda: self.library),
            (self.tr("Compare"), "compare_view", lambda: self.compare),
            (self.tr("Side by side"), "ab_view", lambda: self.ab),
            (self.tr("Layers"), "diff_view", lambda: self.diff),
            (self.tr("Confusions"), "confusions_view", lambda: self.confusions),
            (self.tr("Prune"), "prune_view", lambda: self.prune),
            (self.tr("Retrain"), "retrain_view", lambda: self.retrain),
        )
        steps: list[Step] = []
        for number, (name, module, view) in enumerate(views):
            button = QPushButton(name)
            button.setCheckable(True)
            self._buttons.addButton(button, number)
            self._names.addWidget(button)
            parts = [lambda: self._prune_form] if module == "prune_view" else []
            steps += [partial(import_module, f"{__package__}.{module}"), *parts, view, partial(self._add_view, view)]
        return steps

    def _add_view(self, view: Callable[[], QWidget]) -> None:
        self._views.addWidget(view())

    @Slot()
    def _finish(self) -> None:
        self.built.emit()
        self._views.setCurrentIndex(self._buttons.checkedId())
        self._body.setCurrentWidget(self._views)
        if self.isVisible():
            self.shown.emit()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(self._names)
        lines.addWidget(self._body, 1)
        lines.addWidget(self.progress)
