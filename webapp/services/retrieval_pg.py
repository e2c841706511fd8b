"""
The nearest vectors, found by PostgreSQL itself with the extension pgvector.

For an office whose vectors outgrow the memory of its web processes. The same protocol
as ``matcher.retrieval.dense``; a row is the number under which a vector was put.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import text

from matcher.errors import VectorError
from matcher.retrieval.dense import check_question

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy import Connection, Engine

    from matcher.encoder.protocol import Vectors

# Iterative scans, without which a filter leaves fewer than k, came with 0.8.
OLDEST: Final = (0, 8)
# So few allowed rows are compared one by one, exactly.
SCAN_UP_TO: Final = 20_000
# Of HNSW: what is looked at for each answer; 1,000 in all is the most pgvector takes.
LOOKED_AT: Final = 100
MOST_LOOKED_AT: Final = 1_000
# Rows an iterative scan may visit before it gives up.
MOST_VISITED: Final = 200_000


def is_available(engine: Engine) -> bool:
    """Return whether the database is PostgreSQL with a pgvector that will do."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        version = connection.scalar(
            text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        )
    if version is None:
        return False
    return tuple(int(part) for part in version.split(".")[:2]) >= OLDEST


class PgVectors:
    """
    The vectors of one encoder in a table of their own, made when it is not there.

    Each call is a transaction of its own, so processes that share the database share
    what was put.
    """

    def __init__(self, engine: Engine, encoder: str, dimension: int) -> None:
        self._engine = engine
        self._dimension = dimension
        # An encoder's name may hold anything; a table's may not.
        digest = hashlib.sha256(f"{encoder}\0{dimension}".encode()).hexdigest()[:16]
        self._table = f"dense_{digest}"
        with engine.begin() as connection:
            # Two processes that start together would both find no table.
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:name))"),
                {"name": self._table},
            )
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {self._table} "
                    f"(id bigint PRIMARY KEY, vector halfvec({dimension}) NOT NULL)"
                )
            )
            connection.execute(
                text(
                    f"CREATE INDEX IF NOT EXISTS ix_{self._table} ON {self._table} "
                    "USING hnsw (vector halfvec_ip_ops)"
                )
            )

    def __len__(self) -> int:
        with self._engine.connect() as connection:
            count = connection.scalar(text(f"SELECT count(*) FROM {self._table}"))
        return int(count or 0)

    def put(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """
        Add vectors, in place of those with the same ids.

        Raises
        ------
        VectorError
            When the shapes differ, or a value is NaN or infinite.
        """
        if vectors.shape != (len(ids), self._dimension):
            wanted = (len(ids), self._dimension)
            msg = f"Expected vectors of shape {wanted}, got {vectors.shape}."
            raise VectorError(msg)
        if not np.isfinite(vectors).all():
            raise VectorError("A vector to be stored holds NaN or infinity.")
        if not len(ids):
            return
        with self._engine.begin() as connection:
            connection.execute(
                text(
                    f"INSERT INTO {self._table} VALUES (:id, CAST(:vector AS halfvec)) "
                    "ON CONFLICT (id) DO UPDATE SET vector = excluded.vector"
                ),
                [
                    {"id": id_, "vector": _written(vector)}
                    for id_, vector in zip(ids.tolist(), vectors, strict=True)
                ],
            )

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Remove these ids, known or not."""
        with self._engine.begin() as connection:
            connection.execute(
                text(f"DELETE FROM {self._table} WHERE id = ANY(:ids)"),
                {"ids": ids.tolist()},
            )

    def nearest(
        self, vector: NDArray[np.float32], allowed: NDArray[np.bool_] | None, k: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """
        Return the k allowed ids with the largest inner products, largest first.

        Parameters
        ----------
        allowed
            A flag for each id from 0; an id past the end is not allowed. None: all.

        Raises
        ------
        ValueError
            When k < 1.
        VectorError
            When the vector has another length, or holds NaN or infinity.
        """
        check_question(vector, self._dimension, k)
        asked: dict[str, Any] = {"vector": _written(vector), "k": k}
        with self._engine.begin() as connection:
            if allowed is None:
                _look_at(connection, k)
                return self._found(connection, self._table, asked)
            count = int(np.count_nonzero(allowed))
            if count <= SCAN_UP_TO:
                asked["ids"] = np.flatnonzero(allowed).tolist()
                # Materialized, or the index would be asked and leave some out.
                few = (
                    f"(WITH few AS MATERIALIZED (SELECT * FROM {self._table} "
                    "WHERE id = ANY(:ids)) SELECT * FROM few) AS few"
                )
                return self._found(connection, few, asked)
            _look_at(connection, k)
            # Numbered as PostgreSQL numbers the bits of bytes: the lowest first.
            asked["mask"] = np.packbits(allowed, bitorder="little").tobytes()
            asked["size"] = len(allowed)
            # CASE, since AND does not promise its order and a bit past the end fails.
            condition = (
                "CASE WHEN id BETWEEN 0 AND :size - 1 "
                "THEN get_bit(CAST(:mask AS bytea), id) = 1 ELSE false END"
            )
            return self._found(connection, f"{self._table} WHERE {condition}", asked)

    def _found(
        self, connection: Connection, source: str, asked: dict[str, Any]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        rows = connection.execute(
            text(
                "SELECT id, -(vector <#> CAST(:vector AS halfvec)) AS score "
                f"FROM {source} ORDER BY vector <#> CAST(:vector AS halfvec) LIMIT :k"
            ),
            asked,
        ).all()
        ids = np.array([row.id for row in rows], dtype=np.intp)
        scores = np.array([row.score for row in rows], dtype=np.float32)
        order = np.lexsort((ids, -scores))
        return ids[order], scores[order]


def _look_at(connection: Connection, k: int) -> None:
    """Set, for this transaction, how far the index looks."""
    looked_at = min(LOOKED_AT * k, MOST_LOOKED_AT)
    for name, value in (
        ("hnsw.ef_search", looked_at),
        ("hnsw.iterative_scan", "relaxed_order"),
        ("hnsw.max_scan_tuples", MOST_VISITED),
    ):
        connection.execute(
            text("SELECT set_config(:name, :value, true)"),
            {"name": name, "value": str(value)},
        )


def _written(vector: NDArray[np.float32]) -> str:
    return "[" + ",".join(f"{value:.5g}" for value in vector.tolist()) + "]"
