"""A wish becomes one command, and the project's own command line takes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.offers import Method, Subject
from gesture_app.core.lab.prune_wish import Aim, PruneWish, drawing_order, draws_pictures, prune_order

METHOD = Method("l1", "Small", "Li 2016", "It removes.", "pruning_ratio", 0.5, "settings.recover=0")
SPARSE = Method("gradual", "Gradual", "Zhu 2017", "It zeroes.", "sparsity", 0.9)
TASK = Subject("tiny_shapes", "Shapes", Family.CNN, "", (METHOD, SPARSE))
DETECTOR = Subject("default", "Hands", Family.DETECTOR, "", (METHOD,))
LAB, MODELS = Path("/lab"), Path("/models")


def words(wish: PruneWish) -> str:
    order = prune_order(wish, "a title", LAB, MODELS)
    assert order.command[-1] == "--json"
    return order.shown


@pytest.mark.parametrize(
    ("wish", "middle"),
    [
        (PruneWish(TASK, METHOD, Aim.AMOUNT, 0.5, True), "suite run l1 --task tiny_shapes --pruning-ratio 0.5"),
        (PruneWish(TASK, SPARSE, Aim.AMOUNT, 0.9, True), "suite run gradual --task tiny_shapes --sparsity 0.9"),
        (PruneWish(TASK, METHOD, Aim.UNDER_MS, 8, True), "suite target l1 --task tiny_shapes --under-ms 8 --tries 5"),
        (
            PruneWish(TASK, METHOD, Aim.LOSE_AT_MOST, 1, False),
            "suite target l1 --task tiny_shapes --lose-at-most 1 --tries 5 --set settings.recover=0",
        ),
        (
            PruneWish(TASK, METHOD, Aim.AMOUNT, 0.5, True, seeds=3),
            "suite run l1 --task tiny_shapes --pruning-ratio 0.5 --seeds 3",
        ),
    ],
)
def test_a_task_is_a_run_or_a_search_of_the_suite(wish: PruneWish, middle: str) -> None:
    assert words(wish) == f"gesture-train {middle} --out /lab/suite --resume"


def test_a_detector_goes_the_whole_way_into_the_users_models() -> None:
    wish = PruneWish(DETECTOR, METHOD, Aim.AMOUNT, 0.3, True)
    assert words(wish) == (
        "gesture-train retrain /lab/drawn --way prune --from default --criterion l1 --pruning-ratio 0.3 --epochs 4 "
        "--out /lab/pruned/default-l1-30 --model /models/default-l1-30 --title 'Hands, 30 % removed'"
    )
    quick = words(replace(wish, aim=Aim.UNDER_MS, number=7.5))
    assert "--criterion l1 --under-ms 7.5 --tries 5 --epochs 4 --out /lab/pruned/default-l1-under-7.5-ms " in quick
    assert "--title 'Hands, under 7.5 ms'" in quick
    good = words(replace(wish, aim=Aim.LOSE_AT_MOST, number=1.5))
    assert "--criterion l1 --lose-at-most 1.5 --tries 5 --epochs 4 --out /lab/pruned/default-l1-loses-1.5 " in good
    assert "--title 'Hands, points lost: at most 1.5'" in good
    raw = replace(wish, recovers=False, pictures=Path("/mine"))
    assert "retrain /mine " in words(raw)
    assert "--epochs 0 --out /lab/pruned/default-l1-30-raw-mine " in words(raw)


def test_hands_are_drawn_once_and_only_where_nobody_has_pictures(tmp_path: Path) -> None:
    wish = PruneWish(DETECTOR, METHOD, Aim.AMOUNT, 0.3, True)
    assert draws_pictures(wish, tmp_path)
    assert not draws_pictures(replace(wish, pictures=tmp_path), tmp_path)
    assert not draws_pictures(replace(wish, subject=TASK), tmp_path)
    order = drawing_order("Draw", tmp_path)
    assert order.shown == f"gesture-app render {tmp_path / 'drawn'} --count 300"
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "data.yaml").touch()
    assert not draws_pictures(wish, tmp_path)
