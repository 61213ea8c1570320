from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceRequest, SourceState
from gesture_app.sources import webcam
from gesture_app.sources._cameras import Camera
from gesture_app.sources.webcam import CameraFault, open_webcam


class FakeDevice:
    """A camera that gives so many frames and then none."""

    def __init__(self, frames: int = 3, opens: bool = True) -> None:
        self.left = frames
        self.opens = opens
        self.asked: list[tuple[int, float]] = []
        self.released = 0
        self.grabbed = 0

    def isOpened(self):  # noqa: N802
        return self.opens

    def read(self):
        self.left -= 1
        return (True, np.full((4, 6, 3), 50, np.uint8)) if self.left >= 0 else (False, None)

    def grab(self):
        self.left -= 1
        self.grabbed += 1
        return self.left >= 0

    def set(self, propId, value):  # noqa: N803
        self.asked.append((propId, value))
        return True

    def release(self):
        self.released += 1


@pytest.fixture
def camera(tmp_path):
    path = tmp_path / "video0"
    path.touch()
    return Camera("id-1", "C922", str(path), cv2.CAP_V4L2)


def opened(camera, device, spec="webcam", is_forbidden=False):
    clock = Clock(now_s=lambda: 12.5)
    found = [camera] if camera else []
    return open_webcam(SourceRequest(spec), clock, lambda: found, lambda _: device, lambda: is_forbidden)


def test_it_asks_for_compressed_pictures_before_size_and_rate(camera):
    device = FakeDevice()
    opened(camera, device)
    assert device.asked[0] == (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    assert (cv2.CAP_PROP_FRAME_WIDTH, 1280) in device.asked
    assert (cv2.CAP_PROP_FPS, 60.0) in device.asked


def test_frames_carry_number_and_time(camera):
    source = opened(camera, FakeDevice(), "webcam:id-1")
    frames = [source.read(), source.read()]
    assert [(frame.index, frame.taken_at_s) for frame in frames] == [(0, 12.5), (1, 12.5)]
    assert source.title == "C922"
    assert source.is_live


def test_closing_twice_releases_once_and_ends(camera):
    device = FakeDevice()
    source = opened(camera, device)
    source.close()
    source.close()
    assert device.released == 1
    assert source.read() is None


def sentence(action):
    with pytest.raises(SourceError) as caught:
        action()
    return str(caught.value)


def state(action):
    with pytest.raises(SourceError) as caught:
        action()
    return caught.value.state


def test_every_fault_of_a_camera_tells_its_state(camera, monkeypatch):
    assert state(lambda: opened(None, FakeDevice())) is SourceState.NOT_FOUND
    assert state(lambda: opened(camera, FakeDevice(), "webcam:id-2")) is SourceState.NOT_FOUND
    assert state(opened(camera, FakeDevice(frames=0)).read) is SourceState.BUSY
    used = opened(camera, FakeDevice(frames=1))
    used.read()
    assert state(used.read) is SourceState.LOST
    assert state(lambda: opened(camera, FakeDevice(opens=False))) is SourceState.BUSY
    # Windows and macOS refuse it in the same way, but tell of it when they are asked.
    assert state(lambda: opened(camera, FakeDevice(opens=False), is_forbidden=True)) is SourceState.DENIED
    monkeypatch.setattr(webcam.os, "access", lambda *_: False)
    assert state(lambda: opened(camera, FakeDevice())) is SourceState.DENIED


def test_every_fault_names_one_remedy():
    for fault in CameraFault:
        what, _, remedy = fault.value.rstrip(".").partition(";")
        assert what
        assert remedy
        assert "." not in remedy
        assert ";" not in remedy


def test_no_camera_at_all(camera):
    assert sentence(lambda: opened(None, FakeDevice())) == CameraFault.NONE_AT_ALL.value


def test_a_camera_that_is_not_connected_is_not_replaced_by_another(camera):
    text = sentence(lambda: opened(camera, FakeDevice(), "webcam:id-2"))
    assert text.startswith("The camera id-2 is not connected;")


def test_a_name_that_was_typed_is_checked_without_opening_anything(camera):
    text = sentence(lambda: webcam.check_name("webcam:C290", lambda: [camera]))
    assert text.startswith("The camera C290 is not connected;")
    for spec in ("webcam", "webcam:C922", "webcam:id-1", "webcam:id-0|Brio"):  # the last was chosen from a list
        webcam.check_name(spec, lambda: [camera])


def test_a_camera_whose_identity_has_changed_is_found_by_its_name(camera):
    assert opened(camera, FakeDevice(), "webcam:id-0|C922").title == "C922"
    text = sentence(lambda: opened(camera, FakeDevice(), "webcam:id-0|Brio"))
    assert text.startswith("The camera Brio is not connected;")


def test_what_is_offered_holds_identity_and_name_and_opens_the_camera(camera, monkeypatch):
    nameless = dataclasses.replace(camera, identity="Brio", name="Brio")
    monkeypatch.setattr(webcam, "cameras", lambda: [camera, nameless])
    specs = [info.spec for info in webcam.KIND.available()]
    assert specs == ["webcam:id-1|C922", "webcam:Brio"]
    assert opened(camera, FakeDevice(), specs[0]).title == "C922"


def test_a_forbidden_camera(camera, monkeypatch):
    monkeypatch.setattr(webcam.os, "access", lambda *_: False)
    assert sentence(lambda: opened(camera, FakeDevice())).startswith("You may not use the camera C922;")


@pytest.mark.parametrize(("is_forbidden", "words"), [(False, "used by another program"), (True, "privacy settings")])
def test_a_camera_that_does_not_open(camera, is_forbidden, words):
    device = FakeDevice(opens=False)
    assert words in sentence(lambda: opened(camera, device, is_forbidden=is_forbidden))
    assert device.released == 1


def test_a_camera_that_opens_but_never_streams_is_busy(camera):
    source = opened(camera, FakeDevice(frames=0))
    assert "used by another program" in sentence(source.read)


def test_a_camera_that_stops_was_unplugged(camera):
    source = opened(camera, FakeDevice(frames=1))
    source.read()
    assert "gives no more frames" in sentence(source.read)


def test_a_frame_that_passes_is_taken_off_the_camera_and_not_counted(camera):
    device = FakeDevice()
    source = opened(camera, device)
    source.read()
    source.skip()
    assert (device.grabbed, source.read().index) == (1, 1)
    assert "gives no more frames" in sentence(source.skip)
    source.close()
    source.skip()


def test_a_camera_whose_first_frame_passes_and_does_not_come_is_busy(camera):
    assert "used by another program" in sentence(opened(camera, FakeDevice(frames=0)).skip)
