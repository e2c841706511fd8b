"""
Linear layers in bfloat16 whose weights are laid out for the processor once.

A plain layer lays its weights out anew at every call, which for a short query costs as
much as the multiplication itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import torch
from torch import nn

# Architectures that only ever call their linear layers; others may look inside them.
KNOWN: Final = frozenset({"bert", "roberta", "xlm-roberta", "distilbert", "mpnet"})


# The operators that torch's own compiler emits for this purpose. Their names promise
# nothing, so torch is pinned and a test compares their results.
_LAY_OUT: Final = "_reorder_linear_weight"
_MULTIPLY: Final = "_linear_pointwise"


class PackedLinear(nn.Module):
    """What a linear layer computes, in bfloat16."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        weight = layer.weight.detach().to(torch.bfloat16)
        self._weight = getattr(torch.ops.mkldnn, _LAY_OUT)(weight, None)
        self._multiply: Any = getattr(torch.ops.mkldnn, _MULTIPLY)
        self._bias = None
        if layer.bias is not None:
            self._bias = layer.bias.detach().to(torch.bfloat16)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        outputs: torch.Tensor = self._multiply(
            inputs, self._weight, self._bias, "none", [], ""
        )
        return outputs


@cache
def can_pack() -> bool:
    """Return whether the processor can lay weights out: with AVX-512 or the like."""
    try:
        PackedLinear(nn.Linear(16, 16))
    except RuntimeError:
        return False
    return True


def pack(network: object) -> bool:
    """
    Turn a network to bfloat16 with packed layers, in place.

    Return False, with nothing changed, when its architecture is not known to bear it,
    or the processor cannot.
    """
    kind = getattr(getattr(network, "config", None), "model_type", "")
    if not isinstance(network, nn.Module) or kind not in KNOWN or not can_pack():
        return False
    with torch.inference_mode():
        network.to(torch.bfloat16)
        _replace(network)
    return True


def _replace(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, PackedLinear(child))
        else:
            _replace(child)
