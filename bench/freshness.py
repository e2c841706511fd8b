"""
How soon a search sees one changed vacancy, and what a process costs to start.

On SQLite, from the commit to the first answer with the change in it. The floor is
making the stock anew, as at the start.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.made_adverts import make_description, make_title
from bench.retrieval import BUILD, HOME, SEED, K, list_occupations, open_static
from matcher.places.gazetteer import Gazetteer
from models import Employer, EmployerStatus, Vacancy, VacancyStatus
from models.sealed import Keyring, use_keyring
from webapp.database import migrate, open_engine
from webapp.services.places import ensure_place
from webapp.services.search_engine import SearchEngine

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

SIZES = (20_000, 200_000)
CHANGES = 9
CHUNK = 10_000
EMPLOYERS = 500
NOW = dt.datetime(2027, 1, 10, tzinfo=dt.UTC)
# A stock that has been there for long; what is a minute old is looked at again.
LONG_AGO = dt.datetime(2020, 1, 10, tzinfo=dt.UTC)


def main(_data: Path) -> None:
    """Write a table."""
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    sys.stdout.write(
        "| live vacancies | floor: all anew, s | one changed, median ms | most ms |\n"
        "|---|---|---|---|\n"
    )
    gazetteer = Gazetteer.load(BUILD / "places")
    for size in SIZES:
        measure(size, gazetteer)


def measure(size: int, gazetteer: Gazetteer) -> None:
    """Write the row of one size."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        try:
            migrate(engine)
            _lay_rows(engine, gazetteer, size)
            searched = SearchEngine(open_static(), None, gazetteer, HOME)
            anew_s = _seconds(engine, searched)
            seconds = []
            for number in range(CHANGES):
                with Session(engine) as session:
                    vacancy = session.get_one(Vacancy, number + 1)
                    vacancy.title = f"电梯安装工{number}"
                    session.commit()
                seconds.append(_seconds(engine, searched))
        finally:
            engine.dispose()
    middle, most = statistics.median(seconds), max(seconds)
    sys.stdout.write(
        f"| {size:,} | {anew_s:.1f} | {1000 * middle:.0f} | {1000 * most:.0f} |\n"
    )
    sys.stdout.flush()


def _seconds(engine: Engine, searched: SearchEngine) -> float:
    began = time.perf_counter()
    with Session(engine) as session:
        snapshot = searched.snapshot(session)
        snapshot.stock.search(searched.question("电梯安装工"), None, K)
    return time.perf_counter() - began


def _lay_rows(engine: Engine, gazetteer: Gazetteer, size: int) -> None:
    rng = np.random.default_rng(SEED)
    names = list_occupations()
    with Session(engine) as session:
        place = ensure_place(session, gazetteer, HOME)
        employers = [
            Employer(
                name=f"恒力化纤{number}",
                status=EmployerStatus.VERIFIED,
                updated_at=LONG_AGO,
            )
            for number in range(EMPLOYERS)
        ]
        session.add_all(employers)
        session.flush()
        for start in range(0, size, CHUNK):
            rows = [
                {
                    "employer_id": employers[at % EMPLOYERS].id,
                    "title": make_title(rng, names)[:120],
                    "description": make_description(rng),
                    "place_code": place.code,
                    "status": VacancyStatus.LIVE,
                    "updated_at": LONG_AGO + dt.timedelta(minutes=start + at),
                    "published_at": NOW + dt.timedelta(seconds=start + at),
                    "valid_until": NOW.date() + dt.timedelta(days=30),
                }
                for at in range(min(CHUNK, size - start))
            ]
            session.execute(insert(Vacancy), rows)
        session.commit()


if __name__ == "__main__":
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    measure(int(sys.argv[1]), Gazetteer.load(BUILD / "places"))
