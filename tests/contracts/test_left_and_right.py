"""Left is left as the camera took it, from the source to the order; only what is painted may be mirrored."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from film import SIZE_PX, engine
from journeys import decided, journey, move, ordered, rest, swiping_engine
from pytestqt.qtbot import QtBot

from gesture_app.core.clock import Clock
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Box, Detection, Pixels
from gesture_app.sources._cameras import Camera
from gesture_app.sources.pictures import open_pictures
from gesture_app.sources.video_file import open_video_file
from gesture_app.sources.webcam import open_webcam
from gesture_app.ui.picture import Mark, PictureView
from gesture_app.ui.theme import Theme
from gesture_app.workers.preview import to_bgra

# A picture whose left half is white.
HALF: Pixels = np.zeros((96, 128, 3), np.uint8)
HALF[:, :64] = 255


def is_white_on_the_left(pixels: np.ndarray) -> bool:
    middle = pixels.shape[1] // 2
    return bool(pixels[:, : middle - 8, :3].mean() > 200 and pixels[:, middle + 8 :, :3].mean() < 50)


class HalfDevice:
    """A camera that sees that picture."""

    def isOpened(self) -> bool:  # noqa: N802
        return True

    def read(self) -> tuple[bool, np.ndarray]:
        return True, HALF.copy()

    def grab(self) -> bool:
        return True

    def set(self, propId: int, value: float) -> bool:  # noqa: N803
        return True

    def release(self) -> None:
        pass


def from_picture(tmp_path):
    cv2.imwrite(str(tmp_path / "half.png"), HALF)
    return open_pictures(SourceRequest(str(tmp_path / "half.png"), is_paced=False), Clock())


def from_film(tmp_path):
    writer = cv2.VideoWriter(str(tmp_path / "half.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 30, (128, 96))
    for _ in range(3):
        writer.write(HALF)
    writer.release()
    return open_video_file(SourceRequest(str(tmp_path / "half.mp4"), is_paced=False), Clock())


def from_camera(tmp_path):
    (tmp_path / "video0").touch()
    camera = Camera("id", "Cam", str(tmp_path / "video0"), cv2.CAP_V4L2)
    return open_webcam(SourceRequest("webcam"), Clock(), lambda: [camera], lambda _: HalfDevice())


@pytest.mark.parametrize("opened", [from_picture, from_film, from_camera])
def test_a_source_does_not_mirror(tmp_path, opened):
    source = opened(tmp_path)
    assert is_white_on_the_left(source.read().pixels)
    source.close()


def test_what_is_converted_for_display_is_not_mirrored_yet():
    assert is_white_on_the_left(to_bgra(HALF))


@pytest.mark.parametrize(("left", "is_obeyed"), [(100, True), (1000, False)])
def test_the_left_half_as_zone_obeys_a_hand_on_the_left_of_the_frame(left, is_obeyed):
    watched = engine(always_armed=True, zone=(0.0, 0.0, 0.5, 1.0), entry_quiet_ms=0)
    seen = Detection("peace", 0.9, Box(left, 300, left + 150, 460))
    decisions = [decision for frame in range(60) for decision in watched.step([seen], SIZE_PX, frame / 50)]
    assert any(decision.order for decision in decisions) is is_obeyed


@pytest.mark.parametrize(("right", "gesture"), [(2.0, "swipe_left"), (-2.0, "swipe_right")])
def test_a_swipe_is_named_by_whoever_faces_the_camera_whose_left_is_right_in_the_frame(right, gesture):
    seen = journey(rest(1.2), move(0.3, right=right), rest(0.4))
    assert ordered(decided(seen, swiping_engine())) == [gesture]


def test_only_the_widget_turns_it_around_and_its_boxes_with_it(qapp, qtbot: QtBot):
    view = PictureView(Theme(qapp), "picture")
    qtbot.addWidget(view)
    view.resize(640, 480)
    on_the_left = Box(0, 0, 32, 96)
    view.show_picture(to_bgra(HALF), (Mark(on_the_left, "hand", is_leading=True),))
    sides = []
    for is_mirrored in (False, True):
        view.set_mirrored(is_mirrored)
        image = view.grab().toImage()
        is_white_left = image.pixelColor(160, 240).lightness() > image.pixelColor(480, 240).lightness()
        sides.append((is_white_left, view.place_of(on_the_left).center().x() < 320))
    assert sides == [(True, True), (False, False)]
