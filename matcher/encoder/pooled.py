"""A network with its mean pooling and norm in one graph, for converters."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional


class Pooled(nn.Module):
    """Tokens in, L2-normalised vectors out."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self._network = network

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        outputs: Any = self._network(
            input_ids=input_ids, attention_mask=attention_mask, return_dict=True
        )
        hidden = outputs.last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        return functional.normalize(mean, dim=-1)
