"""
What can go wrong in the matcher.

::

    MatcherError
    ├── EncoderUnavailableError      the encoder's weights are not there
    ├── FileFormatError              a file of texts, a run or judgements
    ├── OccupationsUnavailableError  the classification is not there
    ├── PlacesUnavailableError       the gazetteer is not there
    ├── RankerError                  weights that are none, or of another program
    ├── StoreError                   files of vectors: damaged, or of another encoder
    └── VectorError                  vectors that cannot be compared

Wrong arguments are ``ValueError``; no text that a person wrote raises anything.
"""

from __future__ import annotations


class MatcherError(Exception):
    """The base of all."""


class EncoderUnavailableError(MatcherError):
    """The encoder's weights are not there; the message says where they should be."""


class FileFormatError(MatcherError):
    """A file does not hold what it should; the message names the line."""


class OccupationsUnavailableError(MatcherError):
    """The classification of occupations is not there; the message says where."""


class PlacesUnavailableError(MatcherError):
    """The gazetteer is not there, or not whole; the message says where."""


class RankerError(MatcherError):
    """Weights are none, or those of a program with other features."""


class StoreError(MatcherError):
    """Files of vectors cannot be used; the message says which, and why."""


class VectorError(MatcherError):
    """Vectors have the wrong shape, or hold values that are not numbers."""
