"""
Vectors of texts, stored so that nothing is encoded twice.

What is stored is found by encoder, role and text, whichever row the text came from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matcher.passages import seeker_wordings, vacancy_wordings
from matcher.ranking import blend
from models import Embedding, Vacancy, VacancyStatus
from webapp.database import reading
from webapp.services.profiles import (
    CHUNK,
    load_seekers,
    seeker_profile,
    vacancy_loading,
    vacancy_profile,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Engine

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
    """Return the stored vectors among these keys, float32; damaged ones are none."""
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
            if len(stored) != encoder.dimension * STORED.itemsize:
                continue
            vector = np.frombuffer(stored, STORED).astype(np.float32)
            if np.isfinite(vector).all():
                found[key] = vector
    return found


def encode(encoder: Encoder, texts: Sequence[str], role: Role) -> Vectors:
    """Return the vectors of texts as they are after storing: rounded to float16."""
    by_role = {
        Role.QUERY: encoder.encode_queries,
        Role.PASSAGE: encoder.encode_passages,
    }
    return by_role[role](texts).astype(STORED).astype(np.float32)


def embed(session: Session, encoder: Encoder, texts: Iterable[str], role: Role) -> int:
    """Encode and store what is not stored yet; return how many texts that was."""
    missing = _missing(session, encoder, texts, role)
    for batch in _batches(missing):
        _store(session, encoder, batch, encode(encoder, list(batch.values()), role))
    return len(missing)


def embed_in_steps(
    engine: Engine,
    encoder: Encoder,
    texts: Iterable[str],
    role: Role,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """
    Encode and store what is not stored yet, a batch a transaction; return how much.

    Nobody who writes waits while texts are encoded: that is done between transactions.
    Several processes may do it at once; each leaves alone what another has stored. What
    is stored but damaged is encoded anew.

    Parameters
    ----------
    on_progress
        Called with how many are done, of how many, after each batch.
    """
    with reading(), Session(engine) as session:
        missing = _missing(session, encoder, texts, role)
    batches = list(_batches(missing))
    # Who does the same at once takes others first.
    random.shuffle(batches)
    new = done = 0
    for batch in batches:
        done += len(batch)
        with reading(), Session(engine) as session:
            known = load_vectors(session, encoder, batch)
        left = {key: text for key, text in batch.items() if key not in known}
        if left:
            vectors = encode(encoder, list(left.values()), role)
            with Session(engine) as session:
                _store(session, encoder, left, vectors)
                session.commit()
        new += len(left)
        if on_progress is not None:
            on_progress(done, len(missing))
    return new


def _missing(
    session: Session, encoder: Encoder, texts: Iterable[str], role: Role
) -> dict[str, str]:
    """Return the texts that are not stored, by key."""
    by_key = {text_hash(text, role): text for text in texts}
    known = load_vectors(session, encoder, by_key)
    return {key: text for key, text in by_key.items() if key not in known}


def _batches(texts: dict[str, str]) -> Iterator[dict[str, str]]:
    # By length, so that a batch holds texts that take equally long; in one order for
    # all processes, of which PostgreSQL would else stop one.
    keys = sorted(texts, key=lambda key: (len(texts[key]), key))
    for start in range(0, len(keys), BATCH):
        yield {key: texts[key] for key in keys[start : start + BATCH]}


def _store(
    session: Session, encoder: Encoder, keys: Iterable[str], vectors: Vectors
) -> None:
    rows = [
        {
            "encoder": encoder.name,
            "text_hash": key,
            "vector": vector.astype(STORED).tobytes(),
        }
        for key, vector in zip(keys, vectors, strict=True)
    ]
    session.execute(_upsert(session), rows)


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
    engine: Engine,
    encoder: Encoder,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Encode what is new among live vacancies and seekers, as ``embed_in_steps``."""
    with reading(), Session(engine) as session:
        passages = live_passages(session)
        queries = [
            text
            for row in load_seekers(session)
            # What is encoded does not depend on the day.
            for text in seeker_wordings(seeker_profile(row, dt.date.min))
        ]
    new = embed_in_steps(engine, encoder, passages, Role.PASSAGE, on_progress)
    return new + embed_in_steps(engine, encoder, queries, Role.QUERY, on_progress)


def live_passages(session: Session) -> list[str]:
    """Return what is encoded of the live vacancies."""
    vacancies = session.scalars(
        select(Vacancy)
        .where(Vacancy.status == VacancyStatus.LIVE)
        .options(*vacancy_loading())
    )
    return [
        text for row in vacancies for text in vacancy_wordings(vacancy_profile(row))
    ]


def _upsert(session: Session) -> Any:
    """
    Return an insert that takes the place of what is stored.

    That is damaged, or the same, stored by another process meanwhile.
    """
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql if is_postgresql else sqlite).insert(Embedding)
    return insert.on_conflict_do_update(
        index_elements=[Embedding.encoder, Embedding.text_hash],
        set_={Embedding.vector: insert.excluded.vector},
    )
