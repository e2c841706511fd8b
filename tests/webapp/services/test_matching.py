"""Seekers and vacancies of the tables, matched both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.eligibility import Obstacle
from matcher.encoder.hashing import HashingEncoder
from matcher.explanation import ReasonKind
from models import VacancyStatus
from tests.factories.campaigns import make_driven_trip
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW
from webapp.services.matching import MatchMaker, live_profiles
from webapp.services.profiles import coaches_by_site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def maker() -> MatchMaker:
    return MatchMaker(HashingEncoder())


def test_a_seeker_gets_the_vacancies_that_fit_best(
    session: Session, maker: MatchMaker
) -> None:
    seeker = make_wishing_seeker(session, "缝纫工")
    make_paid_vacancy(session, "会计")
    sewing = make_paid_vacancy(session, "缝纫工")
    make_paid_vacancy(session, "缝纫工", status=VacancyStatus.CLOSED)
    found = maker.for_seeker(session, seeker.id, now=NOW)
    assert len(found.fits) == 2
    assert found.fits[0].vacancy_id == sewing.id
    kinds = {reason.kind for reason in found.fits[0].reasons}
    assert {ReasonKind.WORK_SAME, ReasonKind.PAY_ABOVE} <= kinds


def test_a_vacancy_gets_the_seekers_who_are_looking(
    session: Session, maker: MatchMaker
) -> None:
    vacancy = make_paid_vacancy(session, "缝纫工")
    make_wishing_seeker(session, "厨师")
    best = make_wishing_seeker(session, "缝纫工")
    make_wishing_seeker(session, "缝纫工", is_looking=False)
    found = maker.for_vacancy(session, vacancy.id, now=NOW)
    assert len(found.fits) == 2
    assert found.fits[0].seeker_id == best.id


def test_all_at_once_agrees_with_one_by_one(
    session: Session, maker: MatchMaker
) -> None:
    people = [make_wishing_seeker(session, title) for title in ("缝纫工", "厨师")]
    offers = [make_paid_vacancy(session, title) for title in ("缝纫工", "面点师")]
    of_seekers, of_vacancies = maker.for_all(session, now=NOW)
    for seeker, found in zip(people, of_seekers, strict=True):
        assert found == maker.for_seeker(session, seeker.id, now=NOW)
    by_id = {found.id: found for found in of_vacancies}
    for vacancy in offers:
        assert by_id[vacancy.id] == maker.for_vacancy(session, vacancy.id, now=NOW)


def test_a_coach_from_home_is_a_reason(session: Session, maker: MatchMaker) -> None:
    trip = make_driven_trip(session)
    trip.plan.is_chosen = True
    session.flush()
    gate = next(stop.site for stop in trip.stops if stop.site is not None)
    assert coaches_by_site(session)[gate.id] == {"411525", "411526"}
    make_paid_vacancy(session, "缝纫工", employer=gate.employer, site=gate)
    (offer,) = live_profiles(session, NOW)
    assert offer.coach_from == {"411525", "411526"}
    seeker = make_wishing_seeker(session, "缝纫工", home_place_code="411525100")
    (fit,) = maker.for_seeker(session, seeker.id, now=NOW).fits
    assert ReasonKind.COACH in {reason.kind for reason in fit.reasons}


def test_a_plan_that_was_not_chosen_brings_nobody(session: Session) -> None:
    make_driven_trip(session)
    assert coaches_by_site(session) == {}


def test_what_rules_all_out_is_told(session: Session, maker: MatchMaker) -> None:
    make_paid_vacancy(session, "叉车司机", certificates=["叉车证"])
    seeker = make_wishing_seeker(session, "叉车司机")
    found = maker.for_seeker(session, seeker.id, now=NOW)
    assert found.fits == ()
    assert found.obstacles == {Obstacle.CERTIFICATE: 1}


def test_who_is_not_there_is_named(session: Session, maker: MatchMaker) -> None:
    with pytest.raises(LookupError, match="seeker 12345"):
        maker.for_seeker(session, 12345, now=NOW)
    with pytest.raises(LookupError, match="vacancy 12345"):
        maker.for_vacancy(session, 12345, now=NOW)


def test_an_empty_office_matches_nothing(session: Session, maker: MatchMaker) -> None:
    assert maker.for_all(session, now=NOW) == ([], [])
