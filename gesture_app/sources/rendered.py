"""A drawn person who shows gestures: the source that works on every machine, and in tests."""

from __future__ import annotations

from collections.abc import Sequence

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import Source, SourceInfo, SourceKind, SourceRequest
from gesture_app.core.types import Frame
from gesture_app.hands.film import HandFilm, acts
from gesture_app.hands.movements import WAYS
from gesture_app.hands.pose import POSES
from gesture_app.sources._frames import frame
from gesture_app.sources._pace import Pace
from gesture_app.sources._spec import is_named, split_spec

NAME = "rendered"
OPTIONS = ("seconds", "pause", "seed")


class RenderedSource:
    """Plays a film of gestures without end.

    Unpaced, the film's own time still advances by one frame at the asked rate, so that gestures last as many frames.
    """

    def __init__(self, film: HandFilm, request: SourceRequest, clock: Clock) -> None:
        self._film = film
        self._fps = request.fps
        self._clock = clock
        self._pace = Pace(request.fps, clock) if request.is_paced else None
        self._started_s = clock.now_s()
        self._next_index = 0
        self._is_closed = False

    @property
    def title(self) -> str:
        """What a person reads."""
        return "Drawn hand"

    @property
    def is_live(self) -> bool:
        """It waits for whoever reads it."""
        return False

    def read(self) -> Frame | None:
        """The next picture of the film."""
        if self._is_closed:
            return None
        if self._pace is not None:
            self._pace.wait()
        index, now_s = self._next_index, self._clock.now_s()
        self._next_index += 1
        film_s = index / self._fps if self._pace is None else now_s - self._started_s
        return frame(self._film.draw(film_s), index, now_s)

    def close(self) -> None:
        """There is nothing to let go of."""
        self._is_closed = True


def open_rendered(request: SourceRequest, clock: Clock | None = None) -> Source:
    """Draw the rooms and start the film.

    Raises:
        SourceError: The spec names a gesture that cannot be drawn.
    """
    return RenderedSource(open_film(request), request, clock or request.clock)


def open_film(request: SourceRequest) -> HandFilm:
    """The film that the spec asks for.

    Raises:
        SourceError: The spec names a gesture that cannot be drawn.
    """
    body, options = split_spec(request.spec, NAME, OPTIONS)
    gestures = tuple(body.split(",")) if body else tuple(POSES)
    poses = (*POSES, *WAYS)
    unknown = [gesture for gesture in gestures if gesture not in poses]
    if unknown:
        raise SourceError(f"No hand can be drawn that shows {', '.join(unknown)}; there are: {', '.join(poses)}.")
    script = acts(gestures, options.get("seconds", 1.8), options.get("pause", 0.9))
    return HandFilm((request.width_px, request.height_px), script, seed=int(options.get("seed", 0)))


def _available() -> Sequence[SourceInfo]:
    return (SourceInfo(NAME, "Drawn hand", "shows every gesture; needs no camera"),)


KIND = SourceKind(
    name=NAME,
    title="Drawn hand",
    accepts=lambda spec: is_named(spec, NAME),
    open=open_rendered,
    available=_available,
)
