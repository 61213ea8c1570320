"""What contradicts itself is kept out: by concepts, by answers, or by what the dense model believes."""

from __future__ import annotations

import numpy as np
import torch

from training.pruning.language.conflicts import (
    ConceptGraph,
    accept_all,
    all_of,
    believable,
    concepts_of,
    consistent_answers,
)
from training.pruning.types import Instruction


def item(instruction, output):
    return Instruction(instruction, "", output)


def test_concepts_are_runs_of_words_between_stop_words():
    found = concepts_of(Instruction("Explain the solar systems, and the moon.", "", "It has eight planets."))
    assert found == {"explain", "solar system", "moon", "planet"}


def test_concepts_that_were_seen_apart_only_are_not_joined():
    pool = [item("apple is", "fruit"), item("tomato is", "vegetable"), item("tomato is", "fruit")]
    graph = ConceptGraph(pool)
    assert [graph(number) for number in range(3)] == [True, True, False]


def test_the_order_decides_as_published():
    pool = [item("tomato is", "fruit"), item("apple is", "fruit"), item("tomato is", "vegetable")]
    graph = ConceptGraph(pool)
    assert [graph(number) for number in (2, 1, 0)] == [True, True, False]


def test_a_concept_that_is_everywhere_says_nothing():
    pool = [item(f"reverse is word{number}", f"drow{number}") for number in range(200)]
    graph = ConceptGraph(pool)
    assert all(graph(number) for number in range(200))


def test_of_two_answers_to_one_question_the_more_believable_passes():
    pool = [item("Reverse  cat", "tac"), item("reverse cat", "cat"), item("reverse dog", "god")]
    vectors = np.eye(3, dtype=np.float32)
    accepts = consistent_answers(pool, vectors, torch.tensor([0.1, 3.0, 5.0]))
    assert [accepts(number) for number in range(3)] == [True, False, True]


def test_nearly_the_same_question_is_the_same_and_the_same_answer_no_conflict():
    pool = [item("reverse cat", "tac"), item("turn cat around", "cat"), item("cat backwards", "tac")]
    vectors = np.array([[1, 0], [0.995, 0.0999], [0.999, 0.0447]], np.float32)
    accepts = consistent_answers(pool, vectors, torch.tensor([0.1, 3.0, 1.0]))
    assert [accepts(number) for number in range(3)] == [True, False, True]


def test_what_the_dense_model_does_not_believe_is_kept_out():
    accepts = believable(torch.tensor([0.2, 4.0, torch.inf]))
    assert [accepts(number) for number in range(3)] == [True, False, False]


def test_a_later_filter_is_not_asked_about_what_was_refused():
    asked = []

    def second(number):
        asked.append(number)
        return True

    both = all_of([lambda number: number > 0, second])
    assert [both(0), both(1)] == [False, True]
    assert asked == [1]
    assert accept_all(0)
