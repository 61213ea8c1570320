from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.core.gestures import Gesture, read_vocabulary
from gesture_app.core.kiosk_file import allowed_commands, check_kiosk, example_kiosk, kiosk_rows, load_kiosk
from gesture_app.core.kiosk_lock import hash_key
from gesture_app.core.kiosk_sections import KIOSK_SECTIONS, Kiosk
from gesture_app.core.paths import vocabulary_file
from gesture_app.core.types import Command


@pytest.fixture
def vocabulary() -> dict[str, Gesture]:
    return read_vocabulary(vocabulary_file())


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"a film")
    return path


@pytest.fixture
def faults(tmp_path: Path, film: Path, vocabulary: dict[str, Gesture]):
    """What is wrong with a file whose playlist is right."""

    def found(text: str) -> tuple[str, ...]:
        playlist = "" if "playlist" in text else "show.playlist = ['film.mp4']\n"
        return check_kiosk(playlist + text, tmp_path, vocabulary).faults

    return found


def test_the_example_is_valid_and_explains_every_option(film: Path, vocabulary: dict[str, Gesture]) -> None:
    text = example_kiosk(str(film))
    checked = check_kiosk(text, Path("elsewhere"), vocabulary)
    assert checked.faults == ()
    assert checked.kiosk.show.playlist == (str(film),)
    for row in kiosk_rows():
        assert f"# {row.about.title}: {row.about.help}" in text
        assert f"\n{row.name} = " in text


def test_the_example_says_the_defaults(film: Path, vocabulary: dict[str, Gesture]) -> None:
    kiosk = check_kiosk(example_kiosk(str(film)), Path("elsewhere"), vocabulary).kiosk
    for name in KIOSK_SECTIONS.keys() - {"show"}:
        assert getattr(kiosk, name) == getattr(Kiosk(), name)


def test_a_path_with_quotes_survives_the_example(tmp_path: Path, vocabulary: dict[str, Gesture]) -> None:
    odd = tmp_path / 'the "film" \\ 2.mp4'
    odd.write_bytes(b"a film")
    assert check_kiosk(example_kiosk(str(odd)), Path("elsewhere"), vocabulary).kiosk.show.playlist == (str(odd),)


def test_paths_begin_at_the_folder_of_the_file_and_addresses_stay(
    tmp_path: Path, film: Path, vocabulary: dict[str, Gesture]
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[show]\nplaylist = ["film.mp4", "http://example.org/live"]\n')
    assert load_kiosk(path, vocabulary).show.playlist == (str(film), "http://example.org/live")


def test_the_settings_of_the_app_may_follow(faults, tmp_path: Path, vocabulary: dict[str, Gesture], film: Path) -> None:
    text = (
        'show.playlist = ["film.mp4"]\nsource.spec = "webcam:2"\nengine.hold_ms = 300\nbindings.like.command = "next"'
    )
    checked = check_kiosk(text, tmp_path, vocabulary)
    assert checked.faults == ()
    assert (checked.kiosk.app.source.spec, checked.kiosk.app.engine.hold_ms) == ("webcam:2", 300)
    assert checked.kiosk.app.bindings["like"].command is Command.NEXT


@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        ("show.playlist = []", "show.playlist", "at least one film"),
        ('show.playlist = ["gone.mp4"]', "show.playlist", "gone.mp4"),
        ("show.playlist = 3", "show.playlist", "texts"),
        ("show.volume = 2", "show.volume", "from 0 to 1"),
        ('show.theme = "pink"', "show.theme", "light, dark"),
        ("visit.reset_after_s = 0", "visit.reset_after_s", "from 2 to 3600 s"),
        ('visit.commands = ["play_paus", "play"]', "visit.commands", "did you mean play_pause?"),
        ('visit.commands = ["next"]', "show.waits", "play_pause or play"),
        ('exit.key_hash = "2468"', "exit.key_hash", "--hash-key"),
        ('status.port = 8765\nstatus.token = "short"', "status.token", "at least 16"),
        ("status.port = 70000", "status.port", "from 0 to 65535"),
        ('care.self_test_at = "25:00"', "care.self_test_at", "04:00"),
        ("care.failures = 0", "care.failures", "from 1 to 100"),
        ("visit.reset_after = 3", "visit.reset_after", "did you mean visit.reset_after_s?"),
        ("colour = 3", "colour", "there are: show.playlist"),
        ("player.spec = 'mpris'", "player.spec", "there are"),
        ("visit = 3", "visit", "There is no visit"),
        ("engine.hold = 3", "engine.hold", "did you mean engine.hold_ms?"),
        ("bindings.wink.command = 'next'", "bindings", "wink"),
    ],
)
def test_each_fault_is_one_sentence_with_its_key(faults, text: str, key: str, advice: str) -> None:
    (fault,) = [fault for fault in faults(text) if advice in fault] or [""]
    assert key in fault
    assert fault.endswith((".", "?"))


def test_all_faults_are_named_at_once(faults) -> None:
    text = 'show.volume = 2\ncolour = 3\nexit.key_hash = "x"\nstatus.port = 1'
    assert [fault.split()[0] for fault in faults(text)] == ["show.volume", "There", "exit.key_hash", "status.token"]


def test_a_film_that_plays_all_day_needs_nobody_to_start_it(faults) -> None:
    assert faults('show.waits = false\nvisit.commands = ["next"]') == ()


def test_a_good_key_and_token_are_no_faults(faults) -> None:
    text = f'exit.key_hash = "{hash_key("2468", b"salt")}"\nstatus.port = 8765\nstatus.token = "{"t" * 16}"'
    assert faults(text) == ()


@pytest.mark.parametrize(
    ("content", "words"), [(b"[show", "not TOML"), (b"\xff\xfe", "no text"), (None, "cannot be read")]
)
def test_a_file_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, vocabulary: dict[str, Gesture], content: bytes | None, words: str
) -> None:
    path = tmp_path / "kiosk.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=words):
        load_kiosk(path, vocabulary)


def test_the_allowed_commands_are_those_of_the_file(faults, tmp_path: Path, vocabulary: dict[str, Gesture]) -> None:
    text = 'show.playlist = ["film.mp4"]\nvisit.commands = ["play", "mute"]'
    (tmp_path / "film.mp4").touch()
    assert allowed_commands(check_kiosk(text, tmp_path, vocabulary).kiosk) == {Command.PLAY, Command.MUTE}
