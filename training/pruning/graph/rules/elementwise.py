"""Operators that work on every number by itself, with or without broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from training.pruning.graph.atoms import Axes, Axis, Flags
from training.pruning.graph.rules._step import ALONE, Rule, Step

_Silence = Callable[[Sequence[Axis | None]], Flags]

DIVIDED_BY_NOTHING = "it would divide by what a mask makes zero"


def keeps_silence(step: Step) -> list[Axes]:
    """A function of one tensor that maps zero to zero; its parameters, if any, are single numbers."""
    data = step.inputs[0]
    return [data, *(tuple(axis.loud() for axis in data) for _ in step.shapes[1:])]  # the mask of a Dropout


def breaks_silence(step: Step) -> list[Axes]:
    """A function of one tensor that maps zero to something else."""
    return [tuple(axis.loud() for axis in step.inputs[0]) for _ in step.shapes]


def clip(step: Step) -> list[Axes]:
    """Its bounds may exclude zero, and often are computed: silence is not relied on."""
    return breaks_silence(step)


def add(step: Step) -> list[Axes]:
    """Zero where all parts are zero."""
    return [_broadcast(step, _all_silent)]


def multiply(step: Step) -> list[Axes]:
    """Zero where one factor is zero."""
    return [_broadcast(step, _any_silent)]


def compare(step: Step) -> list[Axes]:
    """Zero compared with zero may be true."""
    return [tuple(axis.loud() for axis in _broadcast(step, _all_silent))]


def first_decides(step: Step) -> list[Axes]:
    """PRelu: zero where the data is."""
    return [_broadcast(step, lambda parts: _all_silent(parts[:1]))]


def divide(step: Step) -> list[Axes]:
    """Zero where the dividend is; a divisor that a mask would make zero is left whole."""
    for axis in step.inputs[1]:
        if len(axis) > 1:
            step.atoms.freeze(axis.atoms[axis.silent].tolist(), f"{step.node.name}: {DIVIDED_BY_NOTHING}")
    return first_decides(step)


def select(step: Step) -> list[Axes]:
    """Where: zero where both choices are, whatever the condition."""
    return [_broadcast(step, lambda parts: _all_silent(parts[1:]))]


def _broadcast(step: Step, silence: _Silence) -> Axes:
    """Tie the axes of all inputs together, aligned at the last; an axis of size 1 goes with any."""
    shape = step.shapes[0]
    return tuple(_common(step, position, size, silence) for position, size in enumerate(shape))


def _common(step: Step, position: int, size: int, silence: _Silence) -> Axis:
    """One axis of the result."""
    if size == 1:
        return step.frozen(1, ALONE)
    parts = [_wide(axes, position - len(step.shapes[0]), size) for axes in step.inputs]
    wide = [part for part in parts if part is not None]
    for other in wide[1:]:
        step.couple(wide[0], other)
    return Axis(wide[0].atoms, silence(parts))


def _wide(axes: Axes, from_the_end: int, size: int) -> Axis | None:
    """The axis of an input, unless it is repeated along it."""
    if len(axes) < -from_the_end or len(axes[from_the_end]) != size:
        return None
    return axes[from_the_end]


def _all_silent(parts: Sequence[Axis | None]) -> Flags:
    present = [part.silent for part in parts if part is not None]
    if len(present) < len(parts):  # a number that is added everywhere, zero or not
        return np.zeros_like(present[0]) if present else np.zeros(1, np.bool_)
    return np.asarray(np.logical_and.reduce(present), np.bool_)


def _any_silent(parts: Sequence[Axis | None]) -> Flags:
    heard = [part.silent for part in parts if part is not None]
    return np.asarray(np.logical_or.reduce(heard), np.bool_)


_ZERO_TO_ZERO = (
    "Abs Asin Asinh Atan Atanh Cast CastLike Ceil Celu Dropout Elu Erf Floor Gelu HardSwish Identity "
    "LeakyRelu Mish Neg Relu Round Selu Shrink Sign Sin Sinh Softsign Sqrt Swish Tan Tanh ThresholdedRelu"
)
_ZERO_TO_OTHER = "Acos Acosh Cos Cosh Exp HardSigmoid IsInf IsNaN Not Sigmoid Softplus"

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_ZERO_TO_ZERO.split(), keeps_silence),
    **dict.fromkeys(_ZERO_TO_OTHER.split(), breaks_silence),
    **dict.fromkeys(("Add", "Sub", "Sum", "Max", "Min", "Mean"), add),
    **dict.fromkeys(("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor"), compare),
    "Clip": clip,
    "Div": divide,
    "Mod": compare,
    "Mul": multiply,
    "PRelu": first_decides,
    "Pow": compare,
    "Where": select,
}
