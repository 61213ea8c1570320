"""What starts a kiosk with the desktop: a systemd user unit, and an autostart entry where there is no systemd."""

from __future__ import annotations

from collections.abc import Sequence

from gesture_app.core.desktop_entry import exec_value

# Left out on purpose: PrivateDevices would hide the camera; MemoryDenyWriteExecute would stop the inference engine,
# which compiles the network for this processor; and what needs a mount namespace fails in many a system's user units.
_UNIT = """\
# systemctl --user enable --now gesture-kiosk.service, with this file in ~/.config/systemd/user
[Unit]
Description=Gesture control kiosk
PartOf=graphical-session.target
After=graphical-session.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
# The key ends the kiosk in order, so that it stays ended; everything else starts it again.
Restart=on-failure
RestartSec=5
WatchdogSec=60
KillMode=mixed
TimeoutStopSec=15
NoNewPrivileges=yes
LockPersonality=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
UMask=0077
LimitCORE=0

[Install]
WantedBy=graphical-session.target
"""

_DESKTOP = """\
[Desktop Entry]
Type=Application
Name=Gesture control kiosk
Comment=Shows films that are controlled by hand
Exec={command}
Terminal=false
X-GNOME-Autostart-enabled=true
"""


def systemd_unit(command: Sequence[str]) -> str:
    """A user unit that runs this command."""
    return _UNIT.format(command=" ".join(_for_systemd(word) for word in command))


def autostart_entry(command: Sequence[str]) -> str:
    """A .desktop file for ~/.config/autostart that runs this command."""
    return _DESKTOP.format(command=exec_value(command))


def _for_systemd(word: str) -> str:
    """One word as systemd reads it: percent and dollar signs stand for something there."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("%", "%%").replace("$", "$$")
