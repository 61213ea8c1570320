"""The tree of settings: one typed field for everything that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gesture_app.core.bindings import BindingChange
from gesture_app.core.detector import STRIDE_PX
from gesture_app.core.schema import setting


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """When a hand's gesture becomes an order."""

    always_armed: bool = setting("Always armed", "Obey without being shown the arming gesture first.", default=False)
    arming_gesture: str = setting("Arming gesture", "Held up, it lets the hand give orders.", default="palm")
    disarming_gesture: str = setting(
        "Disarming gesture", "Held up, it ends the armed time and cancels a dial.", default="fist"
    )
    arm_hold_ms: int = setting(
        "Arming time", "How long the arming gesture must be held.", default=400, unit="ms", limits=(0, 5000)
    )
    armed_window_ms: int = setting(
        "Armed for",
        "How long a hand stays armed; every order starts it anew.",
        default=6000,
        unit="ms",
        limits=(500, 120_000),
    )
    lock_to_arming_hand: bool = setting(
        "Obey one hand", "While the hand that armed is in view, no other hand is obeyed.", default=True
    )
    enter_score: float = setting(
        "Score to begin", "How sure the network must be for a gesture to begin.", default=0.60, limits=(0.05, 1)
    )
    stay_score: float = setting(
        "Score to stay",
        "How sure it must remain; lower than to begin, so that nothing flickers.",
        default=0.45,
        limits=(0.05, 1),
    )
    vote_window_ms: int = setting(
        "Vote", "Over how long the scores are averaged.", default=200, unit="ms", limits=(0, 2000)
    )
    grace_ms: int = setting(
        "Patience",
        "How long a hand may be lost from view and still be the same.",
        default=300,
        unit="ms",
        limits=(100, 2000),  # less than two frames of a slow camera, and no hand would last
    )
    hold_ms: int = setting(
        "Hold time of all",
        "Replaces the hold time of every gesture; 0 keeps each its own.",
        default=0,
        unit="ms",
        limits=(0, 5000),
    )
    cooldown_ms: int = setting(
        "Cooldown", "How long no other order follows.", default=800, unit="ms", limits=(0, 10_000)
    )
    repeat_ms: int = setting(
        "Repeat every", "How soon a repeating gesture repeats at first.", default=400, unit="ms", limits=(50, 5000)
    )
    repeat_fastest_ms: int = setting(
        "Fastest repeat", "How soon it repeats once it is at full speed.", default=120, unit="ms", limits=(20, 5000)
    )
    repeat_shrink: float = setting(
        "Repeat speeds up",
        "Share of the last pause that the next one lasts; 1 never speeds up.",
        default=0.85,
        limits=(0.1, 1),
    )
    dial_hands: float = setting(
        "Dial travel",
        "How many hand sizes up or down turn the volume by all of its range.",
        default=3.0,
        limits=(0.5, 20),
    )
    swipe_gesture: str = setting("Swiping gesture", "What a hand that swipes must show.", default="palm")
    swipe_hands: float = setting(
        "Swipe length",
        "How many hand sizes a swipe must go; shorter movements mean nothing.",
        default=1.5,  # clearly more than a hand moves that goes from one gesture to the next
        limits=(0.5, 10),
    )
    swipe_ms: int = setting(
        "Swipe time", "A swipe that takes longer than this is none.", default=600, unit="ms", limits=(100, 3000)
    )
    swipe_slant: float = setting(
        "Swipe slant",
        "How far a swipe may stray from a straight line, as a share of its way.",
        default=0.6,
        limits=(0.05, 1),
    )
    min_hand_share: float = setting(
        "Smallest hand",
        "Hands smaller than this share of the picture's short side are ignored.",
        default=0.05,
        limits=(0, 1),
    )
    zone: tuple[float, float, float, float] = setting(
        "Zone",
        "Left, top, right and bottom of the obeyed part of the unmirrored picture, as shares of it.",
        default=(0.0, 0.0, 1.0, 1.0),
        limits=(0, 1),
    )
    entry_quiet_ms: int = setting(
        "Quiet on entry", "No order so soon after a hand came into view.", default=300, unit="ms", limits=(0, 5000)
    )
    suppress_after_input_ms: int = setting(
        "Quiet after typing",
        "No order so soon after the keyboard or mouse was used.",
        default=1000,
        unit="ms",
        limits=(0, 60_000),
    )


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Where the pictures come from."""

    spec: str = setting(
        "Source", "A camera, a file, a folder of pictures, an address, or `rendered`.", default="webcam"
    )
    width_px: int = setting("Width", "Width asked of a camera.", default=1280, unit="px", limits=(160, 7680))
    height_px: int = setting("Height", "Height asked of a camera.", default=720, unit="px", limits=(120, 4320))
    fps: float = setting("Frame rate", "Frames a second asked of a camera.", default=60.0, unit="fps", limits=(1, 240))
    look_rarely_after_s: float = setting(
        "Look rarely after",
        "So long after the last hand or movement a camera is looked at only a few times a second; 0: never so rarely.",
        default=10.0,
        unit="s",
        limits=(0, 3600),
    )


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """When no camera may watch."""

    camera_off_paused: bool = setting(
        "Camera off while paused", "Pausing the gestures also lets go of the camera; its lamp goes out.", default=True
    )
    rest_locked: bool = setting(
        "Rest while locked",
        "While the screen is locked nothing is obeyed and the camera is off.",
        default=True,
    )
    rest_asleep: bool = setting(
        "Rest during sleep",
        "The camera is let go of before the computer sleeps and taken up again after; heard on Linux only.",
        default=True,
    )


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """The network that finds hands."""

    model: str = setting("Model", "The name of a model, or the path to its folder or .onnx file.", default="default")
    engine: str = setting(
        "Inference engine", "What runs the model; auto takes the fastest that this machine has.", default="auto"
    )
    input_px: int = setting(
        "Input size",
        "Long side of the picture the network sees; 0 is the model's own.",
        default=0,
        unit="px",
        limits=(0, 1280),
        step=STRIDE_PX,
    )
    min_score: float = setting(
        "Least score", "Hands less certain than this are not reported at all.", default=0.25, limits=(0.01, 1)
    )
    threads: int = setting("Threads", "How many processor cores the network may use.", default=2, limits=(1, 64))
    watch_s: float = setting(
        "Watch a new model",
        "For so long after another model was chosen, the one before is put back if it fails or is too slow; 0: never.",
        default=10.0,
        unit="s",
        limits=(0, 600),
    )
    watch_limit_ms: float = setting(
        "Too slow from",
        "A watched model is too slow if one look in twenty takes longer than this; 0: no such limit.",
        default=100.0,  # ten looks a second; an arming gesture of 400 ms needs four
        unit="ms",
        limits=(0, 5000),
    )
    watch_limit_factor: float = setting(
        "Too slow against before",
        "A watched model is too slow if that takes so many times as long as before; 0: no such limit.",
        default=0.0,  # five times next to nothing is still quick enough
        limits=(0, 100),
    )


@dataclass(frozen=True, slots=True)
class PlayerSettings:
    """Who gets the orders."""

    spec: str = setting("Player", "The player to control; auto finds the one that plays.", default="auto")
    pinned: str = setting("Pinned player", "Preferred to every other whenever it runs.", default="")
    ignored: tuple[str, ...] = setting("Ignored players", "Never controlled, whatever they play.", default=())
    media_keys: bool = setting(
        "Media keys as a way out",
        "Press the media key when a player does not react; best effort, because another program may hear it.",
        default=False,
    )
    spotify_client_id: str = setting(
        "Spotify client id", "Of your own app at developer.spotify.com; only spotify_web needs one.", default=""
    )


@dataclass(frozen=True, slots=True)
class LabSettings:
    """How much the lab may take for itself."""

    job_priority: str = setting(
        "Priority of jobs",
        "Low leaves jobs of the lab only what nothing else wants of the processor; normal has the next ones compete.",
        default="low",
        choices=("low", "normal"),
    )


@dataclass(frozen=True, slots=True)
class UiSettings:
    """How the app looks and sounds."""

    theme: str = setting("Theme", "Colours of the window.", default="system", choices=("system", "light", "dark"))
    language: str = setting(
        "Language",
        "Language of the window; pseudo shows translators what is not translated, or too narrow.",
        default="system",
        choices=("system", "en", "de", "pseudo"),
    )
    sounds: bool = setting("Sounds", "Tick when armed and when an order was obeyed.", default=False)
    reduced_motion: bool = setting(
        "Reduced motion", "Show changes of lists and controls at once instead of animating them.", default=False
    )
    reading_time: float = setting(
        "Time to read",
        "How many times as long as usual stays what is shown for a moment, the undo too.",
        default=1.0,
        limits=(1, 20),
    )
    left_handed: bool = setting(
        "Left-handed",
        "The navigation on the right, so that a left hand on mouse or screen covers nothing.",
        default=False,
    )
    mirror_preview: bool = setting(
        "Mirror the picture", "Show the preview as a mirror does; detection is not affected.", default=True
    )
    close_window: str = setting(
        "Closing the window",
        "Ends the app, or keeps it running in the tray; where there is no tray, it is minimised instead.",
        default="quit",  # a camera that goes on after its window is gone is nothing anybody expects
        choices=("quit", "tray"),
    )
    first_run: str = setting(
        "First run",
        "What became of the guide through camera, room, gestures and player; due opens it.",
        default="due",
        choices=("due", "done", "skipped"),
    )
    notice_drift: bool = setting(
        "Notice worse conditions",
        "Offer the check again, at most once a day, when light, distance or recognition have become much worse.",
        default=True,
    )
    overlay: bool = setting(
        "Overlay", "While the window is hidden, say on the screen for a second what a gesture did.", default=True
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """Other bindings for some players, or for some of what they play."""

    name: str
    players: tuple[str, ...] = setting(
        "Players", "Parts of the titles of the players that this profile is for, in capitals or not.", default=()
    )
    bindings: Mapping[str, BindingChange] = field(default_factory=dict)
    tracks: tuple[str, ...] = setting(
        "Tracks",
        "Parts of the address, the identity or the genre that a player tells of its track; these count before players.",
        default=(),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the user can choose."""

    engine: EngineSettings = field(default_factory=EngineSettings)
    source: SourceSettings = field(default_factory=SourceSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    detector: DetectorSettings = field(default_factory=DetectorSettings)
    player: PlayerSettings = field(default_factory=PlayerSettings)
    lab: LabSettings = field(default_factory=LabSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    bindings: Mapping[str, BindingChange] = field(default_factory=dict)  # by gesture
    profiles: Mapping[str, Profile] = field(default_factory=dict)  # by name


SECTIONS: Mapping[str, type] = {
    "engine": EngineSettings,
    "source": SourceSettings,
    "privacy": PrivacySettings,
    "detector": DetectorSettings,
    "player": PlayerSettings,
    "lab": LabSettings,
    "ui": UiSettings,
}
