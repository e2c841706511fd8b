"""What a vacancy shares with others changes too, and a search sees it at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import update

from matcher.encoder.hashing import HashingEncoder
from models import Employer, Site, Vacancy, VacancyStatus
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW
from tests.matcher.places.conftest import shared_gazetteer
from webapp.services.search import search
from webapp.services.search_engine import SearchEngine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.types import VacancyProfile

# Longer ago than is looked back, so that only what changes is read.
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_a_moved_gate_is_searched_where_it_is_now(session: Session) -> None:
    engine = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
    vacancy = make_paid_vacancy(session, "普工", place_code="411525")
    other = make_paid_vacancy(session, "普工", place_code="411525")
    site = Site(
        name="1号门",
        employer=vacancy.employer,
        place_code="411525",
        lat=32.2,
        lon=115.7,
    )
    vacancy.site = site
    session.flush()
    session.refresh(other)
    untouched = other.updated_at
    assert search(session, engine, "吴江附近40公里 普工", now=NOW).total == 0
    site.lat, site.lon = 30.9, 120.7
    session.flush()
    assert search(session, engine, "吴江附近40公里 普工", now=NOW).total == 1
    session.refresh(other)
    assert other.updated_at == untouched


def test_what_comes_changes_and_goes_is_as_if_read_anew(session: Session) -> None:
    engine = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
    vacancies = [make_paid_vacancy(session, f"普工{number}") for number in range(6)]
    engine.snapshot(session)
    old = LONG_AGO
    session.execute(update(Vacancy).values(updated_at=old))
    session.execute(update(Employer).values(updated_at=old))
    session.expire_all()
    engine.snapshot(session)
    for step in (
        lambda: setattr(vacancies[0], "title", "叉车司机"),
        lambda: setattr(vacancies[1], "status", VacancyStatus.CLOSED),
        lambda: setattr(vacancies[2].employer, "name", "恒力化纤"),
        lambda: make_paid_vacancy(session, "会计"),
        lambda: setattr(vacancies[1], "status", VacancyStatus.LIVE),
        lambda: session.delete(vacancies[3]),
    ):
        step()
        session.flush()
        anew = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
        assert profiles(engine, session) == profiles(anew, session)


def profiles(engine: SearchEngine, session: Session) -> dict[int, VacancyProfile]:
    """Return what is searched, by id."""
    snapshot = engine.snapshot(session)
    assert set(snapshot.ids[snapshot.stock.alive].tolist()) == snapshot.entries.keys()
    return {id_: entry.profile for id_, entry in snapshot.entries.items()}


def test_one_change_reads_one_vacancy(session: Session) -> None:
    engine = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
    vacancies = [make_paid_vacancy(session, f"普工{number}") for number in range(6)]
    old = LONG_AGO
    session.execute(update(Vacancy).values(updated_at=old))
    session.execute(update(Employer).values(updated_at=old))
    session.expire_all()
    before = engine.snapshot(session)
    vacancies[4].title = "叉车司机"
    session.flush()
    after = engine.snapshot(session)
    assert len(after.stock.ids) == len(before.stock.ids) + 1
    kept = before.entries.keys() - {vacancies[4].id}
    assert all(after.entries[id_] is before.entries[id_] for id_ in kept)
