"""What can be chosen for a kiosk: one typed field for every line of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gesture_app.core.schema import setting
from gesture_app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """What is shown, and how the visitor is greeted."""

    playlist: tuple[str, ...] = setting(
        "Playlist", "Films and sounds, played around and around; paths begin at the folder of this file.", default=()
    )
    volume: float = setting("Volume", "How loud every visit begins.", default=0.5, limits=(0, 1))
    waits: bool = setting(
        "Waits", "Stand at the first picture until somebody starts the film; otherwise it plays all day.", default=True
    )
    invitation: str = setting(
        "Invitation", "The large words while nobody is there; empty for the app's own, in the language.", default=""
    )
    hint: str = setting(
        "Hint", "The smaller words below them; empty for those that go with the invitation.", default=""
    )
    language: str = setting(
        "Language",
        "Language of all that the app says by itself.",
        default="system",
        choices=("system", "en", "de", "pseudo"),
    )
    theme: str = setting("Theme", "Colours of what lies over the film.", default="dark", choices=("light", "dark"))
    reduced_motion: bool = setting("Reduced motion", "The hand of the invitation stands still.", default=False)


@dataclass(frozen=True, slots=True)
class VisitSettings:
    """When a visit is over, and what a visitor may do."""

    reset_after_s: float = setting(
        "Reset after",
        "So long without anybody, and the playlist, the volume and the invitation are back.",
        default=60.0,
        unit="s",
        limits=(2, 3600),
    )
    commands: tuple[str, ...] = setting(
        "Commands",
        "All that a visitor can do, whatever a gesture is bound to.",
        default=("play_pause", "next", "previous", "volume_up", "volume_down", "mute"),
    )


@dataclass(frozen=True, slots=True)
class ExitSettings:
    """The way out."""

    key_hash: str = setting(
        "Key",
        "Who types the key and Enter ends the kiosk; `gesture-app kiosk --hash-key` makes this line. "
        "Left empty, only the system can end it.",
        default="",
    )


@dataclass(frozen=True, slots=True)
class StatusSettings:
    """Who may ask how the kiosk is."""

    port: int = setting(
        "Port", "GET http://127.0.0.1:PORT/status answers in JSON; 0 answers nobody.", default=0, limits=(0, 65535)
    )
    token: str = setting(
        "Token", "What must be sent along as `Authorization: Bearer TOKEN`; at least 16 characters.", default=""
    )


@dataclass(frozen=True, slots=True)
class CareSettings:
    """How the kiosk looks after itself."""

    self_test_at: str = setting(
        "Self-test at", "The hour of the daily self-test, such as 04:00; empty for none.", default="04:00"
    )
    start_s: float = setting(
        "Start",
        "A window that shows no sign of life for so long after its start is killed.",
        default=60.0,
        unit="s",
        limits=(2, 600),
    )
    silence_s: float = setting(
        "Silence",
        "A running window is killed after so long without a sign of life.",
        default=10.0,
        unit="s",
        limits=(1, 600),
    )
    first_wait_s: float = setting(
        "First wait",
        "The pause before a window is started again; it doubles with each failure.",
        default=1.0,
        unit="s",
        limits=(0, 60),
    )
    slow_wait_s: float = setting(
        "Slow wait", "The pause once it has failed too often.", default=60.0, unit="s", limits=(1, 3600)
    )
    failures: int = setting("Failures", "So many within ten minutes are too often.", default=5, limits=(1, 100))


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A whole kiosk file."""

    show: ShowSettings = field(default_factory=ShowSettings)
    visit: VisitSettings = field(default_factory=VisitSettings)
    exit: ExitSettings = field(default_factory=ExitSettings)
    status: StatusSettings = field(default_factory=StatusSettings)
    care: CareSettings = field(default_factory=CareSettings)
    app: Settings = field(default_factory=Settings)  # engine, source, detector and bindings, as in the settings file


KIOSK_SECTIONS: Mapping[str, type] = {
    "show": ShowSettings,
    "visit": VisitSettings,
    "exit": ExitSettings,
    "status": StatusSettings,
    "care": CareSettings,
}
APP_SECTIONS = ("engine", "source", "detector", "bindings")  # of the settings; the others mean nothing in a kiosk
