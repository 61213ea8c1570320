"""Damage is the divergence of the answers' tokens, and of nothing else."""

from __future__ import annotations

import math

import pytest
import torch
from tiny_language import tiny_model

from training.pruning.language.damage import divergence, measure_damage
from training.pruning.networks.causal import CausalNetwork
from training.pruning.types import Split


def test_the_divergence_is_nought_to_ln_2_and_symmetric():
    certain = torch.tensor([[100.0, 0.0], [0.0, 100.0]])
    assert divergence(certain, certain).tolist() == pytest.approx([0.0, 0.0])
    assert divergence(certain, certain.flip(1)).tolist() == pytest.approx([math.log(2)] * 2)
    one, other = torch.randn(2, 5, 7)
    torch.testing.assert_close(divergence(one, other), divergence(other, one))


def test_it_is_what_its_definition_says():
    p, q = torch.tensor([0.7, 0.3]), torch.tensor([0.2, 0.8])
    m = (p + q) / 2
    wanted = 0.5 * ((p * (p / m).log()).sum() + (q * (q / m).log()).sum())
    assert float(divergence(p.log()[None], q.log()[None])) == pytest.approx(float(wanted))


def test_only_tokens_of_the_answer_count_and_each_item_by_their_mean():
    dense, pruned = CausalNetwork(tiny_model("llama")), CausalNetwork(tiny_model("llama", seed=1))
    inputs = torch.randint(2, 50, (11, 6), generator=torch.Generator().manual_seed(0))
    targets = torch.full((11, 6), -100)
    targets[:, 3:5] = inputs[:, 4:6]
    shares = []
    found = measure_damage(dense, pruned, Split(inputs, targets), shares.append)
    with torch.no_grad():
        before, after = dense(inputs), pruned(inputs)
    wanted = torch.stack([divergence(b[3:5], a[3:5]).mean() for b, a in zip(before, after, strict=True)])
    torch.testing.assert_close(found.divergence, wanted, rtol=1e-5, atol=1e-7)
    nats = -before.log_softmax(-1)[:, 3:5].gather(2, targets[:, 3:5, None]).squeeze(2).mean(1)
    torch.testing.assert_close(found.surprise.float(), nats, rtol=1e-4, atol=1e-5)
    assert shares[-1] == 1.0


def test_an_answer_that_was_cut_off_is_neither_damaged_nor_believed():
    network = CausalNetwork(tiny_model("llama"))
    found = measure_damage(network, network, Split(torch.ones(1, 4).long(), torch.full((1, 4), -100)), lambda _: None)
    assert float(found.divergence) == 0.0
    assert math.isinf(float(found.surprise))


def test_the_likeliest_tokens_say_nearly_all_and_never_more() -> None:
    random = torch.Generator().manual_seed(0)
    before = 3 * torch.randn(20, 200, generator=random)
    after = before + torch.randn(20, 200, generator=random)
    whole = divergence(before, after)
    by_few = [divergence(before, after, count) for count in (1, 10, 50, 199)]
    assert all((fewer <= more + 1e-6).all() for fewer, more in zip(by_few, [*by_few[1:], whole], strict=True))
    assert float(by_few[1].mean()) > 0.6 * float(whole.mean())
    torch.testing.assert_close(by_few[3], whole, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(divergence(before, after, 200), whole)
    certain = torch.tensor([[100.0, 0.0, 0.0], [0.0, 100.0, 0.0]])
    assert divergence(certain, certain.flip(0), 1).tolist() == pytest.approx([math.log(2)] * 2, rel=1e-6)


def test_damage_is_measured_on_the_likeliest_where_that_is_asked_for() -> None:
    dense, pruned = CausalNetwork(tiny_model("llama")), CausalNetwork(tiny_model("llama", seed=1))
    rows = Split(torch.randint(2, 50, (3, 6), generator=torch.Generator().manual_seed(0)), torch.ones(3, 6).long())
    few, whole = (measure_damage(dense, pruned, rows, lambda _: None, count) for count in (5, 0))
    assert (few.divergence < whole.divergence).all()
    assert torch.equal(few.surprise, whole.surprise)
