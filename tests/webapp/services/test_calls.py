from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    AuditEvent,
    BookingStatus,
    CallState,
    Campaign,
    PartyStatus,
    Role,
)
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_party,
    make_plan,
    make_rider,
    make_trip,
)
from tests.factories.postings import make_account
from webapp.services import calls
from webapp.services.seats import take_seats
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy import Engine

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session)


@pytest.fixture
def caller(session: Session) -> int:
    return make_account(session, Role.CLERK).id


def waiting(session: Session, campaign: Campaign, **values: object):
    return make_party(session, campaign, **{"status": PartyStatus.NEW, **values})


def test_who_asked_for_a_call_comes_first_then_the_new_then_the_unreached(
    session: Session, campaign: Campaign, caller: int
) -> None:
    unreached = waiting(session, campaign, status=PartyStatus.NO_ANSWER)
    new = waiting(session, campaign)
    asked = waiting(session, campaign)
    for done in (PartyStatus.CONFIRMED, PartyStatus.GAVE_UP):
        make_party(session, campaign, status=done)
    waiting(session, campaign, riders=[make_rider(1, phone=None)])
    order = []
    now = NOW
    first = calls.take_next(session, campaign, account_id=caller, now=now)
    assert first is new
    calls.give_back(session, new, account_id=caller)
    session.add(CallState(party_id=asked.id, call_back_at=now + MINUTE))
    session.flush()
    now += 2 * MINUTE
    while party := calls.take_next(session, campaign, account_id=caller, now=now):
        order.append(party)
        calls.note_outcome(
            session, party, PartyStatus.CONFIRMED, seen_at=party.updated_at,
            account_id=caller, now=now,
        )  # fmt: skip
    assert order == [asked, new, unreached]


def test_a_party_is_one_callers_until_the_lease_ends(
    session: Session, campaign: Campaign, caller: int
) -> None:
    other = make_account(session, Role.CLERK).id
    party = waiting(session, campaign)
    assert calls.take_next(session, campaign, account_id=caller, now=NOW) is party
    assert calls.take_next(session, campaign, account_id=caller, now=NOW) is party
    assert calls.take_next(session, campaign, account_id=other, now=NOW) is None
    assert calls.count(session, campaign, NOW) == calls.Sheet(0, 0, 1)
    later = NOW + calls.LEASE
    assert calls.take_next(session, campaign, account_id=other, now=later) is party
    with pytest.raises(calls.LeaseLostError):
        calls.note_outcome(
            session, party, PartyStatus.GAVE_UP, seen_at=party.updated_at,
            account_id=caller, now=later,
        )  # fmt: skip
    assert party.status is PartyStatus.NEW


def test_an_outcome_is_noted_once_and_only_on_what_was_seen(
    session: Session, campaign: Campaign, caller: int
) -> None:
    party = waiting(session, campaign)
    calls.take_next(session, campaign, account_id=caller, now=NOW)
    seen = party.updated_at

    def note(seen_at: dt.datetime) -> None:
        calls.note_outcome(
            session, party, PartyStatus.OTHER_DATE, seen_at=seen_at, note="孩子开学",
            other_date=dt.date(2027, 2, 26), account_id=caller, now=NOW,
        )  # fmt: skip

    with pytest.raises(StaleError), session.begin_nested():
        note(seen - MINUTE)
    note(seen)
    with pytest.raises(calls.LeaseLostError):
        note(party.updated_at)
    (call,) = calls.history(session, party)
    assert (call.outcome, call.note) == (PartyStatus.OTHER_DATE, "孩子开学")
    state = calls.find_state(session, party)
    session.refresh(state)
    assert state.other_date == dt.date(2027, 2, 26)
    seen_by = select(AuditEvent.account_id).where(AuditEvent.action == "reveal")
    assert session.scalars(seen_by).all() == [caller]


def test_another_day_of_the_campaign_is_theirs_at_once(
    session: Session, caller: int
) -> None:
    day = SERVICE_DATE + dt.timedelta(days=2)
    campaign = make_campaign(session, last_date=day)
    party = waiting(session, campaign)
    plan = make_plan(session, campaign, is_chosen=True)
    seated = take_seats(session, make_trip(session, plan), party)
    calls.take_next(session, campaign, account_id=caller, now=NOW)
    calls.note_outcome(
        session, party, PartyStatus.OTHER_DATE, seen_at=party.updated_at,
        other_date=day, account_id=caller, now=NOW,
    )  # fmt: skip
    assert (party.status, party.days) == (PartyStatus.CONFIRMED, (day, day))
    session.refresh(seated)
    assert seated.status is BookingStatus.CANCELLED
    (call,) = calls.history(session, party)
    assert call.outcome is PartyStatus.OTHER_DATE


def test_who_does_not_answer_is_called_again_five_times(
    session: Session, campaign: Campaign, caller: int
) -> None:
    party, now, tries = waiting(session, campaign), NOW, 0
    while calls.take_next(session, campaign, account_id=caller, now=now) is party:
        tries += 1
        calls.note_outcome(
            session, party, PartyStatus.NO_ANSWER, seen_at=party.updated_at,
            account_id=caller, now=now,
        )  # fmt: skip
        soon = now + calls.PAUSE - MINUTE
        assert not calls.take_next(session, campaign, account_id=caller, now=soon)
        now += calls.PAUSE
    assert tries == calls.MOST_TRIES


def test_callers_at_once_are_never_given_the_same_party(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        campaign = make_campaign(session)
        for _ in range(12):
            waiting(session, campaign)
        callers = [make_account(session, Role.CLERK).id for _ in range(8)]
        campaign_id = campaign.id
        session.commit()

    def take(account_id: int) -> int:
        with Session(fresh_engine) as session:
            party = calls.take_next(
                session,
                session.get_one(Campaign, campaign_id),
                account_id=account_id,
                now=NOW,
            )
            session.commit()
            assert party is not None
            return party.id

    with ThreadPoolExecutor(len(callers)) as pool:
        given = list(pool.map(take, callers))
    assert len(set(given)) == len(callers)
