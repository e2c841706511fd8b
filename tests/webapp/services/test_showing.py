"""A posting is down the moment it, or its employer's papers, are past."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from matcher.encoder.hashing import HashingEncoder
from models import EmployerStatus, VacancyStatus
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW, TODAY, make_employer
from tests.matcher.places.conftest import shared_gazetteer
from webapp.services.matching import live_profiles
from webapp.services.search import search
from webapp.services.search_engine import SearchEngine
from webapp.services.vacancies import count_open, is_open, list_newest
from webapp.services.vacancy_stock import VacancyStock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

A_DAY = dt.timedelta(days=1)


def matchable(stock: VacancyStock, session: Session, now: dt.datetime) -> int:
    return len(stock.vacancies(session, now).profiles)


@pytest.mark.parametrize(
    ("papers", "posting", "is_shown"),
    [
        ({}, {}, True),
        ({"verified_until": TODAY}, {"valid_until": TODAY}, True),
        ({"verified_until": TODAY - A_DAY}, {}, False),
        ({"verified_until": None}, {}, False),
        ({"status": EmployerStatus.REFUSED}, {}, False),
        ({"status": EmployerStatus.PENDING, "verified_until": None}, {}, False),
        ({}, {"valid_until": TODAY - A_DAY}, False),
        ({}, {"status": VacancyStatus.REVIEW}, False),
    ],
)
def test_what_is_past_is_down_everywhere_without_a_sweep(
    session: Session, papers: dict[str, Any], posting: dict[str, Any], is_shown: bool
) -> None:
    employer = make_employer(session, **papers)
    vacancy = make_paid_vacancy(session, "缝纫工", employer=employer, **posting)
    engine = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
    found = {
        "page": is_open(vacancy, NOW),
        "search": search(session, engine, "缝纫工", now=NOW).total == 1,
        "newest": len(list_newest(session, now=NOW, limit=9)) == 1,
        "count": count_open(session, now=NOW).vacancies == 1,
        "matches": matchable(VacancyStock(HashingEncoder()), session, NOW) == 1,
        "profiles": len(live_profiles(session, NOW)) == 1,
    }
    assert set(found.values()) == {is_shown}, found


def test_a_search_sees_at_midnight_and_at_once_that_papers_lapse_and_hold_again(
    session: Session,
) -> None:
    employer = make_employer(session, verified_until=TODAY)
    make_paid_vacancy(session, "缝纫工", employer=employer)
    engine = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
    stock = VacancyStock(HashingEncoder())

    def shown(now: dt.datetime) -> tuple[int, int]:
        total = search(session, engine, "缝纫工", now=now).total
        return total, matchable(stock, session, now)

    tomorrow = NOW + A_DAY
    assert (shown(NOW), shown(tomorrow)) == ((1, 1), (0, 0))
    employer.verified_until = TODAY + 30 * A_DAY
    session.flush()
    assert shown(tomorrow) == (1, 1)
