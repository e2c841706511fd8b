"""
Vectors of texts, stored so that nothing is encoded twice.

What is stored is found by encoder, role and text, whichever row the text came from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from matcher.passages import seeker_wordings, vacancy_wordings
from matcher.ranking import blend
from models import Embedding, Vacancy, VacancyStatus
from webapp.services.profiles import (
    CHUNK,
    load_seekers,
    seeker_profile,
    vacancy_loading,
    vacancy_profile,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

    from matcher.encoder.protocol import Encoder, Vectors

BATCH = 128
STORED = np.dtype("<f2")


class Role(StrEnum):
    """What a text is to the encoder: its prompt depends on it."""

    QUERY = "query"
    PASSAGE = "passage"


def text_hash(text: str, role: Role) -> str:
    """Return the key of a text in a role: SHA-256 in hexadecimal."""
    return hashlib.sha256(f"{role}\0{text}".encode("utf-8", "replace")).hexdigest()


def load_vectors(
    session: Session, encoder: Encoder, hashes: Iterable[str]
) -> dict[str, Vectors]:
    """Return the stored vectors among these keys, float32."""
    wanted = list(dict.fromkeys(hashes))
    found: dict[str, Vectors] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(Embedding.text_hash, Embedding.vector).where(
                Embedding.encoder == encoder.name,
                Embedding.text_hash.in_(wanted[start : start + CHUNK]),
            )
        )
        for key, stored in rows:
            vector = np.frombuffer(stored, STORED).astype(np.float32)
            if vector.shape == (encoder.dimension,) and np.isfinite(vector).all():
                found[key] = vector
    return found


def encode(encoder: Encoder, texts: Sequence[str], role: Role) -> Vectors:
    """Return the vectors of texts as they are after storing: rounded to float16."""
    by_role = {
        Role.QUERY: encoder.encode_queries,
        Role.PASSAGE: encoder.encode_passages,
    }
    return by_role[role](texts).astype(STORED).astype(np.float32)


def embed(
    session: Session,
    encoder: Encoder,
    texts: Iterable[str],
    role: Role,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """
    Encode and store the texts that are not stored yet; return how many those were.

    Parameters
    ----------
    on_progress
        Called with how many are done, of how many, after each batch.
    """
    by_key = {text_hash(text, role): text for text in texts}
    known = load_vectors(session, encoder, by_key)
    # By length, so that a batch holds texts that take equally long.
    missing = sorted(by_key.keys() - known.keys(), key=lambda key: len(by_key[key]))
    for start in range(0, len(missing), BATCH):
        keys = missing[start : start + BATCH]
        vectors = encode(encoder, [by_key[key] for key in keys], role)
        rows = [
            {
                "encoder": encoder.name,
                "text_hash": key,
                "vector": vector.astype(STORED).tobytes(),
            }
            for key, vector in zip(keys, vectors, strict=True)
        ]
        session.execute(_insert_where_missing(session), rows)
        if on_progress is not None:
            on_progress(start + len(keys), len(missing))
    return len(missing)


def vectors_of(
    session: Session,
    encoder: Encoder,
    wordings: Sequence[tuple[str, ...]],
    role: Role,
) -> Vectors:
    """Return a row for each thing: the mean of its wordings, stored where missing."""
    if not wordings:
        return np.empty((0, encoder.dimension), dtype=np.float32)
    texts = [text for each in wordings for text in each]
    embed(session, encoder, texts, role)
    keys = [[text_hash(text, role) for text in each] for each in wordings]
    stored = load_vectors(session, encoder, (key for each in keys for key in each))
    columns = zip(*keys, strict=True)
    return blend(*(np.stack([stored[key] for key in column]) for column in columns))


def embed_all(
    session: Session,
    encoder: Encoder,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Encode what is new among live vacancies and seekers; return how many texts."""
    vacancies = session.scalars(
        select(Vacancy)
        .where(Vacancy.status == VacancyStatus.LIVE)
        .options(*vacancy_loading())
    )
    passages = [
        text for row in vacancies for text in vacancy_wordings(vacancy_profile(row))
    ]
    queries = [
        text
        for row in load_seekers(session)
        # What is encoded does not depend on the day.
        for text in seeker_wordings(seeker_profile(row, dt.date.min))
    ]
    new = embed(session, encoder, passages, Role.PASSAGE, on_progress)
    return new + embed(session, encoder, queries, Role.QUERY, on_progress)


def _insert_where_missing(session: Session) -> Any:
    """Return an insert that leaves alone what another process stored meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Embedding).on_conflict_do_nothing()
    return sqlite.insert(Embedding).on_conflict_do_nothing()
