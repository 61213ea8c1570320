"""Language models of transformers as the suite knows networks: tokens in, one answer for each next token out."""

from __future__ import annotations

import warnings
from typing import cast

import torch
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaForCausalLM, OPTConfig, OPTForCausalLM

HEAD_DIM = 16
NEURONS = 22  # of an MLP, for each dimension of a head


class CausalNetwork(nn.Module):
    """Any model that foretells tokens; `model` is what transformers built."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: Tensor) -> Tensor:
        """Shapes: (n, T) to (n, T, vocabulary)."""
        if torch.jit.is_tracing():  # type: ignore[attr-defined, no-untyped-call]
            return self._traced(tokens)
        return cast(Tensor, self.model(input_ids=tokens, use_cache=False).logits)

    def _traced(self, tokens: Tensor) -> Tensor:
        """The same while it is exported.

        WORKAROUND: transformers 5 makes its mask by operators that torch's older exporter lacks, and warns of lengths
        that become fixed, which is what is wanted here. So the mask comes ready-made.
        """
        length = tokens.shape[1]
        mask = torch.ones(length, length, dtype=torch.bool, device=tokens.device).tril()[None, None]
        places = torch.arange(length, device=tokens.device)[None]  # OPT would read them off the mask
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", torch.jit.TracerWarning)  # type: ignore[attr-defined]
            output = self.model(input_ids=tokens, attention_mask=mask, position_ids=places, use_cache=False)
        return cast(Tensor, output.logits)


def tiny_llama(width: float, vocabulary: int, head_dim: int = HEAD_DIM) -> CausalNetwork:
    """A Llama with all that a large one has: grouped queries, rotary positions, gated MLPs, a head tied to the words.

    Args:
        width: Of heads, neurons and channels; 1 gives 1.1 million parameters.
        head_dim: Of a head; neurons and channels are in proportion.
    """
    keys = max(round(width * 4), 1)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=2 * keys * head_dim,
        intermediate_size=max(round(width * NEURONS * head_dim), 1),
        num_hidden_layers=6,
        num_attention_heads=2 * keys,
        num_key_value_heads=keys,
        head_dim=head_dim,
        max_position_embeddings=256,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=None,
    )
    return CausalNetwork(LlamaForCausalLM(config))


def tiny_opt(width: float, vocabulary: int) -> CausalNetwork:
    """An OPT with all that a large one has: learned positions, biases everywhere, plain MLPs, a head tied to the words.

    Args:
        width: Of heads, neurons and channels; 1 gives 1.2 million parameters.
    """
    heads = max(round(width * 8), 1)
    config = OPTConfig(
        vocab_size=vocabulary,
        hidden_size=heads * HEAD_DIM,
        ffn_dim=max(round(width * 512), 1),
        num_hidden_layers=6,
        num_attention_heads=heads,
        word_embed_proj_dim=heads * HEAD_DIM,
        max_position_embeddings=256,
        dropout=0.0,
        pad_token_id=None,
        bos_token_id=None,
        eos_token_id=None,
    )
    return CausalNetwork(OPTForCausalLM(config))
