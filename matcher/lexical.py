"""
BM25 over overlapping pieces of text: pairs of Han characters, triples of Latin ones.

No dictionary cuts the words, so none is missed (同里, 倍捻工, a new machine's name)
and no word list has to be kept. All texts are cut at once, by numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Robertson and Zaragoza 2009 give 1.2-2 and 0.5-0.8; 1.2 and 0.75 are the usual ones.
SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
# A question is short; of a pasted advert its beginning is looked up.
QUERY_CHARACTERS: Final = 300
TEXT_CHARACTERS: Final = 4_000
_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFF))
_BITS: Final = 18
_LATIN_MARK: Final = np.int64(1) << 62


def cut(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    Return the terms of all texts, and for each the row of its text.

    A term is a number made of its characters: two neighbouring Han characters, or three
    neighbours of a Latin word with a blank at both ends.
    """
    rows = np.repeat(np.arange(len(texts)), [len(text) + 2 for text in texts])
    joined = "".join(f" {text} " for text in texts)
    chars = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32).astype(
        np.int64
    )
    han = np.zeros(len(chars), dtype=bool)
    for first, last in _HAN:
        han |= (chars >= first) & (chars <= last)
    latin = ((chars >= ord("a")) & (chars <= ord("z"))) | (
        (chars >= ord("0")) & (chars <= ord("9"))
    )
    latin |= (chars >= 0xC0) & (chars < 0x250)
    # Between words stands one kind of blank, whatever was there.
    plain = np.where(latin, chars, ord(" "))
    pairs = np.flatnonzero(han[:-1] & han[1:])
    triples = np.flatnonzero(latin[1:-1] & (latin[:-2] | latin[2:])) + 1
    terms = np.concatenate(
        [
            chars[pairs] << _BITS | chars[pairs + 1],
            _LATIN_MARK
            | plain[triples - 1] << 2 * _BITS
            | plain[triples] << _BITS
            | plain[triples + 1],
        ]
    )
    return terms, np.concatenate([rows[pairs], rows[triples]])


class LexicalIndex:
    """
    Texts that can be looked up by the words in them.

    Parameters
    ----------
    texts
        Row by row; of each the first 4,000 characters are kept.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        terms, rows = cut([fold(text[:TEXT_CHARACTERS]) for text in texts])
        lengths = np.bincount(rows, minlength=self._size).astype(np.float32)
        # A term's rows come in order, so a stable sort leaves equal pairs together.
        order = np.argsort(terms, kind="stable")
        terms, rows = terms[order], rows[order]
        firsts = _firsts((terms[1:] != terms[:-1]) | (rows[1:] != rows[:-1]), terms)
        found = np.diff(firsts, append=len(terms)).astype(np.float32)
        terms, self._rows = terms[firsts], rows[firsts]
        starts = _firsts(terms[1:] != terms[:-1], terms)
        self._terms = terms[starts]
        self._starts = np.append(starts, len(terms))
        holders = np.diff(self._starts)
        # Never negative: a term in most texts says little, but nothing against one.
        rarity = np.log1p((self._size - holders + 0.5) / (holders + 0.5))
        average = lengths.mean() if lengths.any() else np.float32(1)
        norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / average)
        weights = found * (SATURATION + 1) / (found + norms[self._rows])
        self._weights = (weights * np.repeat(rarity, holders)).astype(np.float32)

    def __len__(self) -> int:
        return self._size

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return BM25 of every row; zero where no term is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        terms, _ = cut([fold(query[:QUERY_CHARACTERS])])
        terms = np.unique(terms)
        at = np.searchsorted(self._terms, terms)
        known = at < len(self._terms)
        known[known] = self._terms[at[known]] == terms[known]
        for term in at[known]:
            held = slice(self._starts[term], self._starts[term + 1])
            # A row stands once in a term's list, so += adds to each of them.
            scores[self._rows[held]] += self._weights[held]
        return scores


def _firsts(changes: NDArray[np.bool_], values: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return where runs of equal values begin, told where neighbours differ."""
    first = np.ones(min(len(values), 1), dtype=bool)
    return np.flatnonzero(np.concatenate([first, changes]))
