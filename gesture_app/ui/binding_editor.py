"""The editor of one gesture: everything that can be chosen for it, and what of that would surprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.bindings import USUAL_AMOUNTS, Binding, BindingChange, HandChoice
from gesture_app.core.errors import SettingsError
from gesture_app.core.schema import Row, Value, from_text
from gesture_app.core.sections import EngineSettings
from gesture_app.core.settings_keys import binding_rows
from gesture_app.core.types import Command
from gesture_app.ui.down_area import DownArea
from gesture_app.ui.field import Field
from gesture_app.ui.gesture_card import picture_of
from gesture_app.ui.gradually import Step
from gesture_app.ui.icons import icon_pixmap
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import GAP_PX, ICON_PX, MARGIN_PX, Theme
from gesture_app.ui.words import gesture_word
from gesture_app.ui.zone_view import ZoneView

WIDTH_PX = 420
PICTURE_PX = 64
EDITOR_PX = 190
_ONLY_HELD = frozenset({"hold_ms", "release_required"})  # mean nothing for a movement
_ANY = "any"  # stands for the gesture in the keys of the rows, which serve all gestures


class BindingEditor(QFrame):
    """Shows the gesture that is being edited.

    Signals:
        edited(str, str): The name of what is changed, such as "hold_ms", and what was typed for it.
    """

    edited = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._theme = theme
        self._image = QImage()
        self._picture = QLabel()
        self._title = QLabel(wordWrap=True)
        self._title.setObjectName("heading")
        self._effect = QLabel(wordWrap=True)
        self._effect.setObjectName("muted")
        self._conflicts = _Conflicts(theme)
        self._rows: dict[str, SettingRow] = {}
        self.zone = ZoneView(theme)
        self._column = QVBoxLayout()
        choices = QWidget()
        choices.setLayout(self._column)
        self._area = DownArea(choices, self.tr("What can be chosen for the gesture"))
        self._lay_out()
        theme.changed.connect(self._redraw)

    def sizeHint(self) -> QSize:
        """As wide as ever, or wider where the words to choose from are long in a language."""
        return super().minimumSizeHint().expandedTo(QSize(WIDTH_PX, super().sizeHint().height()))

    def steps(self) -> list[Step]:
        """What it takes to fill the editor."""
        return [partial(self._add, row) for row in binding_rows(f"bindings.{_ANY}")]

    def show_gesture(self, binding: Binding, effect: str, image: QImage) -> None:
        """Show which gesture is edited, and what it does."""
        self._title.setText(gesture_word(binding.title))
        self._effect.setText(effect)
        self._image = image
        self.setAccessibleName(f"{self._title.text()}: {effect}")
        self._redraw()

    def show_values(self, change: BindingChange, usual: Binding, engine: EngineSettings) -> None:
        """Show what was chosen and, for the rest, what holds without a choice.

        Args:
            usual: The gesture as it would be if it were enabled.
        """
        inherited: Mapping[str, Value] = {
            "enabled": usual.command is not None,
            "command": usual.command,
            "amount": usual.amount,
            "mode": usual.mode,
            "hold_ms": usual.hold_ms,
            "cooldown_ms": engine.cooldown_ms if usual.cooldown_ms is None else usual.cooldown_ms,
            "min_score": _least_score(usual, engine),
            "zone": engine.zone,
            "release_required": usual.release_required,
            "hand": HandChoice.EITHER if usual.hand is None else HandChoice(usual.hand.value),
        }
        self.zone.show_zone(change.zone or engine.zone)
        needed = {"enabled": [*Command], "amount": [*USUAL_AMOUNTS, Command.SET_VOLUME]}
        for name, row in self._rows.items():
            row.show_value(getattr(change, name), inherited.get(name))
            is_of_use = usual.motion is None or name not in _ONLY_HELD
            is_of_use = is_of_use and (name != "other_command" or usual.hand is not None)
            row.editor.setEnabled(is_of_use and (name not in needed or usual.command in needed[name]))

    def show_conflicts(self, sentences: Sequence[str]) -> None:
        """Show what would surprise."""
        self._conflicts.show_sentences(sentences)

    def refuse(self, name: str, sentence: str) -> None:
        """Say beside an editor why its value is not taken."""
        if name in self._rows:
            self._rows[name].refuse(sentence)

    def forget_errors(self) -> None:
        """Another gesture is edited now, about which nothing wrong was said yet."""
        for row in self._rows.values():
            row.forget_error()

    def _add(self, row: Row) -> None:
        widget = SettingRow(self._theme, row, editor_px=EDITOR_PX)
        widget.edited.connect(self._tell)
        self._rows[row.name] = widget
        self._column.insertWidget(self._column.count() - 2, widget)  # above the picture of the zone
        if row.name == "zone" and isinstance(widget.editor, Field):
            widget.editor.textChanged.connect(self._draw_zone)
            widget.editor.textEdited.connect(self._scroll_to_zone)
            self.zone.show()

    @Slot(str)
    def _draw_zone(self, text: str) -> None:
        """Follow the typing; what is no zone yet changes nothing."""
        try:
            zone = from_text(self._rows["zone"].row, text)
        except SettingsError:
            return
        if isinstance(zone, tuple):
            left, top, right, bottom = map(float, zone)
            self.zone.show_zone((left, top, right, bottom))

    @Slot()
    def _scroll_to_zone(self) -> None:
        """Who types it shall see it."""
        self._area.ensureWidgetVisible(self.zone)

    def _tell(self, key: str, text: str) -> None:
        self.edited.emit(key.rpartition(".")[2], text)

    def _redraw(self) -> None:
        self._picture.setPixmap(picture_of(self._image, self._theme, PICTURE_PX, self.devicePixelRatioF()))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._effect)
        words.addStretch()
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, GAP_PX)
        head.setSpacing(MARGIN_PX)
        head.addWidget(self._picture)
        head.addLayout(words, 1)
        self._column.setContentsMargins(0, 0, 0, GAP_PX)
        self._column.setSpacing(0)
        zone = QVBoxLayout()
        zone.setContentsMargins(MARGIN_PX, 0, MARGIN_PX, GAP_PX)
        zone.addWidget(self.zone)
        self.zone.hide()  # until there is what it belongs to
        self._column.addLayout(zone)
        self._column.addStretch()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(1, 1, 1, 1)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addWidget(self._conflicts)
        lines.addWidget(self._area, 1)


def _least_score(usual: Binding, engine: EngineSettings) -> float:
    """How sure the network must be; a hand that moves is seen less clearly than one that is held."""
    if usual.min_score is not None:
        return usual.min_score
    return engine.enter_score if usual.motion is None else engine.stay_score


class _Conflicts(QWidget):
    """A warning and its sentences; nothing at all where there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignTop)
        self._text = QLabel(wordWrap=True)
        self._text.setObjectName("note")
        line = QHBoxLayout(self)
        line.setContentsMargins(MARGIN_PX, 0, MARGIN_PX, GAP_PX)
        line.setSpacing(GAP_PX)
        line.addWidget(self._icon)
        line.addWidget(self._text, 1)
        theme.changed.connect(self._redraw)
        self.show_sentences(())

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Show these, each on its own line."""
        self._text.setText("\n".join(sentences))
        self.setVisible(bool(sentences))
        self._redraw()

    def _redraw(self) -> None:
        self._icon.setPixmap(icon_pixmap("warning", self._theme.colours.unsure, ICON_PX, self.devicePixelRatioF()))
