"""`gesture-app record`: stores what the detector sees, to decide again with `replay`; pictures only if asked."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from gesture_app.commands import _options
from gesture_app.commands._command import Subcommand, say, warn
from gesture_app.core.errors import RecordingError
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.settings import Settings

if TYPE_CHECKING:
    from gesture_app.workers.headless import HeadlessParts, Step


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, where from, and by what."""
    parser.add_argument("out", type=_options.absolute, help="the .jsonl to write")
    _options.add_source(parser)
    _options.add_detector(parser)
    parser.add_argument(
        "--frames", type=_options.absolute, metavar="FOLDER", help="keep the pictures, too, as JPEG files in there"
    )
    parser.add_argument("--seconds", type=_options.seconds, metavar="N", help="stop after this time")
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Record until the source ends, the time is up or the user stops it."""
    frames = record(_options.settings_from(args), args.out, args.seconds, args.frames)
    if not frames:
        raise RecordingError("The source gave no frame in that time, so nothing was recorded; choose another.")
    say(f"{frames} frames in {args.out}")
    return 0


def record(settings: Settings, out: Path, limit_s: float | None, pictures: Path | None = None) -> int:
    """Write what is seen; gives how many frames. Nothing is controlled meanwhile.

    Args:
        pictures: The folder for the frames themselves; None keeps none.

    Raises:
        SourceError: The source fails; what was seen until then is kept.
        ModelError: The detector fails; likewise.
        RecordingError: The file cannot be written.
    """
    from gesture_app.app import detector_request, load_vocabulary
    from gesture_app.workers.headless import Fatal, HeadlessLine, SourceNews, Step

    labels = detector_request(settings.detector, load_vocabulary()).labels
    line = HeadlessLine(_parts(settings, pictures))
    with (
        contextlib.closing(_Recorder(out, settings.detector.model, labels)) as recorder,
        contextlib.closing(line.events(limit_s)) as events,
    ):
        for event in events:
            match event:
                case Step():
                    recorder.add(event)
                case SourceNews():
                    warn(event.text)
                case Fatal():
                    raise event.error
    return recorder.frames


def _parts(settings: Settings, pictures: Path | None) -> HeadlessParts:
    """What records: no player is controlled, no frame is left out, and of every hand it is asked which one it is."""
    from gesture_app.app import headless_parts, open_side_network, source_request
    from gesture_app.commands._asking import AskingDetector
    from gesture_app.commands._frames import FrameKeeper
    from gesture_app.core.player import PlayerRequest
    from gesture_app.workers.care import Care
    from gesture_app.workers.line import Line

    parts = headless_parts(settings, source_request(settings.source))
    detector = parts.line.detector if pictures is None else FrameKeeper(parts.line.detector, pictures)
    # Whoever replays it may want to know the hand even if no binding does now.
    line = Line(AskingDetector(detector, open_side_network()), parts.line.engine)
    # Without a sentinel: a recording shall show every frame.
    return dataclasses.replace(parts, line=line, player=PlayerRequest("dry_run"), care=Care())


class _Recorder:
    """A recording whose header waits for the first frame, which tells the size; its time starts there, too."""

    def __init__(self, out: Path, model: str, labels: tuple[str, ...]) -> None:
        self.frames = 0
        self._out = out
        self._model = model
        self._labels = labels
        self._writer: RecordingWriter | None = None
        self._first_s = 0.0

    def add(self, step: Step) -> None:
        """Write one frame."""
        if self._writer is None:
            self._writer = RecordingWriter(self._out, RecordingHeader(step.size_px, self._model, self._labels))
            self._first_s = step.taken_at_s
        self._writer.append(RecordedFrame(step.taken_at_s - self._first_s, step.index, step.detections))
        self.frames += 1

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._writer is not None:
            self._writer.close()


COMMAND = Subcommand(help="store what the detector sees", add_arguments=add_arguments, run=run)
