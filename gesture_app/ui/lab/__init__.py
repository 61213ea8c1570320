"""The lab: every network there is, side by side."""
