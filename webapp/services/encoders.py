"""What understands texts, opened from what ``make install`` builds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from matcher.weights import FOLDER

if TYPE_CHECKING:
    from matcher.encoder.protocol import Encoder
    from matcher.occupations.classification import Classification
    from matcher.occupations.coder import OccupationCoder
    from matcher.similarity import TextRanker
    from webapp.config import Settings
    from webapp.services.wording import Check

HASHING = "hashing"


def open_encoders(settings: Settings) -> tuple[Encoder, Encoder | None]:
    """
    Return the encoder of whole stocks and the one that refines, if there is one.

    Raises
    ------
    matcher.errors.EncoderUnavailableError
        When one has not been built, or there is none of the settings' name.
    """
    stock = open_stock(settings)
    return stock, None if settings.encoder == HASHING else open_adapted(settings)


def open_stock(settings: Settings) -> Encoder:
    """Return the encoder of whole stocks; raises as above."""
    if settings.encoder == HASHING:
        from matcher.encoder.hashing import HashingEncoder

        return HashingEncoder()
    return open_static(settings)


def open_adapted(settings: Settings) -> Encoder:
    """
    Return the encoder that is adapted to the field, or the one the settings name.

    Raises
    ------
    matcher.errors.EncoderUnavailableError
        When it has not been built.
    """
    from matcher.encoder.openvino import open_encoder

    source = settings.encoder or settings.build_dir / "encoder" / "e5-job"
    return open_encoder(source, threads=settings.encoder_threads)


def open_static(settings: Settings) -> Encoder:
    """Return the static encoder; raises as above."""
    from matcher.encoder.static import StaticEncoder

    return StaticEncoder(settings.build_dir / "encoder" / "static")


def open_occupation_coder(
    settings: Settings, opened: tuple[Encoder, Encoder | None] | None = None
) -> OccupationCoder:
    """
    Return what finds the occupations of titles.

    Parameters
    ----------
    opened
        The encoders that ``open_encoders`` returned, if it was asked already: they are
        not loaded a second time where they are the shipped ones.

    Raises
    ------
    matcher.errors.MatcherError
        When the encoders or the classification have not been built.
    """
    from matcher.occupations.classification import Classification
    from matcher.occupations.coder import OccupationCoder

    classification = Classification.load(settings.build_dir / "occupations")
    if settings.encoder == HASHING:
        return _by_names(classification)
    if opened is not None and opened[1] is not None and not settings.encoder:
        return OccupationCoder.load(classification, (opened[1], opened[0]), FOLDER)
    return OccupationCoder.load(classification, _built(settings), FOLDER)


def open_wording_check(settings: Settings) -> Check:
    """
    Return what finds in a text that it may not say.

    It is the grammar, and beside it what was taught by labelled lines, where that was
    built.

    Raises
    ------
    matcher.errors.EncoderUnavailableError
        When the latter is damaged.
    """
    from matcher.wording.checking import check
    from matcher.wording.learnt import open_reader

    if settings.encoder == HASHING:
        return check
    reader = open_reader(settings.build_dir / "encoder" / "e5-job")
    return check if reader is None else partial(check, reader=reader)


def open_text_ranker(settings: Settings) -> TextRanker:
    """Return what ranks short texts by meaning; raises as above."""
    from matcher.occupations.coder import read_landmarks
    from matcher.similarity import TextRanker

    encoders = _built(settings)
    landmarks, _ = read_landmarks(FOLDER, encoders)
    return TextRanker(*encoders, landmarks.occupations)


def _by_names(classification: Classification) -> OccupationCoder:
    """Return what knows occupations by their names alone, without any weights."""
    import numpy as np

    from matcher.encoder.hashing import HashingEncoder
    from matcher.occupations.coder import Blend, Landmarks, OccupationCoder

    encoder = HashingEncoder()
    names = encoder.encode_passages([found.name for found in classification])
    known = Landmarks(names, names[:0])
    return OccupationCoder(
        classification,
        (encoder, encoder),
        (known, known),
        np.empty(0, dtype=np.int32),
        Blend(seen_share=0.0, static_share=0.5, sharpness=1.0),
    )


def _built(settings: Settings) -> tuple[Encoder, Encoder]:
    """Return both encoders as they are shipped: the landmarks are theirs."""
    shipped = replace(settings, encoder="")
    return open_adapted(shipped), open_static(shipped)
