from __future__ import annotations

import os

from gesture_app.core.machine import cpu_model, machine_name


def test_a_machine_is_known_by_its_processor_and_its_cores():
    assert cpu_model().strip()
    assert machine_name() == f"{cpu_model()}, {os.cpu_count()} cores"
