"""The door to the settings: what they are, how one is found by name, how they are loaded and saved."""

from __future__ import annotations

from gesture_app.core.schema import About, Kind, Row, Value, from_text, to_text
from gesture_app.core.sections import (
    DetectorSettings,
    EngineSettings,
    LabSettings,
    PlayerSettings,
    PrivacySettings,
    Profile,
    Settings,
    SourceSettings,
    UiSettings,
)
from gesture_app.core.settings_edits import differences, with_profile, with_profile_renamed, without_profile
from gesture_app.core.settings_file import export_settings, import_settings, load_settings, save_settings
from gesture_app.core.settings_keys import (
    all_rows,
    binding_rows,
    find_row,
    get_value,
    setting_rows,
    with_changes,
    with_typed_value,
    with_value,
)
from gesture_app.core.settings_sense import check_sense

__all__ = [
    "About",
    "DetectorSettings",
    "EngineSettings",
    "Kind",
    "LabSettings",
    "PlayerSettings",
    "PrivacySettings",
    "Profile",
    "Row",
    "Settings",
    "SourceSettings",
    "UiSettings",
    "Value",
    "all_rows",
    "binding_rows",
    "check_sense",
    "differences",
    "export_settings",
    "find_row",
    "from_text",
    "get_value",
    "import_settings",
    "load_settings",
    "save_settings",
    "setting_rows",
    "to_text",
    "with_changes",
    "with_profile",
    "with_profile_renamed",
    "with_typed_value",
    "with_value",
    "without_profile",
]
