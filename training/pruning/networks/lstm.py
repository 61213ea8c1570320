"""An LSTM that foretells the next token."""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn


class LstmLanguageModel(nn.Module):
    """Embedding, LSTM layers, and a layer that names the next token."""

    def __init__(self, tokens: int, hidden: int, layers: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(tokens, hidden)
        self.lstm = nn.LSTM(hidden, hidden, layers, batch_first=True)
        self.head = nn.Linear(hidden, tokens)

    def forward(self, tokens: Tensor) -> Tensor:
        """Shapes: (n, T) to (n, T, tokens)."""
        return cast(Tensor, self.head(self.lstm(self.embed(tokens))[0]))
