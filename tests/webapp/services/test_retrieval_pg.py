"""The nearest vectors by pgvector: what an exact scan finds, under a filter too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from matcher.errors import VectorError
from webapp.database import open_engine
from webapp.services import retrieval_pg
from webapp.services.retrieval_pg import PgVectors, is_available

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from sqlalchemy import Engine

DIMENSION = 16
SIZE = 3_000


def unit(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    vectors = rng.normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def server(new_postgresql: Callable[[str], str]) -> Iterator[Engine]:
    """An empty database with the extension."""
    engine = open_engine(new_postgresql("template1"))
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION vector"))
    yield engine
    engine.dispose()


def test_a_database_without_the_extension_will_not_do(
    empty_database_url: str,
) -> None:
    engine = create_engine(empty_database_url)
    assert not is_available(engine)
    engine.dispose()


def test_the_extension_is_enough(server: Engine) -> None:
    assert is_available(server)


@pytest.mark.parametrize("share", [1.0, 0.3, 0.01])
def test_nearly_all_of_the_exact_answers_are_found(
    server: Engine, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    # So that the index is asked for a filter that leaves few, too.
    monkeypatch.setattr(retrieval_pg, "SCAN_UP_TO", 100)
    rng = np.random.default_rng(3)
    vectors = unit(rng, SIZE)
    index = PgVectors(server, "e", DIMENSION)
    index.put(np.arange(SIZE), vectors)
    hits = 0
    for query in unit(rng, 20):
        allowed = rng.random(SIZE) < share
        exact = np.where(allowed, vectors @ query, -np.inf).argsort()[::-1][:10]
        found, scores = index.nearest(query, None if share == 1 else allowed, 10)
        assert allowed[found].all()
        assert (np.diff(scores) <= 0).all()
        hits += len(set(found.tolist()) & set(exact.tolist()))
    assert hits >= 0.98 * 200


def test_what_is_put_is_found_replaced_and_removed(server: Engine) -> None:
    index = PgVectors(server, "e", DIMENSION)
    east, north = np.eye(DIMENSION, dtype=np.float32)[:2]
    index.put(np.array([5, 7]), np.stack([east, north]))
    assert index.nearest(east, None, 1)[0].tolist() == [5]
    index.put(np.array([5]), north[None])
    assert index.nearest(north, None, 5)[0].tolist() == [5, 7]
    index.remove(np.array([5, 99]))
    assert (len(index), len(PgVectors(server, "f", DIMENSION))) == (1, 0)
    assert len(PgVectors(server, "e", DIMENSION)) == 1


def test_a_filter_that_leaves_nothing_finds_nothing(server: Engine) -> None:
    index = PgVectors(server, "e", DIMENSION)
    index.put(np.array([1]), np.eye(DIMENSION, dtype=np.float32)[:1])
    query = np.eye(DIMENSION, dtype=np.float32)[0]
    for allowed in (np.zeros(5, dtype=bool), np.ones(1, dtype=bool)):
        assert len(index.nearest(query, allowed, 3)[0]) == 0


def test_an_id_past_the_filter_is_not_allowed(
    server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval_pg, "SCAN_UP_TO", 0)
    index = PgVectors(server, "e", DIMENSION)
    index.put(np.array([1, 50]), np.eye(DIMENSION, dtype=np.float32)[:2])
    query = np.eye(DIMENSION, dtype=np.float32)[1]
    assert index.nearest(query, np.ones(4, dtype=bool), 3)[0].tolist() == [1]


def test_what_cannot_be_compared_is_refused(server: Engine) -> None:
    index = PgVectors(server, "e", DIMENSION)
    good = np.zeros(DIMENSION, dtype=np.float32)
    with pytest.raises(ValueError, match="k >= 1"):
        index.nearest(good, None, 0)
    for bad in (good[1:], good + np.nan):
        with pytest.raises(VectorError):
            index.nearest(bad, None, 1)
        with pytest.raises(VectorError):
            index.put(np.array([1]), bad[None])
