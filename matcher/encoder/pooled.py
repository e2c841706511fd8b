"""A network with its mean pooling and norm in one graph, for converters."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional


class Pooled(nn.Module):
    """
    Tokens in, L2-normalised vectors out, or what a head makes of them.

    Parameters
    ----------
    rows, added
        The head: a row for each number that it gives, and what is added to it.
    """

    def __init__(
        self,
        network: nn.Module,
        rows: torch.Tensor | None = None,
        added: torch.Tensor | None = None,
    ) -> None:
        super().__init__()
        self._network = network
        self._rows, self._added = rows, added

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        outputs: Any = self._network(
            input_ids=input_ids, attention_mask=attention_mask, return_dict=True
        )
        hidden = outputs.last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        vectors = functional.normalize(mean, dim=-1)
        if self._rows is None:
            return vectors
        return functional.linear(vectors, self._rows, self._added)
