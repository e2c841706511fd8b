"""
Places occupations and titles of known code, and learns how their scores are blended.

The blend, three numbers, is tuned on the development names: the encoders were trained
on the training names and would trust their own similarities too much there.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matcher.occupations.coder import MADE_BY, Blend, Landmarks, pulled, standard, unit
from matcher.text import clean_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.training.sources import Classification

SEEN_SHARES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
STATIC_SHARES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
SHARPNESSES: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


def make_landmarks(
    adapted: Encoder,
    static: Encoder,
    classification: Classification,
    names: Sequence[tuple[str, str]],
    everyday: Mapping[str, str],
) -> dict[str, NDArray[Any]]:
    """
    Return what ``OccupationCoder.load`` reads.

    Parameters
    ----------
    names
        Names with their codes that were not trained on; the blend is tuned on these.
    everyday
        Codes by the names that people use; titles of the data set that say otherwise
        of a name are left out.
    """
    codes = list(classification.occupations)
    rows_of = {code: row for row, code in enumerate(codes)}
    official = {o.labels[0] for o in classification.occupations.values()}
    usual = {clean_title(name): rows_of[code] for name, code in everyday.items()}
    titles = dict.fromkeys(
        (title, row)
        for title, row in (
            *(
                (clean_title(title), rows_of[code])
                for title, code in classification.named
                if title not in official
            ),
            *usual.items(),
        )
        if usual.get(title, row) == row
    )
    texts = [title for title, _ in titles]
    title_rows = np.array([row for _, row in titles], dtype=np.int32)
    asked = [clean_title(name) for name, _ in names]
    right = np.array([rows_of[code] for _, code in names], dtype=np.int32)
    tensors: dict[str, NDArray[Any]] = {
        "title_rows": title_rows,
        MADE_BY: np.array([adapted.name, static.name]),
    }
    scores = []
    for kind, encoder in (("adapted", adapted), ("static", static)):
        landmarks = Landmarks(
            _occupations(encoder, classification), encoder.encode_queries(texts)
        )
        tensors[f"{kind}:occupations"] = landmarks.occupations
        tensors[f"{kind}:titles"] = landmarks.titles
        scores.append(_scores(encoder.encode_queries(asked), landmarks, title_rows))
    blend = choose_blend(scores[0], scores[1], right)
    tensors["blend"] = np.array(
        [blend.seen_share, blend.static_share, blend.sharpness], np.float64
    )
    return tensors


def choose_blend(
    adapted: Sequence[NDArray[np.float32]],
    static: Sequence[NDArray[np.float32]],
    right: NDArray[np.int32],
) -> Blend:
    """
    Return the blend with the best reciprocal ranks; ties go to the smaller shares.

    Parameters
    ----------
    adapted, static
        For each of ``SEEN_SHARES`` the scores of names and occupations.
    right
        For each name the row of its occupation.
    """
    choices = {
        (seen, share): (1 - share) * adapted[at] + share * static[at]
        for (at, seen), share in itertools.product(
            enumerate(SEEN_SHARES), STATIC_SHARES
        )
    }
    best = max(choices, key=lambda choice: reciprocal_rank(choices[choice], right))
    sharpness = min(
        SHARPNESSES, key=lambda sharp: _surprise(choices[best], sharp, right)
    )
    return Blend(*best, sharpness)


def reciprocal_rank(scores: NDArray[np.float32], right: NDArray[np.int32]) -> float:
    """Return the mean of one over the rank of the right column."""
    wanted = np.take_along_axis(scores, right[:, None].astype(np.intp), axis=1)
    return float((1 / ((scores > wanted).sum(axis=1) + 1)).mean())


def _surprise(
    scores: NDArray[np.float32], sharpness: float, right: NDArray[np.int32]
) -> float:
    """Return the mean negative log of the probability of what is right."""
    shifted = (scores - scores.max(axis=1, keepdims=True)) * sharpness
    totals = np.log(np.exp(shifted).sum(axis=1))
    return float((totals - shifted[np.arange(len(right)), right]).mean())


def _occupations(encoder: Encoder, classification: Classification) -> Vectors:
    """Return the mean direction of name and definition."""
    occupations = classification.occupations.values()
    names = [o.labels[0] for o in occupations]
    wholes = [f"{o.labels[0]}。{o.description}" for o in occupations]
    return unit(encoder.encode_passages(names) + encoder.encode_passages(wholes))


def _scores(
    asked: Vectors, landmarks: Landmarks, title_rows: NDArray[np.int32]
) -> list[NDArray[np.float32]]:
    """Return the scores of names and occupations for each seen share."""
    direct, near = asked @ landmarks.occupations.T, asked @ landmarks.titles.T
    return [standard(pulled(direct, near, title_rows, share)) for share in SEEN_SHARES]
