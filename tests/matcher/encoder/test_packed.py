"""Packed layers compute what plain ones do."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from matcher.encoder.packed import PackedLinear, can_pack, pack

packs = pytest.mark.skipif(not can_pack(), reason="The processor has no AVX-512.")


@packs
def test_a_packed_layer_gives_what_the_plain_one_gives() -> None:
    torch.manual_seed(0)
    for bias in (True, False):
        layer = nn.Linear(64, 96, bias=bias)
        inputs = torch.randn(5, 7, 64)
        with torch.inference_mode():
            plain, packed = layer(inputs), PackedLinear(layer)(inputs.bfloat16())
        assert packed.shape == plain.shape
        assert torch.allclose(packed.float(), plain, atol=0.03)


@packs
def test_a_packed_network_gives_what_the_plain_one_gives() -> None:
    # Takes seconds, which every process of a run would spend with the module.
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    network = BertModel(
        BertConfig(
            vocab_size=50,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
        )
    ).eval()
    ids, mask = torch.tensor([[1, 2, 3, 0], [4, 5, 6, 7]]), torch.ones(2, 4)
    mask[0, 3] = 0
    with torch.inference_mode():
        plain = network(ids, attention_mask=mask).last_hidden_state
        assert pack(network)
        packed = network(ids, attention_mask=mask).last_hidden_state.float()
    agreement = nn.functional.cosine_similarity(plain, packed, dim=-1)
    assert agreement[mask.bool()].min() > 0.999


def test_what_is_not_known_is_left_alone() -> None:
    layer = nn.Sequential(nn.Linear(2, 2))
    assert not pack(layer)
    assert isinstance(layer[0], nn.Linear)
    assert not pack(None)
