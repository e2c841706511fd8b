"""What the matcher asks of an encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Vectors = NDArray[np.float32]
Vector = NDArray[np.float32]


class Encoder(Protocol):
    """
    Turns texts into vectors whose inner product says how near their meanings are.

    An encoder is deterministic and may be shared by threads. It accepts any text, also
    an empty one; what is longer than it reads is cut. A text without anything it knows
    may become a row of zeros, which is near nothing.
    """

    @property
    def name(self) -> str:
        """
        Tells weights and settings apart.

        Vectors of encoders with different names must never be compared; at most 80
        characters.
        """
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return an L2-normalised row for each thing that is looked for."""
        ...

    def encode_question(self, text: str) -> Vector:
        """
        Return the L2-normalised vector of what one person types and waits for.

        It may come faster than by ``encode_queries`` and lie a little off. It is
        compared with passages and never stored.
        """
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return an L2-normalised row for each thing that may be found."""
        ...
