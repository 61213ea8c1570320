"""What a command tells, event after event, becomes what the page shows."""

from __future__ import annotations

from typing import Any

import pytest
from lab_entries import line

from gesture_app.core.lab.prune_news import LOSSES, PruneNews


def progress(stage: str, done: float, **figures: float) -> dict[str, Any]:
    return {"event": "progress", "stage": stage, "done": done, "figures": figures}


def test_figures_stay_until_others_come() -> None:
    news = PruneNews().after(
        [
            {"event": "started"},
            progress("dense", 0.5, loss=2.0, sparsity=0.0, dead_neurons=0.25),
            progress("score", 1.0, accuracy=0.9),
            progress("recover", 0.1, loss=1.5),
            progress("recover", 0.2, loss=1.0),
        ]
    )
    assert (news.stage, news.done, news.loss, news.losses) == ("recover", 0.2, 1.0, (1.5, 1.0))
    assert (news.score, news.sparsity, news.dead, news.result) == (("accuracy", 0.9), 0.0, 0.25, None)


def test_a_long_training_keeps_the_end_of_its_curve() -> None:
    news = PruneNews().after(progress("dense", 0.5, loss=float(number)) for number in range(2 * LOSSES))
    assert (len(news.losses), news.losses[-1]) == (LOSSES, 2.0 * LOSSES - 1)


def test_what_came_of_a_run_is_read_from_its_line() -> None:
    news = PruneNews().after([{"event": "seed_finished", "report_line": line(evidence={"static_dnr": 0.1})}])
    assert news.result is not None
    assert (news.result.score, news.result.params, news.result.best_ms) == ((0.9, 0.8), (100, 40), (4.0, 5.0))
    assert (news.result.score_name, news.result.dead) == ("accuracy", 0.1)


def test_of_several_seeds_the_mean_is_told_and_none_is_counted_twice() -> None:
    told = [
        {"event": "seed_finished", "report_line": line(seed=seed, pruned={"score": score, "nonzeros": 40})}
        for seed, score in ((0, 0.5), (1, 0.9), (1, 0.7))
    ]
    news = PruneNews().after(told)
    assert news.result is not None
    assert news.result.score == (0.9, pytest.approx(0.6))
    assert news.after([{"event": "trial", "number": 2, "tries": 5, "amount": 0.25}, told[1]]).result != news.result


def test_a_search_says_which_try_it_is_and_begins_each_anew() -> None:
    told = [progress("recover", 1.0, loss=1.0), {"event": "trial", "number": 2, "tries": 5, "amount": 0.25}]
    news = PruneNews().after(told)
    assert (news.trial, news.loss, news.done) == ((2, 5, 0.25), None, 0.0)


def test_a_detector_tells_its_scores_sizes_and_where_it_lies() -> None:
    sizes = {"sizes_before": {"params": 10}, "sizes": {"params": 4}}
    news = PruneNews().after(
        [
            {"event": "step_skipped", "step": "prune", "result": sizes},
            {"event": "scored", "stage": "tune", "figures": {"map50": 0.8, "map50_95": 0.6}},
            {"event": "finished", "model": "/m", "before": {"map50_95": 0.7}, "after": {"map50_95": 0.6}},
        ]
    )
    assert news.score == ("map50_95", 0.6)
    assert news.result is not None
    assert (news.result.params, news.result.score, news.result.model) == ((10, 4), (0.7, 0.6), "/m")


def test_a_detector_tells_after_the_cut_what_went_and_which_neurons_are_dead() -> None:
    cut = {"sizes_before": {"params": 10}, "sizes": {"params": 4}, "dead_neurons": 0.3, "scores": {"map50_95": 0.2}}
    news = PruneNews().after([{"event": "step_finished", "step": "prune", "result": cut}])
    assert (news.removed, news.dead, news.score) == (pytest.approx(0.6), 0.3, ("map50_95", 0.2))
    tuned = {"dead_neurons": 0.2, "scores": {"map50": 0.9, "map50_95": 0.6}}
    news = news.after([{"event": "step_finished", "step": "tune", "result": tuned}])
    assert (news.removed, news.dead, news.score) == (pytest.approx(0.6), 0.2, ("map50_95", 0.6))


def test_what_the_suite_cut_is_told_at_once_and_what_is_gone_at_the_end() -> None:
    news = PruneNews().after([progress("prune", 1.0, removed=0.7), progress("recover", 0.5, loss=1.0, sparsity=0.0)])
    assert (news.removed, news.sparsity) == (0.7, 0.0)
    news = news.after([{"event": "seed_finished", "report_line": line()}])
    assert news.removed == pytest.approx(0.6)


def test_a_detector_with_a_promised_time_tells_its_tries_and_what_it_takes() -> None:
    trial = {"event": "trial", "number": 1, "tries": 2, "amount": 0.5}
    news = PruneNews().after([trial, progress("search", 0.0)])
    assert (news.trial, news.stage) == ((1, 2, 0.5), "search")
    found = {"pruning_ratio": 0.5, "ms_before": 9.0, "ms": 6.0}
    news = news.after([{"event": "step_finished", "step": "search", "result": found}, progress("prune", 0.4)])
    assert news.trial is None
    sizes = {"sizes_before": {"params": 10}, "sizes": {"params": 4}}
    news = news.after(
        [
            {"event": "step_finished", "step": "prune", "result": sizes},
            {"event": "finished", "model": "/m", "before": {"map50_95": 0.7}, "after": {"map50_95": 0.6}},
        ]
    )
    assert news.result is not None
    assert news.result.best_ms == (9.0, 6.0)


def test_a_detector_with_a_promised_score_tells_what_a_try_does_and_forgets_it_for_the_next() -> None:
    tuned = {"scores": {"map50_95": 0.6}}
    told = [{"event": "trial", "number": 1, "tries": 2, "amount": 0.475}, progress("tune", 0.5, loss=3.0)]
    news = PruneNews().after(told)
    assert (news.trial, news.stage, news.loss) == ((1, 2, 0.475), "tune", 3.0)
    news = news.after([{"event": "trial", "number": 2, "tries": 2, "amount": 0.713}])
    assert (news.trial, news.loss) == ((2, 2, 0.713), None)
    found = {"pruning_ratio": 0.475, "points_lost": 0.8, "limit_points": 1.0}
    news = news.after([{"event": "step_finished", "step": "search", "result": found}])
    assert (news.trial, news.times_ms) == (None, None)
    assert news.after([{"event": "step_finished", "step": "tune", "result": tuned}]).score == ("map50_95", 0.6)


def test_what_nobody_knows_yet_changes_nothing() -> None:
    news = PruneNews().after([progress("dense", 0.5, loss=1.0)])
    assert news.after([{"event": "unheard of"}, {"no": "event"}]) == news
