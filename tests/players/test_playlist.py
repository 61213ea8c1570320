from __future__ import annotations

from pathlib import Path

import pytest

from gesture_app.core.errors import PlayerError
from gesture_app.players._playlist import media_of


def made(folder: Path, *names: str) -> list[str]:
    """Empty files; gives their paths."""
    for name in names:
        (folder / name).touch()
    return [str(folder / name) for name in names]


def test_files_and_addresses_stay_as_they_are_and_in_their_order(tmp_path):
    film, sound = made(tmp_path, "b.mkv", "a.mp3")
    assert media_of([film, "http://example.org/live.m3u8", sound]) == (film, "http://example.org/live.m3u8", sound)


def test_several_may_stand_in_one_text(tmp_path):
    one, other = made(tmp_path, "b.mkv", "a.mp3")
    assert media_of([f"{one}|{other} | http://x"]) == (one, other, "http://x")


@pytest.mark.skipif("sys.platform == 'win32'", reason="No file there has such a name.")
def test_a_file_with_the_separator_in_its_name_is_one_file(tmp_path):
    (odd,) = made(tmp_path, "this|that.mp3")
    assert media_of([odd]) == (odd,)


def test_a_folder_stands_for_the_films_and_sounds_in_it_the_second_before_the_tenth(tmp_path):
    made(tmp_path, "cover.jpg", "list.m3u")
    (tmp_path / "more").mkdir()
    expected = made(tmp_path, "Track 1.flac", "track 2.FLAC", "track 10.flac", "zoo.mp4")
    assert media_of([str(tmp_path)]) == tuple(expected)


def test_a_folder_without_media_costs_one_sentence(tmp_path):
    made(tmp_path, "cover.jpg")
    with pytest.raises(PlayerError) as caught:
        media_of([str(tmp_path)])
    assert str(caught.value) == f"The folder {tmp_path} holds no films and no music; choose another."


@pytest.mark.parametrize(("name", "encoding"), [("old.m3u", "latin-1"), ("new.m3u8", "utf-8-sig")])
def test_a_playlist_names_files_beside_it_and_addresses(tmp_path, name, encoding):
    (song,) = made(tmp_path, "Café.mp3")
    lines = ["#EXTM3U", "#EXTINF:3,Café", "Café.mp3", "", "gone.mp3", "http://example.org/stream", song]
    (tmp_path / name).write_bytes("\r\n".join(lines).encode(encoding))
    assert media_of([str(tmp_path / name)]) == (song, "http://example.org/stream", song)


def test_the_pieces_of_a_stream_are_left_to_libvlc(tmp_path):
    stream = tmp_path / "stream.m3u8"
    stream.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\npiece0.ts\n")
    assert media_of([str(stream)]) == (str(stream),)


def test_a_playlist_of_nothing_that_is_there_costs_one_sentence(tmp_path):
    (tmp_path / "old.m3u").write_text("gone.mp3\n")
    with pytest.raises(PlayerError, match=r"The playlist .*old.m3u names nothing that can be found; choose another."):
        media_of([str(tmp_path / "old.m3u")])


@pytest.mark.parametrize("name", ["gone.mp4", "gone.m3u"])
def test_what_there_is_not_is_told(name):
    with pytest.raises(PlayerError, match=f"There is no file {name} for the embedded player"):
        media_of([name])


def test_a_playlist_that_cannot_be_read_costs_one_sentence(tmp_path, monkeypatch):
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    made(tmp_path, "mine.m3u")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PlayerError, match=r"mine.m3u cannot be read \(Permission denied\); choose another."):
        media_of([str(tmp_path / "mine.m3u")])


def test_a_path_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (song,) = made(tmp_path, "song.mp3")
    assert media_of(["~/song.mp3"]) == (song,)
