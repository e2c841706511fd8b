"""
The same vacancy posted several times, and vacancies that are like one.

Agencies reword an employer's advert: other shouting in the title, other benefits, the
same work at the same place for the same pay. Two adverts are taken for one when they
mean the same to the encoder *and* share the greater part of their rarer wording, and
no fact contradicts: place, pay, shift. A group is everything that matches its oldest
advert, so a chain of small differences does not tie strangers together.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.columns import UNKNOWN_PAY, UNKNOWN_SHIFT, VacancyColumns
from matcher.errors import VectorError
from matcher.lexical import cut
from matcher.text import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Vectors
    from matcher.types import VacancyProfile

# Chosen on the judged adverts.
LEAST_COSINE: Final = 0.80
LEAST_SHARED: Final = 0.35
# Two adverts whose pay is this far apart, as a share of the higher, are two vacancies.
MOST_PAY_APART: Final = 0.15
COUNTY: Final = 1_000
# Rows compared at once: 4 bytes a pair.
AT_ONCE: Final = 1_024


def find_duplicates(
    vacancies: Sequence[VacancyProfile],
    vectors: Vectors,
    least_cosine: float = LEAST_COSINE,
    least_shared: float = LEAST_SHARED,
) -> list[tuple[int, ...]]:
    """
    Return groups of rows that are one vacancy, each in the order given.

    Put the oldest first: it stands for its group. A vacancy is in one group at most;
    those without a double are in none.

    Parameters
    ----------
    vectors
        Of the adverts, L2-normalised, a row each.
    least_cosine
        Of two adverts that may be one; the default is for the static encoder.
    least_shared
        The share of the shorter wording that both have, rarer pieces counting more.

    Raises
    ------
    VectorError
        When there is another number of vectors, or one holds NaN or infinity.
    """
    if vectors.ndim != 2 or len(vectors) != len(vacancies):
        msg = f"Expected {len(vacancies)} vectors, got shape {vectors.shape}."
        raise VectorError(msg)
    if not np.isfinite(vectors).all():
        raise VectorError("A vector of an advert holds NaN or infinity.")
    columns = VacancyColumns(vacancies)
    wording = _Wording([_words(vacancy) for vacancy in vacancies])
    taken = np.zeros(len(vacancies), dtype=bool)
    groups = []
    for start in range(0, len(vacancies), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        near = vectors[part] @ vectors.T >= least_cosine
        for row, candidates in enumerate(near, start=start):
            if taken[row]:
                continue
            later = np.flatnonzero(candidates[row + 1 :]) + row + 1
            later = later[~taken[later]]
            later = later[_agree(columns, row, later)]
            same = [
                at for at in later.tolist() if wording.share(row, at) >= least_shared
            ]
            if same:
                taken[same] = True
                groups.append((row, *same))
    return groups


def find_similar(
    row: int,
    vectors: Vectors,
    allowed: NDArray[np.bool_],
    k: int,
) -> NDArray[np.intp]:
    """
    Return the k allowed rows nearest to one in meaning, nearest first, without it.

    Ties go to the lower row; fewer come back when fewer are allowed.

    Raises
    ------
    ValueError
        When k < 1.
    """
    if k < 1:
        msg = f"Expected k >= 1, got {k}."
        raise ValueError(msg)
    others = np.flatnonzero(allowed)
    others = others[others != row]
    scores = vectors[others] @ vectors[row]
    nearest: NDArray[np.intp] = others[np.argsort(-scores, kind="stable")[:k]]
    return nearest


def _words(vacancy: VacancyProfile) -> str:
    return fold(normalise(f"{vacancy.title}\n{vacancy.description}"))


def _agree(
    columns: VacancyColumns, row: int, others: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return which others contradict no fact of a row; what is unknown does not."""
    place, there = columns.place[row], columns.place[others]
    whole = (place % COUNTY == 0) | (there % COUNTY == 0)
    agree = (place < 0) | (there < 0) | (place == there)
    agree |= whole & (place // COUNTY == there // COUNTY)
    shift, theirs = columns.shift[row], columns.shift[others]
    agree &= (shift == UNKNOWN_SHIFT) | (theirs == UNKNOWN_SHIFT) | (shift == theirs)
    pay, other = columns.pay_middle[row], columns.pay_middle[others]
    apart = np.abs(pay - other) / np.maximum(np.maximum(pay, other), 1)
    unknown = (pay == UNKNOWN_PAY) | (other == UNKNOWN_PAY)
    return np.asarray(agree & (unknown | (apart <= MOST_PAY_APART)))


class _Wording:
    """The pieces of texts, each weighed by how few texts have it."""

    def __init__(self, texts: Sequence[str]) -> None:
        terms, rows = cut(texts, singles=False)
        kinds, at = np.unique(terms, return_inverse=True)
        pairs = np.unique(np.stack([rows, at]), axis=1)
        holders = np.bincount(pairs[1], minlength=len(kinds))
        # What all adverts say, such as their benefits, weighs next to nothing (BM25).
        rarity = np.log1p((len(texts) - holders + 0.5) / (holders + 0.5))
        starts = np.searchsorted(pairs[0], np.arange(len(texts) + 1))
        self._terms = [
            pairs[1][first:past] for first, past in pairwise(starts.tolist())
        ]
        self._rarity = rarity.astype(np.float32)

    def share(self, one: int, other: int) -> float:
        """Return the weight of what two texts share, of that of the shorter."""
        ours, theirs = self._terms[one], self._terms[other]
        shared = np.intersect1d(ours, theirs, assume_unique=True)
        least = min(self._rarity[ours].sum(), self._rarity[theirs].sum())
        return float(self._rarity[shared].sum() / least) if least > 0 else 0.0
