"""Whether Windows and macOS keep this program from cameras, behind stand-ins for both."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from gesture_app.sources._permission import CONSENT, FOR_DESKTOP, is_forbidden, mac_forbids, windows_forbids

MACHINE, USER = "HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER"


def registry(held):
    """A stand-in for winreg that holds these, by root and key."""

    def open_key(root, key):
        if (root, key) not in held:
            raise FileNotFoundError(key)
        return nullcontext((root, key))

    return SimpleNamespace(
        HKEY_LOCAL_MACHINE=MACHINE,
        HKEY_CURRENT_USER=USER,
        OpenKey=open_key,
        QueryValueEx=lambda opened, name: (held[opened][name], 1),
    )


@pytest.mark.parametrize("place", [(MACHINE, CONSENT), (USER, CONSENT), (USER, FOR_DESKTOP)])
def test_each_of_the_three_switches_of_windows_forbids(place):
    allowed = {(MACHINE, CONSENT): {"Value": "Allow"}, (USER, CONSENT): {"Value": "Allow"}}
    assert not windows_forbids(registry(held=allowed))
    assert windows_forbids(registry(held=allowed | {place: {"Value": "Deny"}}))


def test_a_windows_without_these_switches_forbids_nothing():
    assert not windows_forbids(registry(held={}))


@pytest.mark.parametrize(("status", "forbids"), [(0, False), (1, True), (2, True), (3, False)])
def test_macos_is_asked_about_pictures(status, forbids):
    asked = []

    def answer(media):
        asked.append(media)
        return status

    assert mac_forbids(lambda: SimpleNamespace(authorizationStatusForMediaType_=answer)) is forbids
    assert asked == ["vide"]


def test_a_macos_without_the_bridge_forbids_nothing():
    def find():
        raise ImportError

    assert not mac_forbids(find)


def test_linux_has_no_such_switch(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    assert not is_forbidden()
