"""Soaking with a clock of the test's own, and the command itself for a moment."""

from __future__ import annotations

import json

import pytest
from colour_network import RED, frame_with, write_colour_model

from gesture_app.commands import soak as command
from gesture_app.commands._soak import Probe, Usage, settled, soak, usage, verdict
from gesture_app.core.errors import ModelError, PlayerError
from gesture_app.core.source import SourceState
from gesture_app.workers.headless import Ended, Fatal, SourceNews, Step

FRAME_S = 0.125  # a binary fraction, so that sums are exact


def step(index):
    return Step(index, 0.0, (320, 192), (), (), is_armed=False, detect_s=0.01, decide_s=0.001, latency_s=0.02)


class Run:
    """Frames at a steady pace before a process that uses what the test says."""

    def __init__(self, uses, whole_s=100.0):
        self.now_s = 50.0
        self.told = []
        self.probe = Probe(whole_s, self.told.append, lambda: uses(self.now_s - 50.0), lambda: self.now_s)

    def frames(self, count):
        for index in range(count):
            self.probe.note(step(index), dropped=index // 10)
            self.now_s += FRAME_S
        return verdict(self.probe.samples, self.probe.frames)

    def sampled(self, count):
        self.frames(count)
        return self.probe.samples


def steady(at_s):
    return Usage(rss_mb=200.0, handles=10, threads=13, cpu_s=0.3 * at_s)


class FakeLine:
    """Gives the events that a test wants."""

    dropped = 0

    def __init__(self, *events):
        self._events = events
        self.is_stopped = False

    def events(self, seconds):
        try:
            for event in self._events:
                if event is KeyboardInterrupt:
                    raise KeyboardInterrupt
                yield event
        finally:
            self.is_stopped = True


def test_a_sample_is_taken_every_second_and_told_at_once():
    run = Run(steady)
    run.frames(50)
    assert [round(sample.at_s) for sample in run.told] == [1, 2, 3, 4, 5, 6]
    assert run.told == run.probe.samples
    assert {(sample.fps, sample.cpu_share) for sample in run.told} == {(8.0, 0.3)}


def test_a_run_of_eight_hours_does_not_fill_the_memory_with_samples():
    run = Run(steady, whole_s=8 * 3600)
    run.frames(1200)
    assert [round(sample.at_s) for sample in run.told] == [29, 58, 87, 116, 144]


def test_what_stays_as_it_is_does_not_grow():
    result = Run(steady).frames(800)
    assert result.grows == ()
    assert result.memory.per_hour == pytest.approx(0.0, abs=1e-9)
    assert (result.fps, result.cpu_share, result.frames) == (8.0, 0.3, 800)


@pytest.mark.parametrize(
    ("uses", "grows"),
    [
        pytest.param(lambda at_s: Usage(200 + 0.1 * at_s, 10, 13, 0), ("memory",), id="0.1 MiB a second"),
        pytest.param(lambda at_s: Usage(200 + 0.01 * at_s, 10, 13, 0), (), id="1 MiB in all is no leak yet"),
        pytest.param(lambda at_s: Usage(200 + min(at_s, 15), 10, 13, 0), (), id="only while it settles"),
        pytest.param(lambda at_s: Usage(200, 10 + int(at_s // 30), 13, 0), ("handles",), id="a handle every 30 s"),
        pytest.param(lambda at_s: Usage(200, 10, 13 + int(at_s // 40), 0), ("threads",), id="a thread every 40 s"),
    ],
)
def test_what_grows_is_named(uses, grows):
    assert Run(uses).frames(800).grows == grows


def test_the_beginning_is_not_judged():
    run = Run(steady)
    run.frames(800)
    assert settled(run.probe.samples)[0].at_s == pytest.approx(25.0, abs=1.1)
    assert settled([]) == ()


def test_ctrl_c_ends_it_in_an_orderly_way():
    line, run = FakeLine(step(0), KeyboardInterrupt), Run(steady)
    assert soak(line, run.probe, 60.0, print)
    assert line.is_stopped
    assert run.probe.frames == 1


def test_it_ends_when_the_time_is_up_or_the_source_ends():
    run = Run(steady)
    assert soak(FakeLine(*[step(0)] * 5), run.probe, 0.0, print)
    assert run.probe.frames == 1
    run = Run(steady)
    assert soak(FakeLine(step(0), Ended(), step(1)), run.probe, 60.0, print)
    assert run.probe.frames == 1


def test_troubles_are_told_and_only_a_line_that_fails_does_not_hold_out():
    told = []
    troubles = (SourceNews(SourceState.DARK, "It is dark."), PlayerError("VLC is gone."))
    assert soak(FakeLine(step(0), *troubles), Run(steady).probe, 60.0, told.append)
    assert not soak(FakeLine(step(0), Fatal(ModelError("It broke."))), Run(steady).probe, 60.0, told.append)
    assert told == ["It is dark.", "VLC is gone.", "It broke."]


def test_this_process_uses_something():
    used = usage()
    assert used.rss_mb > 10
    assert used.handles > 0
    assert used.threads > 0
    assert used.cpu_s > 0


@pytest.fixture
def picture(tmp_path):
    """A source of one red picture, and a network that knows red."""
    import cv2

    path = tmp_path / "red.png"
    cv2.imwrite(str(path), frame_with([(RED, (64, 64, 96, 96))]).pixels)
    model = write_colour_model(tmp_path / "colours").parent
    return "--source", f"pictures:{path}?fps=50", "--model", model


def test_the_command_prints_samples_and_a_summary(call, picture):
    code, lines = call(command.COMMAND, "--minutes", "0.04", "--json", *picture)
    *samples, summary = map(json.loads, lines)
    assert code == 0
    assert [set(sample) >= {"rss_mb", "fps", "dropped", "handles", "threads"} for sample in samples] == [True, True]
    assert (summary["summary"], summary["samples"], summary["grows"]) == (True, 2, [])
    assert summary["rss_mb_per_hour"] is None  # two samples show no trend
    assert summary["frames"] == pytest.approx(120, abs=40)


def test_for_people_it_says_what_came_of_it(capsys):
    command._say_text(Run(steady).frames(800))
    assert capsys.readouterr().out.splitlines() == [
        "800 frames in 1.6 min, 8.0 a second, 79 dropped",
        "memory   200.0 MiB at the end, +0.0 +- 0.0 MiB an hour (95 %)",
        "handles  10 at most in the first quarter, 10 in the last",
        "threads  13 at most in the first quarter, 13 in the last",
        "work     30.0 % of one core",
        "Judged are the last 1.2 min: nothing grew.",
    ]


def test_too_short_a_run_is_not_called_clean(capsys):
    command._say_text(Run(steady).frames(20))
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .endswith("too few samples to tell whether memory grows; let it run for longer.")
    )


def test_a_run_without_a_sample_says_so_and_is_no_success(capsys):
    command._say_text(verdict([], 0))
    assert "let it run for longer" in capsys.readouterr().out


def test_without_a_terminal_there_is_a_line_every_minute(capsys):
    tell = command._text_teller(180.0)
    for sample in Run(steady).sampled(1000):
        tell(sample)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "gesture-app: 1.0 of 3 min: 200.0 MiB",
        "gesture-app: 2.0 of 3 min: 200.0 MiB",
    ]
