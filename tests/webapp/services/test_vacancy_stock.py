"""The vacancies that a process keeps are those of the tables."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from matcher.encoder.hashing import HashingEncoder
from models import VacancyStatus
from tests.factories.campaigns import make_driven_trip
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW
from webapp.services.matching import live_profiles
from webapp.services.vacancy_stock import VacancyStock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class CountingEncoder(HashingEncoder):
    """Counts what it is given to encode."""

    encoded = 0

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        self.encoded += len(texts)
        return super().encode_passages(texts)


@pytest.fixture
def stock() -> VacancyStock:
    return VacancyStock(HashingEncoder())


def test_it_holds_what_is_live_newest_first(
    session: Session, stock: VacancyStock
) -> None:
    make_paid_vacancy(session, "缝纫工")
    make_paid_vacancy(session, "厨师", published_at=NOW + dt.timedelta(hours=1))
    make_paid_vacancy(session, "保安", status=VacancyStatus.CLOSED)
    found = stock.vacancies(session, NOW)
    assert [profile.title for profile in found.profiles] == ["厨师", "缝纫工"]
    assert list(found.profiles) == live_profiles(session, NOW)


def test_nothing_changed_is_the_same_object(
    session: Session, stock: VacancyStock
) -> None:
    make_paid_vacancy(session, "缝纫工")
    assert stock.vacancies(session, NOW) is stock.vacancies(session, NOW)


def test_only_what_changed_is_read_anew(session: Session) -> None:
    encoder = CountingEncoder()
    stock = VacancyStock(encoder)
    first, second = (make_paid_vacancy(session, title) for title in ("缝纫工", "厨师"))
    before = stock.vacancies(session, NOW)
    first.title = "裁剪工"
    session.flush()
    after = stock.vacancies(session, NOW)
    assert [p.title for p in after.profiles] == ["厨师", "裁剪工"]
    assert after.profiles[0] is before.profiles[0]
    second.status = VacancyStatus.CLOSED
    session.flush()
    assert [p.title for p in stock.vacancies(session, NOW).profiles] == ["裁剪工"]
    assert encoder.encoded <= 6


def test_a_day_later_what_is_over_is_gone(
    session: Session, stock: VacancyStock
) -> None:
    vacancy = make_paid_vacancy(session, "缝纫工")
    last = dt.datetime.combine(vacancy.valid_until, dt.time(8), dt.UTC)
    assert len(stock.vacancies(session, last).profiles) == 1
    assert len(stock.vacancies(session, last + dt.timedelta(days=1)).profiles) == 0


def test_a_plan_that_is_chosen_is_noticed(
    session: Session, stock: VacancyStock
) -> None:
    trip = make_driven_trip(session)
    gate = next(stop.site for stop in trip.stops if stop.site is not None)
    make_paid_vacancy(session, "缝纫工", employer=gate.employer, site=gate)
    assert stock.vacancies(session, NOW).profiles[0].coach_from == frozenset()
    trip.plan.is_chosen = True
    session.flush()
    assert stock.vacancies(session, NOW).profiles[0].coach_from


def test_an_empty_office_has_none(session: Session, stock: VacancyStock) -> None:
    found = stock.vacancies(session, NOW)
    assert len(found.profiles) == 0
    assert found.vectors.shape == (0, stock.vacancies(session, NOW).vectors.shape[1])
