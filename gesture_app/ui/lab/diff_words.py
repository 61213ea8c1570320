"""What the comparison of layers says: figures of both networks, totals, and layers that did not become faster."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from gesture_app.core.lab.layers import LayerDiff, LayerFigures, LayerRow, NetworkFigures, Quantity, Shown
from gesture_app.ui.lab.figures import NOTHING, in_order, short_number

ARROW = " → "
_MS = " ms"
_NAMED = 3  # layers that are named before the others are only counted


def quantity_word(quantity: Quantity) -> str:
    """What a figure is."""
    return {
        Quantity.CHANNELS: QCoreApplication.translate("Diff", "Channels"),
        Quantity.PARAMS: QCoreApplication.translate("Diff", "Parameters"),
        Quantity.MACS: QCoreApplication.translate("Diff", "MACs"),
        Quantity.TIME: QCoreApplication.translate("Diff", "Time"),
    }[quantity]


def title_word(quantity: Quantity) -> str:
    """What a column of figures is called, with the unit they leave out."""
    return quantity_word(quantity) + (f",{_MS}" if quantity is Quantity.TIME else "")


def shown_word(shown: Shown) -> str:
    """Which layers are shown."""
    return {
        Shown.WEIGHTED: QCoreApplication.translate("Diff", "Layers that multiply"),
        Shown.ALL: QCoreApplication.translate("Diff", "All layers"),
        Shown.CHANGED: QCoreApplication.translate("Diff", "What differs"),
        Shown.NOT_FASTER: QCoreApplication.translate("Diff", "Smaller but not faster"),
        Shown.LONE: QCoreApplication.translate("Diff", "In one network only"),
    }[shown]


def figure_text(value: float | None, quantity: Quantity) -> str:
    """A figure of one layer, with its unit."""
    if value is None:
        return NOTHING
    match quantity:
        case Quantity.TIME:
            return f"{QLocale().toString(float(value), 'f', 3 if value < 1 else 2)}{_MS}"
        case Quantity.CHANNELS:
            return QLocale().toString(int(value)) if value else NOTHING
    return short_number(value)


def pair_text(row: LayerRow, quantity: Quantity) -> str:
    """A figure in both networks, without its unit; once where it is the same."""
    left, right = (figure_text(value, quantity).removesuffix(_MS) for value in row.values(quantity))
    return in_order(left if left == right else f"{left}{ARROW}{right}")


def kind_text(layer: LayerFigures) -> str:
    """What a layer does: "Conv 3×3 /2"."""
    kernel = "×".join(str(size) for size in layer.kernel)
    stride = f"/{layer.stride[0]}" if layer.stride and max(layer.stride) > 1 else ""
    return " ".join(word for word in (layer.operator, kernel, stride) if word)


def total_text(diff: LayerDiff, quantity: Quantity) -> str:
    """How much of a figure is saved, and what it is in both networks as a whole."""
    left, right = diff.left.value(quantity), diff.right.value(quantity)
    both = in_order(f"{_whole(left, quantity).removesuffix(_MS)}{ARROW}{_whole(right, quantity)}")
    if not left or right is None:
        return f"{quantity_word(quantity)} {both}"
    percent = QLocale().toString(100 * abs(right - left) / left, "f", 0)
    change = in_order(f"{'−' if right < left else '+'}{percent} %")
    return f"{quantity_word(quantity)} {change}: {both}"


def not_faster_text(diff: LayerDiff) -> str:
    """The answer to the question why a network that became smaller did not become as much faster."""
    rows = diff.not_faster()
    if diff.left.time_ms is None:
        return QCoreApplication.translate("Diff", "Nothing was timed.")
    if not rows:
        return QCoreApplication.translate("Diff", "Where a layer multiplies less, it also takes less time.")
    names = ", ".join(row.named.name for row in rows[:_NAMED])
    more = len(rows) - _NAMED
    if more > 0:
        words = QCoreApplication.translate("Diff", "Smaller but not faster: {names} and %n more.", None, more)
        return words.format(names=names)
    return QCoreApplication.translate("Diff", "Smaller but not faster: {names}.").format(names=names)


def network_text(network: NetworkFigures) -> str:
    """How the file of a network is called where others are called the same: with its folder."""
    return f"{network.file.parent.name}/{network.file.name}"


def _whole(value: float | None, quantity: Quantity) -> str:
    return short_number(value) if quantity is Quantity.CHANNELS and value is not None else figure_text(value, quantity)
