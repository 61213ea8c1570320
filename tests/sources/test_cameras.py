from __future__ import annotations

import cv2
import pytest

from gesture_app.sources import _cameras
from gesture_app.sources._cameras import Camera, cameras, find_camera, linux_cameras


@pytest.fixture
def root(tmp_path):
    """Two cameras as Linux shows them: one with a serial number and a metadata node, one without."""
    for node, name, index in (("video0", "C922 Pro", 0), ("video1", "C922 Pro", 1), ("video10", "Loopback", 0)):
        folder = tmp_path / "sys/class/video4linux" / node
        folder.mkdir(parents=True)
        (folder / "name").write_text(f"{name}\n", encoding="utf-8")
        (folder / "index").write_text(f"{index}\n", encoding="utf-8")
        (tmp_path / "dev").mkdir(exist_ok=True)
        (tmp_path / "dev" / node).touch()
    links = tmp_path / "dev/v4l/by-id"
    links.mkdir(parents=True)
    (links / "usb-046d_C922_12345-video-index0").symlink_to("../../video0")
    (links / "usb-046d_C922_12345-video-index1").symlink_to("../../video1")
    return tmp_path


def test_linux_names_cameras_and_leaves_out_metadata_nodes(root):
    first, second = linux_cameras(root)
    assert (first.name, first.identity) == ("C922 Pro", "usb-046d_C922_12345-video-index0")
    assert first.address == str(root / "dev/video0")
    assert (second.name, second.identity) == ("Loopback", "Loopback")


def test_the_socket_stands_in_for_a_missing_serial_number(root):
    links = root / "dev/v4l/by-path"
    links.mkdir()
    (links / "pci-0000-usb-3").symlink_to("../../video10")
    assert linux_cameras(root)[1].identity == "pci-0000-usb-3"


def test_no_cameras_is_an_empty_list(tmp_path):
    assert list(linux_cameras(tmp_path)) == []


PLUGGED_IN = (Camera("id-1", "C922", "/dev/video0", 0), Camera("C922", "Other", 1, 0))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param("", PLUGGED_IN[0], id="the first if none is asked for"),
        pytest.param("id-1", PLUGGED_IN[0], id="by identity"),
        pytest.param("C922", PLUGGED_IN[1], id="identity comes before name"),
        pytest.param("c922", PLUGGED_IN[0], id="by name, however it is written"),
        pytest.param("/dev/video0", PLUGGED_IN[0], id="by device file"),
        pytest.param("1", PLUGGED_IN[1], id="by number where there are only numbers"),
        pytest.param("gone", None, id="never another one than asked for"),
    ],
)
def test_which_camera_is_meant(wanted, found):
    assert find_camera(wanted, PLUGGED_IN) == found


@pytest.mark.parametrize(
    ("wanted", "name", "found"),
    [
        pytest.param("id-1", "Other", PLUGGED_IN[0], id="identity comes before name"),
        pytest.param("id-0", "other", PLUGGED_IN[1], id="the name finds it when the identity has changed"),
        pytest.param("id-0", "C930", None, id="neither"),
    ],
)
def test_a_camera_that_was_chosen_is_found_again(wanted, name, found):
    assert find_camera(wanted, PLUGGED_IN, name) == found


def test_windows_cameras_are_counted_by_the_backend_that_opens_them(monkeypatch):
    class Info:
        index, name, path = 2, "C922", "usb#vid_046d"

    class Package:
        @staticmethod
        def enumerate_cameras(backend):
            return [Info()] if backend == cv2.CAP_DSHOW else []

    monkeypatch.setattr(_cameras.sys, "platform", "win32")
    monkeypatch.setattr(_cameras.importlib, "import_module", {"cv2_enumerate_cameras": Package}.__getitem__)
    assert cameras() == [Camera("usb#vid_046d", "C922", 2, cv2.CAP_DSHOW)]
