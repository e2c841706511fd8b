"""
What can go wrong in the matcher.

::

    MatcherError
    ├── EncoderUnavailableError    the encoder's weights are not there
    └── VectorError                vectors that cannot be compared

Wrong arguments are ``ValueError``; no text that a person wrote raises anything.
"""

from __future__ import annotations


class MatcherError(Exception):
    """The base of all."""


class EncoderUnavailableError(MatcherError):
    """The encoder's weights are not there; the message says where they should be."""


class VectorError(MatcherError):
    """Vectors have the wrong shape, or hold values that are not numbers."""
