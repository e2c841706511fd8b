"""
The code of an advert's title: by names of occupations, and by titles seen before.

A title is compared with every occupation (its name and definition) and with the titles
of a training set whose codes are known; what lies nearer than the occupation itself
moves the occupation's score towards it. Both encoders have a say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.encoder import quantised
from matcher.errors import OccupationsUnavailableError
from matcher.text import clean_title, tells_work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.occupations.classification import Classification, Occupation

FILE: Final = "occupations.npz"
# Whose vectors are in the file: the names of the adapted and of the static encoder.
MADE_BY: Final = "made_by"
TITLES_AT_ONCE: Final = 512
# From here on two titles are the same one, whatever a processor made of the sums.
SAME: Final = 0.995


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An occupation a title may mean, and how probable that is, from 0 to 1."""

    occupation: Occupation
    probability: float


@dataclass(frozen=True, slots=True)
class Blend:
    """
    How the scores are put together; learnt on the training titles, each left out once.

    Parameters
    ----------
    seen_share
        How far a nearer title pulls its occupation's score.
    static_share
        How much the static encoder counts beside the other.
    sharpness
        Of the softmax that turns scores into probabilities.
    """

    seen_share: float
    static_share: float
    sharpness: float


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """
    What one encoder makes of occupations and of titles whose code is known.

    Parameters
    ----------
    occupations
        L2-normalised, a row each, in the classification's order.
    titles
        L2-normalised, a row each.
    """

    occupations: Vectors
    titles: Vectors


class OccupationCoder:
    """
    Finds the occupations that titles mean; share one, it is never changed.

    Parameters
    ----------
    encoders, landmarks
        The adapted encoder and the static one, in this order.
    title_rows
        For each known title the row of its occupation.
    """

    def __init__(
        self,
        classification: Classification,
        encoders: tuple[Encoder, Encoder],
        landmarks: tuple[Landmarks, Landmarks],
        title_rows: NDArray[np.int32],
        blend: Blend,
    ) -> None:
        self._classification = classification
        self._occupations = tuple(classification)
        self._encoders = encoders
        self._landmarks = landmarks
        self._title_rows = title_rows
        self._blend = blend

    @classmethod
    def load(
        cls,
        classification: Classification,
        encoders: tuple[Encoder, Encoder],
        weights: Path,
    ) -> OccupationCoder:
        """
        Read the shipped landmarks.

        Raises
        ------
        EncoderUnavailableError
            When the file is missing or cut short.
        OccupationsUnavailableError
            When it was made for another classification or by other encoders.
        """
        landmarks = read_landmarks(weights, encoders)
        if len(landmarks[0].occupations) != len(classification):
            message = (
                f"{weights / FILE} knows {len(landmarks[0].occupations):,} "
                f"occupations, the classification {len(classification):,}: make assets "
                "builds the classification anew, make weights makes the file anew."
            )
            raise OccupationsUnavailableError(message)
        tensors = quantised.read(weights / FILE)
        blend = Blend(*tensors["blend"].tolist())
        return cls(classification, encoders, landmarks, tensors["title_rows"], blend)

    def find(self, code: str) -> Occupation | None:
        """Return the occupation of a code, None when there is none."""
        return self._classification.find(code)

    def suggest(
        self, titles: Sequence[str], top: int = 10
    ) -> list[tuple[Suggestion, ...]]:
        """
        Return for every title the likeliest occupations, likeliest first.

        Ties go to the lower code. A title that tells no work, without a letter or of
        pay and benefits alone, has no suggestion.

        Raises
        ------
        ValueError
            When top < 1.
        """
        if top < 1:
            msg = f"Expected top >= 1, got {top}."
            raise ValueError(msg)
        cleaned = [clean_title(title) for title in titles]
        found: list[tuple[Suggestion, ...]] = []
        for start in range(0, len(cleaned), TITLES_AT_ONCE):
            part = cleaned[start : start + TITLES_AT_ONCE]
            scores = self.scores(part)
            told = titles[start : start + TITLES_AT_ONCE]
            for title, row in zip(told, scores, strict=True):
                found.append(self._best(row, top) if tells_work(title) else ())
        return found

    def scores(self, titles: Sequence[str]) -> NDArray[np.float32]:
        """Return a score for every cleaned title and occupation, more is likelier."""
        parts = [
            self._scores_of(encoder.encode_queries(titles), landmarks)
            for encoder, landmarks in zip(self._encoders, self._landmarks, strict=True)
        ]
        share = np.float32(self._blend.static_share)
        blended: NDArray[np.float32] = (1 - share) * parts[0] + share * parts[1]
        return blended

    def _scores_of(self, vectors: Vectors, seen: Landmarks) -> NDArray[np.float32]:
        direct, near = vectors @ seen.occupations.T, vectors @ seen.titles.T
        return standard(pulled(direct, near, self._title_rows, self._blend.seen_share))

    def _best(self, scores: NDArray[np.float32], top: int) -> tuple[Suggestion, ...]:
        heights = np.exp((scores - scores.max()) * self._blend.sharpness)
        probabilities = heights / heights.sum()
        return tuple(
            Suggestion(self._occupations[row], float(probabilities[row]))
            for row in np.argsort(-scores, kind="stable")[:top]
        )


def pulled(
    direct: NDArray[np.float32],
    near: NDArray[np.float32],
    title_rows: NDArray[np.int32],
    seen_share: float,
) -> NDArray[np.float32]:
    """
    Return the similarity to each occupation, moved towards its nearest known title.

    A title that is farther than the occupation itself moves nothing; one that is the
    very title moves it all the way.

    Parameters
    ----------
    direct
        Similarities to the occupations, shape ``(n, occupations)``.
    near
        Similarities to the known titles, shape ``(n, titles)``.
    """
    nearest = np.full((direct.shape[1], direct.shape[0]), -1, np.float32)
    np.maximum.at(nearest, title_rows, near.T)
    share = np.where(nearest.T >= SAME, np.float32(1), np.float32(seen_share))
    moved = direct + share * np.maximum(nearest.T - direct, 0)
    return np.asarray(moved, dtype=np.float32)


def standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores in their standard deviations from each row's mean."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = np.maximum(centred.std(axis=1, keepdims=True), 1e-6)
    return np.asarray(centred / spread, dtype=np.float32)


def read_landmarks(
    weights: Path, encoders: tuple[Encoder, Encoder]
) -> tuple[Landmarks, Landmarks]:
    """
    Return those of the adapted and of the static encoder.

    Raises
    ------
    EncoderUnavailableError
        When the file is missing or cut short.
    OccupationsUnavailableError
        When it was made by other encoders, told by their names, which hold a digest of
        their weights.
    """
    tensors = quantised.read(weights / FILE)
    made_by = tensors[MADE_BY].tolist() if MADE_BY in tensors else []
    asked_by = [encoder.name for encoder in encoders]
    if made_by != asked_by:
        message = (
            f"{weights / FILE} was made by other encoders "
            f"({', '.join(made_by) or 'it does not say which'}) than those that are "
            f"built ({', '.join(asked_by)}), and cannot be compared with them: make "
            "assets builds the encoders of the shipped weights, make weights makes all "
            "anew."
        )
        raise OccupationsUnavailableError(message)
    adapted, static = (
        Landmarks(unit(tensors[f"{kind}:occupations"]), unit(tensors[f"{kind}:titles"]))
        for kind in ("adapted", "static")
    )
    return adapted, static


def unit(rows: Vectors) -> Vectors:
    """Return rows of length 1; a row of zeros stays."""
    norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / norms, dtype=np.float32)
