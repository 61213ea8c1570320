"""Makes what lies in assets/demo: a clip of gestures with its script, and a tune for the player to play.

Run `python -m gesture_app.hands.demo` to make them anew; the same code gives the same pictures and notes.
"""

from __future__ import annotations

import wave
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.errors import AppError
from gesture_app.core.paths import assets_folder
from gesture_app.core.types import Floats
from gesture_app.hands.film import Act, HandFilm, acts

CLIP, SCRIPT, TUNE = "gestures.mp4", "gestures.toml", "tune.wav"
SIZE_PX = (1280, 720)
FPS = 30.0
SEED = 7  # a calm room: what does not move costs no bytes
# Arms first; then one gesture of each trigger mode, and one that cancels.
GESTURES = ("palm", "two_up", "peace", "one", "mute", "fist")
SHOWN_S, PAUSE_S = 1.6, 0.8

RATE_HZ = 11_025
NOTE_S = 0.25
# Four chords, broken up and down, in steps of half a tone from A3; a song that everybody is free to use.
CHORDS = ((0, 3, 7, 12), (-4, 0, 3, 8), (3, 7, 10, 15), (-2, 2, 5, 10))
PATTERN = (0, 1, 2, 3, 2, 1)
ROUNDS = 4
BASE_HZ = 220.0


def write_demo(folder: Path) -> None:
    """Write the clip, its script and the tune.

    Raises:
        AppError: This OpenCV cannot write MPEG-4.
    """
    folder.mkdir(parents=True, exist_ok=True)
    script = (*acts(GESTURES, SHOWN_S, PAUSE_S), Act(None, PAUSE_S))
    film = HandFilm(SIZE_PX, script, SEED, rooms=1)
    write_clip(folder / CLIP, film)
    (folder / SCRIPT).write_text(script_text(film), encoding="utf-8")
    write_tune(folder / TUNE)


def write_clip(path: Path, film: HandFilm) -> None:
    """Write one round of a film as MPEG-4.

    Raises:
        AppError: This OpenCV cannot write MPEG-4.
    """
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), FPS, SIZE_PX)
    if not writer.isOpened():
        raise AppError(f"The clip {path} cannot be written; install an OpenCV that comes with FFmpeg.")
    for index in range(_frame_count(film)):
        writer.write(film.draw(index / FPS))
    writer.release()


def script_text(film: HandFilm) -> str:
    """Which gesture the clip shows when, as TOML; moments between two entries show none completely."""
    lines = [
        f"# What {CLIP} shows. Between two entries the hand is down or moves.",
        "",
        f"fps = {FPS:g}",
        f"seconds = {_frame_count(film) / FPS:.2f}",
    ]
    shown = [film.gesture_at(index / FPS) for index in range(_frame_count(film))] + [None]
    start = 0
    for index in range(1, len(shown)):
        if shown[index] != shown[start]:
            if shown[start] is not None:
                lines += ["", "[[shown]]", f'gesture = "{shown[start]}"']
                lines += [f"start_s = {start / FPS:.2f}", f"end_s = {index / FPS:.2f}"]
            start = index
    return "\n".join(lines) + "\n"


def write_tune(path: Path) -> None:
    """Write a tune of broken chords as a small WAV file."""
    steps = [chord[place] for _ in range(ROUNDS) for chord in CHORDS for place in PATTERN]
    length = round(RATE_HZ * NOTE_S)
    sound = np.zeros(length * (len(steps) + 4), np.float32)
    for number, step in enumerate(steps):
        note = _note(BASE_HZ * 2 ** (step / 12))
        start = number * length
        sound[start : start + len(note)] += note[: len(sound) - start]
    loudest = float(np.abs(sound).max())
    # Eight bits a sample keep the file small; a little noise hides their steps.
    noise = np.random.default_rng(SEED).uniform(-0.5, 0.5, len(sound))
    samples = np.clip(128 + 110 * sound / loudest + noise, 0, 255).astype(np.uint8)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


def _note(pitch_hz: float) -> Floats:
    """One plucked note: a tone with its overtones that fades away; (samples,)."""
    at_s = np.arange(round(RATE_HZ * 4 * NOTE_S), dtype=np.float32) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * pitch_hz * overtone * at_s) / overtone**2 for overtone in (1, 2, 3))
    plucked: Floats = (tone * np.exp(-4 * at_s) * np.minimum(1, at_s * 200)).astype(np.float32)
    return plucked


def _frame_count(film: HandFilm) -> int:
    """How many frames one round of the film has."""
    return round(film.length_s * FPS)


if __name__ == "__main__":
    write_demo(assets_folder() / "demo")
