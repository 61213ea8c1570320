"""A run keeps every finished seed, can be cancelled and resumed, and refuses what it cannot vouch for."""

from __future__ import annotations

import copy
import dataclasses
import json

import pytest
import torch
from quick_method import Nothing, method, pruned_to_nothing, wanted
from torch import nn

from training.errors import DataError, RecipeError, TrainingError
from training.pruning.method import Arm, Pruned, added
from training.pruning.registry import find_method
from training.pruning.report import FILE, append, by_run, mark, read
from training.pruning.run import run, verify
from training.pruning.types import Effect, Family, Went


def kinds(events):
    return [event.kind for event in events if event.kind != "progress"]


def test_every_seed_and_arm_is_a_line(request_of, tmp_path):
    events = []
    lines = run(request_of(arms=("itself", "control")), events.append)
    assert [(line.seed, line.arm) for line in lines] == [(0, "itself"), (0, "control"), (1, "itself"), (1, "control")]
    assert read(tmp_path / FILE) == lines
    assert kinds(events) == ["started", *["seed_finished"] * 4, "finished"]
    assert all(line.machine and line.reached == 1.0 for line in lines)
    assert {run: len(seeds) for run, seeds in by_run(lines).items()} == {lines[0].run: 2, lines[1].run: 2}


@pytest.mark.parametrize(("asked", "is_far"), [(0.25, False), (0.5, True)])
def test_a_ratio_that_was_not_reached_is_told(request_of, asked: float, is_far: bool) -> None:
    def cut_a_quarter(bench, _request, _settings):
        network = bench.fresh().eval()
        network[8], network[9] = nn.Conv2d(16, 8, 3, padding=1), nn.BatchNorm2d(8)
        network[13] = nn.Linear(8, 4)
        return Pruned(network.eval(), proof=(network, network), evidence={"free_share": 0.5})

    events = []
    smaller = method(cut_a_quarter, Effect.SMALLER)
    (line,) = run(request_of(method=smaller, amount=asked, seeds=(0,)), events.append)
    assert line.reached == 0.25
    told = [event.values for event in events if event.kind == "off_the_ratio"]
    facts = {
        "seed": 0,
        "arm": "itself",
        "asked": 0.5,
        "reached": 0.25,
        "free_share": 0.5,
        "of": "channels",
        "whole": "",
    }
    assert told == ([facts] if is_far else [])


@pytest.mark.parametrize(("share", "is_far"), [(0.5, False), (0.4, True)])
def test_a_ratio_of_something_else_is_compared_with_that(request_of, share: float, is_far: bool) -> None:
    def keep_all(bench, _request, _settings):
        network = bench.fresh().eval()
        return Pruned(network, proof=(network, network), went=Went(share, "parameters", "operators"))

    events = []
    (line,) = run(request_of(method=method(keep_all, Effect.SMALLER), amount=0.5, seeds=(0,)), events.append)
    assert line.reached == 0.0  # of the channels, which nothing was asked about
    told = [event.values for event in events if event.kind == "off_the_ratio"]
    facts = {"seed": 0, "arm": "itself", "asked": 0.5, "reached": 0.4, "free_share": None}
    assert told == ([facts | {"of": "parameters", "whole": "operators"}] if is_far else [])


def test_a_setting_that_came_later_tells_no_runs_apart_at_its_usual_value(request_of):
    """What was finished before there was such a setting stays finished."""

    @dataclasses.dataclass(frozen=True, slots=True)
    class Later:
        value: int = 0
        word: str = added("")

    marks = [run(request_of(settings=settings), lambda _: None)[0].run for settings in (Nothing(), Later(word="other"))]
    assert marks[0] != marks[1]
    (first, _) = run(request_of(settings=Later(), resumes=True), lambda _: None)
    assert first.run == marks[0]


@pytest.mark.parametrize(("calibration", "is_told"), [("", False), ("near", False), ("far", True), ("unknown", True)])
def test_a_repair_with_inputs_of_another_or_an_unknown_kind_is_told(request_of, calibration: str, is_told: bool):
    def repair(bench, _request, _settings):
        network = bench.fresh().eval()
        return Pruned(network, proof=(network, network), calibration=calibration)

    events = []
    run(request_of(method=method(repair, Effect.SMALLER), amount=0.1, seeds=(0,)), events.append)
    told = [event.values for event in events if event.kind == "calibration"]
    assert told == ([{"seed": 0, "arm": "itself", "quality": calibration}] if is_told else [])


def test_an_arm_that_needs_a_narrower_network_is_refused_before_any_training(request_of, tiny, tmp_path):
    def one_width(width):
        if width != 1.0:
            raise RecipeError("It comes in one width.")
        return tiny.build(width)

    task = dataclasses.replace(tiny, build=one_width)
    gradual = find_method("gradual")
    with pytest.raises(RecipeError, match=r"gradual:small_dense trains .*one width.* Run gradual:sparse alone"):
        run(request_of(method=gradual, task=task, arms=("sparse", "small_dense")), [].append)
    assert not list(tmp_path.rglob("*.safetensors"))


def test_a_cancelled_run_keeps_its_seeds_and_goes_on(request_of, tmp_path):
    events = []

    def stop_at_second_seed(event):
        events.append(event)
        if event.kind == "progress" and event.values["seed"] == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(request_of(), stop_at_second_seed)
    assert kinds(events) == ["started", "seed_finished", "cancelled"]
    first = read(tmp_path / FILE)
    assert [line.seed for line in first] == [0]
    events.clear()
    lines = run(request_of(resumes=True), events.append)
    assert kinds(events) == ["started", "seed_skipped", "seed_finished", "finished"]
    assert lines[0] == first[0]


def test_a_signal_right_after_a_line_was_written_does_not_lose_count(request_of):
    events = []

    def stop_when_told_of_it(event):
        events.append(event)
        if event.kind == "seed_finished":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(request_of(), stop_when_told_of_it)
    assert events[-1].kind == "cancelled"
    assert events[-1].values == {"seeds_finished": 1}


def test_seeds_are_not_run_twice_unasked(request_of):
    run(request_of(seeds=(0,)), lambda _event: None)
    with pytest.raises(RecipeError, match=r"has 1 seeds of this run already; add --resume"):
        run(request_of(), lambda _event: None)


def test_another_setting_is_another_run(request_of):
    run(request_of(seeds=(0,)), lambda _event: None)
    (line,) = run(request_of(seeds=(0,), settings=Nothing(1)), lambda _event: None)
    assert line.settings == {"value": 1}


def test_what_does_not_fit_is_refused(request_of, tiny):
    with pytest.raises(RecipeError, match="quick prunes networks of the kinds cnn, and tiny_shapes is rnn"):
        run(request_of(task=dataclasses.replace(tiny, family=Family.RNN)), lambda _event: None)
    with pytest.raises(RecipeError, match="quick has no arm magic; there are itself, control"):
        run(request_of(arms=("magic",)), lambda _event: None)
    with pytest.raises(RecipeError, match="at least one seed"):
        run(request_of(seeds=()), lambda _event: None)


def test_a_leak_is_noticed(bench):
    network = bench.fresh()
    alive = {"4.weight": torch.zeros_like(network[4].weight, dtype=torch.bool)}
    with pytest.raises(TrainingError, match="1152 weights that quick pruned are not zero after the last step"):
        verify(Pruned(network, alive=alive), method(), wanted(1.0), bench)


def test_too_little_sparsity_is_noticed(bench):
    network = bench.fresh()
    alive = {"4.weight": torch.ones_like(network[4].weight, dtype=torch.bool)}
    with pytest.raises(TrainingError, match=r"reached a sparsity of 0\.000, and 0\.5 was asked for"):
        verify(Pruned(network, alive=alive), method(), wanted(0.5), bench)


def test_a_cut_network_must_compute_what_the_masked_one_does(bench):
    network = bench.fresh().eval()
    other = copy.deepcopy(network)
    smaller = method(effect=Effect.SMALLER)
    assert verify(Pruned(network, proof=(network, other)), smaller, wanted(0.0), bench) == 0.0
    with torch.no_grad():
        other[13].bias += 0.01
    with pytest.raises(TrainingError, match="cut differs from the masked one by"):
        verify(Pruned(network, proof=(network, other)), smaller, wanted(0.0), bench)


def test_what_is_left_of_the_channels_is_counted(bench):
    network = bench.fresh()
    network[8] = nn.Conv2d(16, 8, 3)
    proof = (bench.fresh(), bench.fresh())
    found = verify(Pruned(network, proof=proof), method(effect=Effect.SMALLER), wanted(0.25), bench)
    assert found == pytest.approx(8 / 32)


@pytest.mark.parametrize(
    ("effect", "reason"),
    [(Effect.SPARSER, "does not say which weights are alive"), (Effect.SMALLER, "hands back no masked network")],
)
def test_a_method_that_proves_nothing_is_not_believed(bench, effect, reason):
    with pytest.raises(TrainingError, match=reason):
        verify(Pruned(bench.fresh()), method(effect=effect), wanted(0.5), bench)


def test_an_arm_that_is_dense_by_design_has_nothing_to_prove(bench):
    dense = dataclasses.replace(method(), arms=(Arm("itself", "x", is_dense=True),))
    assert verify(Pruned(bench.fresh()), dense, wanted(0.5), bench) is None


def test_a_damaged_report_is_one_sentence(request_of, tmp_path):
    run(request_of(seeds=(0,)), lambda _event: None)
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"run": "x"}\n')
    with pytest.raises(DataError, match="line 2 is no line of a report"):
        read(tmp_path / FILE)


def test_lines_are_appended_whole(request_of, tmp_path):
    (line,) = run(request_of(seeds=(0,)), lambda _event: None)
    append(line, tmp_path / "deeper" / FILE)
    append(line, tmp_path / "deeper" / FILE)
    texts = (tmp_path / "deeper" / FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(text)["seed"] for text in texts] == [0, 0]


def test_a_mark_does_not_depend_on_the_order_of_facts():
    assert mark({"a": 1, "b": 2}) == mark({"b": 2, "a": 1}) != mark({"a": 1, "b": 3})


def test_what_a_method_made_for_people_lies_beside_its_network(request_of, tmp_path):
    def with_files(bench, request, settings):
        return dataclasses.replace(pruned_to_nothing(bench, request, settings), files={"sheet.png": b"seen"})

    (line,) = run(request_of(method=method(with_files), seeds=(0,)), lambda _: None)
    network = tmp_path / line.checkpoint
    assert network.with_name(f"{network.stem}-sheet.png").read_bytes() == b"seen"
    assert not list(network.parent.glob("*.part"))
