"""A language model as the suite knows networks: tokens to logits, and to ONNX for the clock."""

from __future__ import annotations

import onnxruntime
import pytest
import torch
from tiny_language import logits_of, some_windows, tiny_model

from training.pruning.engines import export_onnx
from training.pruning.networks.causal import CausalNetwork, tiny_llama, tiny_opt


@pytest.mark.parametrize("name", ["llama", "gemma3_text", "opt"])
def test_it_runs_elsewhere_as_it_does_here(name, tmp_path):
    model, tokens = tiny_model(name), some_windows(1)
    path = export_onnx(CausalNetwork(model).eval(), tokens, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {"input": tokens.numpy()})
    torch.testing.assert_close(torch.from_numpy(logits), logits_of(model, tokens), rtol=1e-4, atol=1e-4)


def test_the_tiny_llama_has_what_a_large_one_has():
    network = tiny_llama(1.0, 65)
    attention = network.model.model.layers[0].self_attn
    assert attention.num_key_value_groups == 2
    assert network.model.lm_head.weight is network.model.model.embed_tokens.weight
    assert 1_000_000 < sum(parameter.numel() for parameter in network.parameters()) < 1_200_000


def test_a_narrow_one_still_answers():
    network = tiny_llama(0.1, 65).eval()
    assert network(torch.zeros(2, 5, dtype=torch.long)).shape == (2, 5, 65)


def test_the_tiny_opt_has_what_a_large_one_has():
    network = tiny_opt(1.0, 65)
    layer = network.model.model.decoder.layers[0]
    assert layer.self_attn.q_proj.bias is not None
    assert layer.fc1.bias is not None
    assert network.model.lm_head.weight is network.model.model.decoder.embed_tokens.weight
    assert 1_000_000 < sum(parameter.numel() for parameter in network.parameters()) < 1_300_000
    assert tiny_opt(0.1, 65)(torch.zeros(2, 5, dtype=torch.long)).shape == (2, 5, 65)
