"""Columns as wide as they should be where there is room, and where there is little, still wide enough to be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QTableView

from gesture_app.ui.theme import GAP_PX

Widths = Sequence[int]  # of the columns; the first takes what is left


def set_up_columns(table: QTableView, least_px: Widths) -> None:
    """Let the first column take what is left, and the table never be too narrow for its headings."""
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.setMinimumWidth(sum(_least(header, least_px)) + 2 * GAP_PX)


def fit_columns(table: QTableView, wanted_px: Widths, least_px: Widths, room_px: int) -> None:
    """Give every column what it should have, or as large a part of it as there is room for."""
    header = table.horizontalHeader()
    least = _least(header, least_px)
    more = [max(wanted - narrow, 0) for wanted, narrow in zip(wanted_px, least, strict=True)]
    share = min(max((room_px - sum(least)) / max(sum(more), 1), 0.0), 1.0)
    for column in range(1, len(least)):
        header.resizeSection(column, least[column] + int(share * more[column]))


def _least(header: QHeaderView, least_px: Widths) -> list[int]:
    return [max(header.sectionSizeHint(column), width_px) for column, width_px in enumerate(least_px)]
