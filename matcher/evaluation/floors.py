"""What every ranking must beat: chance, and words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.lexical import LexicalIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Scorer = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]

SEED: Final = 0


def by_chance(queries: Sequence[str], documents: Sequence[str]) -> NDArray[np.float32]:
    """Return random scores, the same at every call; shape (queries, documents)."""
    random = np.random.default_rng(SEED)
    return random.random((len(queries), len(documents)), dtype=np.float32)


def by_bm25(queries: Sequence[str], documents: Sequence[str]) -> NDArray[np.float32]:
    """Return BM25 over pairs of Han characters and triples of Latin ones."""
    index = LexicalIndex(documents)
    rows = [index.scores(query) for query in queries]
    return np.array(rows, dtype=np.float32).reshape(len(queries), len(documents))


def by_tfidf(queries: Sequence[str], documents: Sequence[str]) -> NDArray[np.float32]:
    """Return cosines of TF-IDF over one to three characters."""
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32
    )
    # A corpus without a single character has no vocabulary.
    found = vectorizer.fit_transform([f"{text} " for text in documents])
    scores = vectorizer.transform(queries) @ found.T
    return np.asarray(scores.todense(), dtype=np.float32)


FLOORS: Final[Mapping[str, Scorer]] = {
    "random": by_chance,
    "tfidf": by_tfidf,
    "bm25": by_bm25,
}
