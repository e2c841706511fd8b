"""
A seeker's page of matches over 20,000 vacancies, without encoding and without the web.

The vacancies are those of the demonstration, on SQLite; the encoder is the hashing one,
whose vectors have 256 numbers where the real one's have 384.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.encoder.hashing import HashingEncoder
from matcher.places.gazetteer import Gazetteer
from models import Seeker, Vacancy
from models.sealed import Keyring, use_keyring
from webapp.database import migrate, open_engine
from webapp.demo.fill import Sizes, fill
from webapp.services.matching import MatchMaker

if TYPE_CHECKING:
    from collections.abc import Callable

BUILD = Path(__file__).parents[1] / "build"
SIZES = Sizes(vacancies=20_000, seekers=200, riders=1)


def main(_data: Path) -> None:
    """Fill an instance and write the table."""
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        migrate(engine)
        with Session(engine) as session:
            now = dt.datetime.now(dt.UTC)
            fill(session, Gazetteer.load(BUILD / "places"), now=now, sizes=SIZES)
            session.commit()
            _measure(session, now)
        engine.dispose()


def _measure(session: Session, now: dt.datetime) -> None:
    maker = MatchMaker(HashingEncoder())
    ids = session.scalars(select(Seeker.id).where(Seeker.is_looking)).all()
    sys.stdout.write("| what | ms |\n|---|---|\n")
    maker.for_all(session, now=now, top=1)
    session.commit()
    cold = MatchMaker(maker.encoder)
    _row(
        "the first list of a process", [_ms(lambda: _list(cold, session, ids[0], now))]
    )
    lists = [_ms(lambda id_=id_: _list(cold, session, id_, now)) for id_ in ids]
    _row(f"a list, {SIZES.vacancies:,} vacancies", lists)
    helps = [_ms(lambda id_=id_: cold.helps_for(session, id_, now=now)) for id_ in ids]
    _row("what would help", helps)
    changed = []
    for vacancy in session.scalars(select(Vacancy).limit(10)):
        vacancy.headcount += 1
        session.commit()
        changed.append(_ms(lambda: _list(cold, session, ids[0], now)))
    _row("a list after a vacancy has changed", changed)


def _list(maker: MatchMaker, session: Session, id_: int, now: dt.datetime) -> None:
    maker.for_seeker(session, id_, now=now)


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _row(what: str, taken_ms: list[float]) -> None:
    middle, high = np.percentile(taken_ms, (50, 95))
    sys.stdout.write(f"| {what} | p50 {middle:.0f}, p95 {high:.0f} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
