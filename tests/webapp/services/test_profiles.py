"""Rows into profiles: what the matcher may know, and not more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from matcher.types import Protection, Shift
from models.seeker import minor_until
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW, TODAY, make_seeker
from webapp.services.profiles import seeker_profile, vacancy_profile
from webapp.services.seekers import forget_ages

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def born(year: int, month: int = 1, day: int = 1) -> str:
    return f"999999{year}{month:02}{day:02}001X"


@pytest.mark.parametrize(
    ("number", "until"),
    [
        (born(2000), None),
        (born(2009, 1, 31), None),
        (born(2009, 2, 1), dt.date(2027, 2, 1)),
        (born(2012, 2, 29), dt.date(2030, 3, 1)),
        (born(2011, 13), None),
        (None, None),
        ("", None),
        ("410000900101001", None),
        ("9999992010010100", None),
    ],
)
def test_of_an_age_only_the_day_one_comes_of_age_is_kept(
    number: str | None, until: dt.date | None
) -> None:
    assert minor_until(number, TODAY) == until


@pytest.mark.parametrize(
    ("until", "protection"),
    [
        (None, Protection.NONE),
        (TODAY, Protection.NONE),
        (TODAY + dt.timedelta(1), Protection.MINOR),
        (TODAY.replace(year=TODAY.year + 2), Protection.MINOR),
        (TODAY.replace(year=TODAY.year + 2) + dt.timedelta(1), Protection.CHILD),
    ],
)
def test_what_the_law_protects_depends_on_the_day(
    session: Session, until: dt.date | None, protection: Protection
) -> None:
    seeker = make_seeker(session, minor_until=until)
    assert seeker_profile(seeker, TODAY).protection is protection


def test_an_id_number_of_a_child_is_noted_and_of_an_adult_is_not(
    session: Session,
) -> None:
    year = dt.datetime.now(dt.UTC).year
    child = make_seeker(session, id_number=born(year - 15))
    assert child.minor_until == dt.date(year + 3, 1, 1)
    assert make_seeker(session, id_number=born(1990)).minor_until is None
    child.id_number = None
    assert child.minor_until is None


def test_who_came_of_age_is_forgotten(session: Session) -> None:
    grown = make_seeker(session, minor_until=TODAY)
    young = make_seeker(session, minor_until=TODAY + dt.timedelta(1))
    forget_ages(session, now=NOW)
    session.expire_all()
    assert grown.minor_until is None
    assert young.minor_until is not None


def test_conditions_of_a_seeker_reach_the_matcher(session: Session) -> None:
    seeker = make_wishing_seeker(
        session, "缝纫工", refuses_nights=True, reach_m=20_000, available_from=TODAY
    )
    profile = seeker_profile(seeker, TODAY)
    assert profile.refused_shifts == {Shift.NIGHT, Shift.TWO, Shift.THREE}
    assert (profile.reach_m, profile.available_from) == (20_000, TODAY)
    assert seeker_profile(make_seeker(session), TODAY).refused_shifts == frozenset()


def test_conditions_of_a_vacancy_reach_the_matcher(session: Session) -> None:
    vacancy = make_paid_vacancy(
        session, "打磨工", description="有粉尘", has_insurance=True
    )
    profile = vacancy_profile(vacancy)
    assert profile.is_hazardous
    assert profile.has_insurance
    assert profile.start_by == vacancy.valid_until
