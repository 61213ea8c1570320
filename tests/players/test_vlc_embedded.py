from __future__ import annotations

import asyncio
import ctypes
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.paths import assets_folder
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.core.undo import undo
from gesture_app.core.video_picture import ShowsPicture, VideoPicture
from gesture_app.players import vlc_embedded
from gesture_app.players._alsa import silence_alsa
from gesture_app.players._vlc_video import VlcVideo, fitting
from gesture_app.players.vlc_embedded import EmbeddedVlcPlayer
from tests.players.fake_libvlc import FakeInstance, fake_libvlc
from tests.players.private_bus import require_program
from tests.players.real_players import write_track

SILENCE = "--aout=alsa --alsa-audio-device=null"
RED, BLUE = (0, 0, 255), (255, 0, 0)  # blue, green, red


@asynccontextmanager
async def opened(player: EmbeddedVlcPlayer):
    try:
        await player.open()
        yield player
    finally:
        await player.close()


def sentence_of(player: EmbeddedVlcPlayer) -> str:
    async def story():
        async with opened(player):
            pass

    with pytest.raises(PlayerError) as caught:
        asyncio.run(story())
    return str(caught.value)


def no_libvlc():
    raise PlayerError("no libVLC")


def test_nothing_to_play_is_told():
    assert "nothing to play" in sentence_of(EmbeddedVlcPlayer(PlayerRequest("vlc_embedded"), fake_libvlc))


def test_a_file_that_there_is_not_is_told():
    player = EmbeddedVlcPlayer(PlayerRequest("vlc_embedded", ("gone.mp4",)), fake_libvlc)
    assert sentence_of(player) == "There is no file gone.mp4 for the embedded player; choose another."


def test_without_libvlc_it_is_not_offered(monkeypatch):
    monkeypatch.setattr(vlc_embedded, "load_libvlc", no_libvlc)
    assert asyncio.run(vlc_embedded.available()) == ()


def test_a_libvlc_that_does_not_start_is_told():
    broken = fake_libvlc()
    broken.Instance = lambda arguments: None
    player = EmbeddedVlcPlayer(PlayerRequest("vlc_embedded", ("http://x",)), lambda: broken)
    assert "cannot be started" in sentence_of(player)


@pytest.mark.parametrize("medium", ["gestures.mp4", "tune.wav"])
def test_on_a_machine_without_sound_libvlc_writes_nothing_to_the_terminal(tmp_path, medium):
    film = assets_folder() / "demo" / medium
    story = f"""
import asyncio
from gesture_app.core.player import PlayerRequest
from gesture_app.players.vlc_embedded import KIND

async def story():
    player = KIND.open(PlayerRequest("vlc_embedded", ({str(film)!r},)))
    await player.open()
    while not ((await player.state()).position_s or 0) > 0:
        await asyncio.sleep(0.05)
    await player.close()

asyncio.run(story())
"""
    # No sound server, and no sound card either.
    environment = os.environ | {"PULSE_SERVER": f"unix:{tmp_path}/nobody", "ALSA_CONFIG_PATH": str(tmp_path / "none")}
    done = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, timeout=100, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_there_is_no_alsa_there_is_nothing_to_silence():
    silence_alsa(find=lambda name: None)


def test_its_arguments_reach_libvlc_and_all_is_let_go_of():
    made: list[FakeInstance] = []
    library = fake_libvlc()
    library.Instance = lambda arguments: made.append(FakeInstance(arguments)) or made[-1]
    request = PlayerRequest("vlc_embedded", ("http://x",), {"arguments": "--no-audio --rate=2"})

    async def story():
        async with opened(EmbeddedVlcPlayer(request, lambda: library)):
            pass

    asyncio.run(story())
    assert made[0].arguments[-2:] == ["--no-audio", "--rate=2"]
    assert made[0].released == 4


@pytest.mark.parametrize(
    ("size", "fitted"),
    [((640, 360), (640, 360)), ((1920, 1080), (1280, 720)), ((1080, 1920), (405, 720)), ((4000, 1), (1280, 1))],
)
def test_large_video_is_scaled_down_in_proportion(size, fitted):
    assert fitting(*size) == fitted


def ask_for_format(video: VlcVideo, decoder_size: tuple[int, int]) -> tuple[bytes, list[int]]:
    """Call the format callback as libVLC does."""
    chroma = ctypes.create_string_buffer(b"I420", 4)
    numbers = [ctypes.c_uint(number) for number in (*decoder_size, 0, 0)]
    assert video.format(None, chroma, *numbers) == 1
    return chroma.raw, [number.value for number in numbers]


def test_libvlc_is_asked_for_the_size_that_is_shown_not_that_of_the_decoder():
    video = VlcVideo(VideoPicture(), lambda: (640, 360))
    assert ask_for_format(video, (640, 386)) == (b"RV32", [640, 360, 2560, 360])


def test_the_size_of_the_decoder_serves_while_the_other_is_not_known():
    video = VlcVideo(VideoPicture(), lambda: (0, 0))
    assert ask_for_format(video, (64, 32)) == (b"RV32", [64, 32, 256, 32])


def test_a_picture_that_was_given_does_not_change_when_the_next_one_comes():
    picture = VideoPicture()
    video = VlcVideo(picture, lambda: (2, 1))
    ask_for_format(video, (2, 1))
    plane = ctypes.c_void_p()
    video.lock(None, ctypes.byref(plane))
    ctypes.memset(plane.value, 7, 8)
    video.display(None, None)
    first = picture.latest()
    ctypes.memset(plane.value, 9, 8)
    video.display(None, None)
    assert (first.shape, int(first.max()), int(picture.latest().max()), picture.count) == ((1, 2, 4), 7, 9, 2)
    assert not first.flags.writeable
    video.cleanup(None)
    assert picture.latest() is None


@pytest.fixture
def libvlc() -> None:
    """Skip where libVLC is missing; on the build server that is a failure."""
    try:
        vlc_embedded.load_libvlc()
    except PlayerError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


def paint_film(path: Path, colour: str) -> str:
    """Twenty seconds of one colour at 64x48."""
    require_program("ffmpeg")
    source = ("-f", "lavfi", "-i", f"color={colour}:s=64x48:r=25:d=20")
    subprocess.run(["ffmpeg", "-y", "-v", "error", *source, "-c:v", "mpeg4", "-q:v", "2", str(path)], check=True)
    return str(path)


async def colour_of(player: EmbeddedVlcPlayer) -> tuple[int, ...]:
    """The first picture's middle, as soon as there is one."""
    async with asyncio.timeout(60):
        while (pixels := player.picture.latest()) is None:
            await asyncio.sleep(0.02)
    assert pixels.shape == (48, 64, 4)
    return tuple(int(value) for value in pixels[24, 32, :3])


def test_a_real_libvlc_shows_its_pictures_without_a_display(libvlc, tmp_path):
    films = (paint_film(tmp_path / "red.avi", "red"), paint_film(tmp_path / "blue.avi", "blue"))

    async def story():
        async with opened(EmbeddedVlcPlayer(PlayerRequest("vlc_embedded", films))) as player:
            assert isinstance(player, ShowsPicture)
            assert await colour_of(player) == pytest.approx(RED, abs=12)
            assert (await perform(player, Order(Command.NEXT))).text == "The embedded player is at “blue.avi”."
            async with asyncio.timeout(60):
                while not np.allclose(await colour_of(player), BLUE, atol=12):
                    await asyncio.sleep(0.02)
        assert player.picture.latest() is None

    asyncio.run(story())


def test_a_real_libvlc_obeys_every_command(libvlc, tmp_path):
    tracks = tuple(str(write_track(tmp_path / f"track{number}.wav")) for number in (1, 2))
    request = PlayerRequest("vlc_embedded", tracks, {"arguments": SILENCE})

    async def story():
        async with opened(EmbeddedVlcPlayer(request)) as player:
            await until_it_plays(player)
            for order, text in STORY:
                outcome = await perform(player, order, Patience(ceiling_s=10.0))
                assert outcome.obeyed is True, str(outcome)
                assert outcome.text.startswith(f"The embedded player {text}"), str(outcome)
            undone = await undo(player, outcome)
            assert undone.obeyed is True, str(undone)
            assert undone.after.playback is Playback.PLAYING

    asyncio.run(story())


def test_a_real_libvlc_plays_what_a_folder_and_a_playlist_hold(libvlc, tmp_path):
    folder = tmp_path / "album"
    folder.mkdir()
    for number in (10, 2):
        write_track(folder / f"track{number}.wav")
    write_track(tmp_path / "last.wav")
    (tmp_path / "evening.m3u").write_text("#EXTM3U\nlast.wav\n")
    request = PlayerRequest(f"vlc_embedded:{folder}|{tmp_path / 'evening.m3u'}", options={"arguments": SILENCE})

    async def story():
        async with opened(vlc_embedded.KIND.open(request)) as player:
            await until_it_plays(player)
            titles = [(await player.state()).title]
            for _ in range(2):
                outcome = await perform(player, Order(Command.NEXT), Patience(ceiling_s=10.0))
                titles.append(outcome.after.title)
        assert titles == ["track2.wav", "track10.wav", "last.wav"]

    asyncio.run(story())


async def until_it_plays(player: EmbeddedVlcPlayer) -> None:
    async with asyncio.timeout(60):
        while (state := await player.state()).volume is None or not state.position_s:
            await asyncio.sleep(0.02)


STORY = (
    (Order(Command.PAUSE), "paused"),
    (Order(Command.PLAY), "plays"),
    (Order(Command.PLAY_PAUSE), "paused"),
    (Order(Command.PLAY_PAUSE), "plays"),
    (Order(Command.SET_VOLUME, 0.5), "is at 50 % volume"),
    (Order(Command.VOLUME_UP, 0.1), "is at 60 % volume"),
    (Order(Command.MUTE), "is muted"),
    (Order(Command.MUTE), "is no longer muted"),
    (Order(Command.SEEK_FORWARD, 20.0), "jumped to 0:2"),
    (Order(Command.SEEK_BACK, 10.0), "jumped to 0:1"),
    (Order(Command.NEXT), "is at “track2.wav”"),
    (Order(Command.PREVIOUS), "is at “track1.wav”"),
    (Order(Command.STOP), "stopped"),
)
