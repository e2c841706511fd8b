"""What understands texts, opened from what ``make install`` builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.weights import FOLDER

if TYPE_CHECKING:
    from matcher.encoder.protocol import Encoder
    from matcher.occupations.coder import OccupationCoder
    from matcher.similarity import TextRanker
    from webapp.config import Settings


def open_adapted(settings: Settings) -> Encoder:
    """
    Return the encoder that is adapted to the field.

    Raises
    ------
    matcher.errors.EncoderUnavailableError
        When it has not been built.
    """
    from matcher.encoder.openvino import open_encoder

    folder = settings.build_dir / "encoder" / "e5-job"
    return open_encoder(folder, threads=settings.encoder_threads)


def open_static(settings: Settings) -> Encoder:
    """Return the static encoder; raises as above."""
    from matcher.encoder.sentence import SentenceEncoder

    folder = settings.build_dir / "encoder" / "static"
    return SentenceEncoder(folder, threads=settings.encoder_threads)


def open_occupation_coder(settings: Settings) -> OccupationCoder:
    """
    Return what finds the occupations of titles.

    Raises
    ------
    matcher.errors.MatcherError
        When the encoders or the classification have not been built.
    """
    from matcher.occupations.classification import Classification
    from matcher.occupations.coder import OccupationCoder

    return OccupationCoder.load(
        Classification.load(settings.build_dir / "occupations"),
        (open_adapted(settings), open_static(settings)),
        FOLDER,
    )


def open_text_ranker(settings: Settings) -> TextRanker:
    """Return what ranks short texts by meaning; raises as above."""
    from matcher.occupations.coder import read_landmarks
    from matcher.similarity import TextRanker

    adapted, _ = read_landmarks(FOLDER)
    return TextRanker(
        open_adapted(settings), open_static(settings), adapted.occupations
    )
