"""What a language model says of text: the loss of every next token."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn
from torch.nn import functional

from training.errors import DataError


def check_vocabulary(model: nn.Module, tokens: Tensor) -> None:
    """Make sure that a model knows all tokens of a text; an embedding says only "index out of range".

    Raises:
        DataError: It does not.
    """
    known = int(cast(int, model.config.vocab_size))  # type: ignore[union-attr]
    if tokens.numel() and int(tokens.max()) >= known:
        raise DataError(
            f"The text has token {int(tokens.max())}, but the model knows only {known}; use the model's own tokenizer."
        )


def mean_loss(model: nn.Module, windows: Tensor) -> Tensor:
    """The loss of the next token, averaged over all tokens but the first of each window, which is only given.

    Shapes:
        windows: (windows, length)
    """
    windows = windows.to(next(model.parameters()).device)
    logits = model(input_ids=windows, use_cache=False).logits[:, :-1].float()  # (windows, length - 1, vocabulary)
    return functional.cross_entropy(logits.transpose(1, 2), windows[:, 1:])
