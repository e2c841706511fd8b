"""An encoder of two small layers with random words, as a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.encoder.build import write_folder
from matcher.encoder.weights import Sizes, Weights

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "缝纫焊接司机厨师保洁电工木匠护士会计教练abcdefgh"
WIDTH = 16
LAYERS = 2


def write_small_encoder(folder: Path) -> None:
    random = np.random.default_rng(0)
    prompts = "▁query:pasg0123"
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *dict.fromkeys(prompts + WORDS)]

    def drawn(*shape: int) -> Any:
        return random.normal(0, 0.1, shape).astype(np.float32)

    tensors = {
        "embeddings.word_embeddings.weight": drawn(len(pieces), WIDTH),
        "embeddings.position_embeddings.weight": drawn(512, WIDTH),
        "embeddings.token_type_embeddings.weight": drawn(1, WIDTH),
    }
    weights = Weights(
        Sizes(WIDTH, LAYERS, 2, 2 * WIDTH, len(pieces), 512, 1),
        pieces,
        np.full(len(pieces), -3.0, np.float32),
        tensors,
    )
    write_folder(weights, folder)
