"""Every family of the table is found, and what cannot be pruned is refused with the reason."""

from __future__ import annotations

import pytest
from tiny_language import CLASSES, tiny_model
from transformers import GPT2Config, GPT2LMHeadModel, MambaConfig, MambaForCausalLM, MixtralConfig, MixtralForCausalLM

from training.errors import CheckpointError
from training.pruning.language.families import FAMILIES, decoder_layers, family_of, inner_matrices


def test_there_is_a_tiny_model_for_every_family():
    assert {family.model_type for family in FAMILIES} == set(CLASSES)


@pytest.mark.parametrize("name", CLASSES)
def test_a_family_is_found_with_its_layers(name):
    model = tiny_model(name)
    assert family_of(model).model_type == name
    assert len(decoder_layers(model)) == 3
    assert len(inner_matrices(model)) == 3 * (6 if name == "opt" else 7)
    assert not any("embed" in matrix or "lm_head" in matrix for matrix in inner_matrices(model))


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (
            lambda: GPT2LMHeadModel(
                GPT2Config(vocab_size=20, n_embd=8, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=1)
            ),
            "gpt2.*in one matrix",
        ),
        (
            lambda: MixtralForCausalLM(
                MixtralConfig(vocab_size=20, hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                              num_attention_heads=2, num_key_value_heads=1, num_local_experts=2)
            ),
            "mixtral.*experts",
        ),
        (
            lambda: MambaForCausalLM(MambaConfig(vocab_size=20, hidden_size=8, num_hidden_layers=1, state_size=2)),
            "mamba.*neither heads nor",
        ),
    ],
    ids=["fused", "experts", "no attention"],
)  # fmt: skip
def test_what_cannot_be_pruned_is_refused_with_the_reason(model, reason):
    with pytest.raises(CheckpointError, match=f"{reason}.*These can: llama"):
        family_of(model())


def test_a_family_without_a_table_is_refused():
    model = tiny_model("llama")
    model.config.model_type = "unheard_of"
    with pytest.raises(CheckpointError, match="unheard_of cannot be pruned: there is no table of its layers"):
        family_of(model)


def test_packed_numbers_are_refused():
    model = tiny_model("llama")
    model.config.quantization_config = {"bits": 4}
    with pytest.raises(CheckpointError, match=r"quantised.*load the original"):
        family_of(model)
