from __future__ import annotations

import signal

import pytest

from gesture_app.commands._stopping import NUMBERS, stoppable


@pytest.mark.parametrize("number", NUMBERS)
def test_one_signal_ends_it_and_a_second_does_not_interrupt_the_clearing_up(number):
    meant = []

    def run() -> None:
        with stoppable():
            try:
                # Called, not sent: where OpenVINO has run in this process before, a real signal can end it.
                signal.getsignal(number)(number, None)
            finally:
                meant.extend(signal.getsignal(each) for each in NUMBERS)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert meant == [signal.SIG_IGN, signal.SIG_IGN]


def test_afterwards_signals_mean_what_they_meant_before():
    before = [signal.getsignal(number) for number in NUMBERS]
    with stoppable():
        assert not set(before).intersection(signal.getsignal(number) for number in NUMBERS)
    assert [signal.getsignal(number) for number in NUMBERS] == before
