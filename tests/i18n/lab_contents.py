"""What the page Lab shows in the gallery."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from gesture_app.core.lab.commands import take_in_command, use_command
from gesture_app.core.lab.confusions import read_confusions
from gesture_app.core.lab.entry import Entry, Family
from gesture_app.core.lab.lab_job import JobOrder, JobStanding, JobState, LabJob
from gesture_app.core.lab.layers import read_diff
from gesture_app.core.lab.library import Library
from gesture_app.core.lab.offers import Method, Subject
from gesture_app.core.lab.prune_news import PruneNews
from gesture_app.ui.lab.lab_page import LabPage
from tests.lab_confusions import facts, write
from tests.lab_entries import network
from tests.lab_layers import deep

METHODS = ("l1", "lamp", "taylor")
SLOWER, FASTER, LARGEST = "pruned_80", "default", "float"
FIGURES = ("mAP50-95", "hands test", "tiny_shapes", "default: onnx")
COMMAND = "gesture-train suite run l1 --task tiny_shapes"
WORDS = (SLOWER, FASTER, LARGEST, *METHODS)
LAYERS = 12
FOLDER = "/media/kim/evening"
LAYERS_COMMAND = f"gesture-train layers /media/kim/{LARGEST}.onnx --against /media/kim/{FASTER}.onnx"
# What networks, layers and operators are called; the longest first, for one may hold another.
SPLITS = ("val", "test", "train")
NAMES = (
    COMMAND,
    take_in_command(),
    use_command("evening"),
    LAYERS_COMMAND,
    FOLDER,
    "Conv 3×3",
    *FIGURES,
    *(f"block.{number}.conv" for number in range(LAYERS)),
    *WORDS,
)
NAMES = (*NAMES, *(name.title() for name in WORDS), "model.onnx", "0_1_0.png", *SPLITS)
COUNTS = ((80, 10, 10), (0, 40, 0), (10, 0, 0))


def fill_lab(page: LabPage) -> None:
    """Detectors of which one is smaller but slower, what the suite has reported, a fault and a measurement."""
    entries = (
        network(LARGEST, 0.716, 15.2, 7_043_902, macs=3_480_000_000, file_bytes=28_400_000),
        network(FASTER, 0.709, 4.93, 2_110_410, macs=1_190_000_000, file_bytes=2_300_000),
        network(SLOWER, 0.664, 6.71, 1_040_410, macs=720_000_000, file_bytes=4_300_000),
        *(_cell(method, 0.93 - 0.08 * place, 4.0 - place) for place, method in enumerate(METHODS)),
    )
    fault = "There is no model card at /media/kim/evening; pick another model."
    library = Library(entries, (fault,), "this machine")
    slower = {SLOWER: next(entry for entry in entries if entry.key == FASTER)}
    page.library.show_library(library, slower, FASTER)
    page.compare.show_library(library, slower, FASTER)
    page.progress.show_step("default: onnx", "gesture-app bench --json", 2, 6)
    page.diff.show_entries([replace(one, place=Path(f"/media/kim/{one.key}.onnx")) for one in entries])
    page.diff.show_diff(read_diff(json.dumps(deep(LAYERS))))
    _fill_confusions(page)
    _fill_prune(page)


def _fill_confusions(page: LabPage) -> None:
    """Two matrices that differ, and the pictures of a cell, which are not there."""
    page.confusions.show_entries(page.library.entries)
    with tempfile.TemporaryDirectory() as folder:
        files = [
            write(Path(folder) / f"{number}.json", facts(Path("hands"), counts))
            for number, counts in enumerate((COUNTS, COUNTS[::-1]))
        ]
        page.confusions.show_confusions([read_confusions(file) for file in files])
    page.confusions.matrices[0].opened.emit(0, 0, 1)


def _fill_prune(page: LabPage) -> None:
    """A network to prune, a job that runs and two that are over."""
    methods = tuple(Method(name, name, "", "", "pruning_ratio", 0.5, "settings.recover=0") for name in METHODS)
    page.prune.form.show_subjects([Subject(FASTER, FASTER, Family.DETECTOR, FIGURES[1], methods)])
    page.prune.form.command.show_commands(COMMAND)
    page.prune.form.set_ready(is_ready=True)
    running, failed, done = (_job(state) for state in (JobState.RUNNING, JobState.FAILED, JobState.DONE))
    news = PruneNews(
        "recover",
        0.4,
        loss=0.31,
        losses=(0.9, 0.5, 0.31),
        score=("mAP50-95", 0.61),
        sparsity=0.5,
        removed=0.7,
        dead=0.1,
    )
    page.prune.progress.show_job(running, news)
    page.prune.jobs.show_jobs([running, failed, done])


def _job(state: JobState) -> LabJob:
    order = JobOrder(FASTER, "prune", tuple(COMMAND.split()))
    return LabJob(
        state.value, Path("/media/kim/jobs"), order, JobStanding(state, 1.0, started_at_s=2.0, ended_at_s=9.0)
    )


def _cell(method: str, score: float, ms: float) -> Entry:
    return network(
        method,
        score,
        ms,
        round(90_000 / ms),
        family=Family.CNN,
        yardstick="tiny_shapes",
        method=method,
        amount="50 %",
        macs=round(8_000_000 / ms),
        file_bytes=round(360_000 / ms),
    )
