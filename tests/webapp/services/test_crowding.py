"""Lists of the site in view of the crowds that they make."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from matcher.encoder.hashing import HashingEncoder
from models import Crowding
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW
from webapp.services import crowding
from webapp.services.matching import MatchMaker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def maker() -> MatchMaker:
    return MatchMaker(HashingEncoder())


def _find(session: Session, maker: MatchMaker) -> int:
    return crowding.keep(session, crowding.find(session, maker, now=NOW))


def _first(session: Session, maker: MatchMaker, seeker_id: int) -> int:
    fits = maker.for_seeker(session, seeker_id, now=NOW, top=crowding.WIDTH).fits
    return crowding.choose(session, seeker_id, fits, 10, now=NOW)[0].vacancy_id


def test_not_everyone_is_sent_to_the_same_factory(
    session: Session, maker: MatchMaker
) -> None:
    people = [make_wishing_seeker(session, "缝纫工") for _ in range(24)]
    # All like the better paid one best, and it seeks one.
    liked = make_paid_vacancy(session, "缝纫工", monthly_max_cents=900_000, headcount=1)
    make_paid_vacancy(session, "缝纫工", headcount=24)
    plain = [_first(session, maker, each.id) for each in people]
    assert set(plain) == {liked.id}
    assert _find(session, maker) >= 1
    shown = [_first(session, maker, each.id) for each in people]
    # Who still is, is drawn by the seeker's number.
    assert shown.count(liked.id) < 20
    # A newcomer is led by the same prices, and a new vacancy has none.
    newcomer = make_wishing_seeker(session, "缝纫工")
    made = make_paid_vacancy(session, "缝纫工", monthly_max_cents=900_000, headcount=1)
    fits = maker.for_seeker(session, newcomer.id, now=NOW, top=crowding.WIDTH).fits
    chosen = crowding.choose(session, newcomer.id, fits, 10, now=NOW)
    assert {fit.vacancy_id for fit in chosen} >= {liked.id, made.id}
    assert chosen == crowding.choose(session, newcomer.id, fits, 10, now=NOW)


def test_prices_are_found_once_a_night_and_replace_the_last(
    session: Session, maker: MatchMaker
) -> None:
    assert not crowding.is_due(session, now=NOW)
    assert _find(session, maker) == 0
    for _ in range(crowding.FEWEST_SEEKERS):
        make_wishing_seeker(session, "缝纫工")
    assert crowding.is_due(session, now=NOW)
    for title in ("缝纫工", "厨师"):
        make_paid_vacancy(session, title, headcount=50)
    for _ in range(2):
        assert _find(session, maker) == 0
    assert session.scalars(select(Crowding.price)).all() == [0, 0]
    assert not crowding.is_due(session, now=NOW)
    assert crowding.is_due(session, now=NOW + dt.timedelta(days=1))


def test_more_seekers_than_can_be_asked_are_drawn_with_their_share_of_posts(
    session: Session, maker: MatchMaker
) -> None:
    for _ in range(6):
        make_wishing_seeker(session, "缝纫工")
    make_paid_vacancy(session, "缝纫工", headcount=4)
    candidates, ids, lots = maker.candidates(session, now=NOW, each=5, most=3)
    assert candidates.people == 3
    assert candidates.headcounts.tolist() == [2]
    assert len(ids) == 1
    assert ((lots >= 0) & (lots < 1)).all()
