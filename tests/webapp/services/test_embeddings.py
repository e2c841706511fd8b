"""Vectors are stored by what was encoded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.encoder.hashing import HashingEncoder
from models import Embedding
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from webapp.services.embeddings import (
    Role,
    embed,
    embed_all,
    embed_in_steps,
    load_vectors,
    text_hash,
    vectors_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from matcher.encoder.protocol import Vectors

ENCODER = HashingEncoder()


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Embedding)) or 0


def test_a_vector_comes_back_as_it_was(session: Session) -> None:
    texts = ["缝纫工", "会计", "缝纫工", ""]
    wordings = [(text,) for text in texts]
    vectors = vectors_of(session, ENCODER, wordings, Role.PASSAGE)
    assert vectors.shape == (4, ENCODER.dimension)
    assert np.allclose(vectors, ENCODER.encode_passages(texts), atol=1e-3)
    assert count(session) == 3


def test_several_wordings_give_their_mean(session: Session) -> None:
    wordings = [("缝纫工", "缝纫工。平车"), ("会计", "会计。报税")]
    vectors = vectors_of(session, ENCODER, wordings, Role.QUERY)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    for row, texts in zip(vectors, wordings, strict=True):
        one, other = ENCODER.encode_queries(texts)
        assert row @ one == pytest.approx(row @ other, abs=1e-2)


def test_what_is_stored_is_not_encoded_again(session: Session) -> None:
    assert embed(session, ENCODER, ["a", "b"], Role.QUERY) == 2
    assert embed(session, ENCODER, ["b", "c"], Role.QUERY) == 1


def test_a_role_has_vectors_of_its_own(session: Session) -> None:
    embed(session, ENCODER, ["普工"], Role.QUERY)
    assert embed(session, ENCODER, ["普工"], Role.PASSAGE) == 1


def test_a_changed_encoder_is_noticed(session: Session) -> None:
    embed(session, ENCODER, ["普工"], Role.QUERY)
    other = HashingEncoder(64)
    key = text_hash("普工", Role.QUERY)
    assert load_vectors(session, other, [key]) == {}
    assert vectors_of(session, other, [("普工",)], Role.QUERY).shape == (1, 64)
    assert count(session) == 2


def test_a_vector_that_was_cut_in_half_is_not_used(session: Session) -> None:
    key = text_hash("普工", Role.QUERY)
    session.add(Embedding(encoder=ENCODER.name, text_hash=key, vector=b"\x00" * 10))
    session.flush()
    assert load_vectors(session, ENCODER, [key]) == {}


WHOLE = ENCODER.encode_queries(["普工"]).astype(np.float16).tobytes()


@pytest.mark.parametrize("damaged", [b"", WHOLE[:-1], WHOLE[:-2], b"\xff" * len(WHOLE)])
def test_a_damaged_vector_is_encoded_and_stored_anew(
    fresh_engine: Engine, damaged: bytes
) -> None:
    key = text_hash("普工", Role.QUERY)
    with Session(fresh_engine) as session:
        session.add(Embedding(encoder=ENCODER.name, text_hash=key, vector=damaged))
        session.commit()
        assert load_vectors(session, ENCODER, [key]) == {}
        vectors = vectors_of(session, ENCODER, [("普工",)], Role.QUERY)
        assert np.allclose(vectors, ENCODER.encode_queries(["普工"]), atol=1e-3)
        session.rollback()
    assert embed_in_steps(fresh_engine, ENCODER, ["普工"], Role.QUERY) == 1
    assert embed_in_steps(fresh_engine, ENCODER, ["普工"], Role.QUERY) == 0
    with Session(fresh_engine) as session:
        assert count(session) == 1
        assert session.scalars(select(Embedding.vector)).one() == WHOLE


def test_all_that_is_live_is_encoded_once(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        make_paid_vacancy(session, "缝纫工")
        make_wishing_seeker(session, "缝纫工")
        session.commit()
    seen: list[tuple[int, int]] = []
    new = embed_all(fresh_engine, ENCODER, lambda done, of: seen.append((done, of)))
    assert new == 2
    assert seen == [(1, 1), (1, 1)]
    assert embed_all(fresh_engine, ENCODER) == 0


class Writing(HashingEncoder):
    """Somebody else writes whenever it encodes, and another process may do the same."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        with Session(self._engine) as session:
            key = f"{id(self)}.{self.encoded}"
            session.add(Embedding(encoder="other", text_hash=key, vector=b""))
            session.commit()
        self.encoded += len(texts)
        return super().encode_passages(texts)


def test_others_write_while_texts_are_encoded_and_two_may_encode_at_once(
    fresh_engine: Engine,
) -> None:
    texts = [f"普工{number}" for number in range(300)]
    encoders = [Writing(fresh_engine), Writing(fresh_engine)]
    with ThreadPoolExecutor() as pool:
        new = list(
            pool.map(
                lambda encoder: embed_in_steps(
                    fresh_engine, encoder, texts, Role.PASSAGE
                ),
                encoders,
            )
        )
    assert new == [encoder.encoded for encoder in encoders]
    with Session(fresh_engine) as session:
        keys = [text_hash(text, Role.PASSAGE) for text in texts]
        assert len(load_vectors(session, ENCODER, keys)) == 300
    assert embed_in_steps(fresh_engine, encoders[0], texts, Role.PASSAGE) == 0


def test_no_texts_give_no_rows(session: Session) -> None:
    assert vectors_of(session, ENCODER, [], Role.QUERY).shape == (0, 256)


def test_many_keys_are_looked_up_at_once(session: Session) -> None:
    texts = [f"普工{number}" for number in range(2_000)]
    assert embed(session, ENCODER, texts, Role.QUERY) == 2_000
    wordings = [(text, "普工") for text in texts]
    assert len(vectors_of(session, ENCODER, wordings, Role.QUERY)) == 2_000
