"""
The telephone sheet: one caller, one party at a time, and what the call brought.

A party is leased to a caller for some minutes by one conditional update, so two callers
are never given the same one; a lease that runs out gives it back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from models import Call, CallState, Party, PartyStatus, Rider
from webapp.services import audit
from webapp.services.campaigns import set_party_status
from webapp.services.moving import change_days
from webapp.services.waiting import lock_campaign, seat_waiting

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from models import Campaign

LEASE = dt.timedelta(minutes=10)
# Without another time, who did not answer is called again after this, so many times.
PAUSE = dt.timedelta(hours=2)
MOST_TRIES = 5
LONGEST_NOTE = 200
OUTCOMES = (
    PartyStatus.CONFIRMED,
    PartyStatus.NO_ANSWER,
    PartyStatus.OTHER_DATE,
    PartyStatus.GAVE_UP,
    PartyStatus.WRONG_NUMBER,
)
UNHEARD = (PartyStatus.NEW, PartyStatus.NO_ANSWER)


class LeaseLostError(Exception):
    """The party is not this caller's any more; nothing was noted."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A campaign's calls, counted in parties.

    ``waiting`` can be called now, ``later`` have a time to be called back, ``talking``
    are on somebody's line.
    """

    waiting: int
    later: int
    talking: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask for, in full."""

    name: str
    phone: str


def count(session: Session, campaign: Campaign, now: dt.datetime) -> Sheet:
    """Return how many parties can be called, now and later."""
    leased = CallState.leased_until > now
    later = CallState.call_back_at > now
    row = session.execute(
        select(
            func.count(case((and_(~_true(leased), ~_true(later)), 1))),
            func.count(case((and_(~_true(leased), later), 1))),
            func.count(case((leased, 1))),
        )
        .select_from(Party)
        .outerjoin(CallState, CallState.party_id == Party.id)
        .where(_is_on_the_sheet(campaign))
    ).one()
    return Sheet(*row)


def find_held(
    session: Session, campaign: Campaign, *, account_id: int, now: dt.datetime
) -> Party | None:
    """Return the party that a caller has on the line, or None."""
    return session.scalars(
        select(Party)
        .join(CallState, CallState.party_id == Party.id)
        .where(
            Party.campaign_id == campaign.id,
            CallState.leased_by_id == account_id,
            CallState.leased_until > now,
        )
        .order_by(Party.id)
        .limit(1)
    ).one_or_none()


def take_next(
    session: Session, campaign: Campaign, *, account_id: int, now: dt.datetime
) -> Party | None:
    """
    Give a caller the next party, or the one the caller has; None when nobody is left.

    Those who asked to be called back come first when it is time, then who was not
    called yet, then who did not answer.
    """
    held = find_held(session, campaign, account_id=account_id, now=now)
    if held is not None:
        return held
    for party_id in _candidates(session, campaign, now):
        if _lease(session, party_id, account_id, now):
            party = session.get_one(Party, party_id, populate_existing=True)
            audit.record(
                session,
                "reveal",
                party,
                account_id=account_id,
                now=now,
                detail={"fields": ["name", "phone"], "reason": "telephone sheet"},
            )
            return party
    return None


def give_back(session: Session, party: Party, *, account_id: int) -> None:
    """Let others have the party; does nothing when it is not this caller's."""
    session.execute(
        update(CallState)
        .where(CallState.party_id == party.id, CallState.leased_by_id == account_id)
        .values(leased_by_id=None, leased_until=None)
        .execution_options(synchronize_session="fetch")
    )


def note_outcome(
    session: Session,
    party: Party,
    outcome: PartyStatus,
    *,
    seen_at: dt.datetime,
    note: str = "",
    other_date: dt.date | None = None,
    call_back_at: dt.datetime | None = None,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Note what a call brought, and give the party back.

    Parameters
    ----------
    seen_at
        The party's ``updated_at`` as the caller saw it.
    other_date
        The date that is wanted instead; counts for `OTHER_DATE` only. On a day of the
        campaign the party is confirmed for that day.
    call_back_at
        When to call again. None after no answer is in two hours, up to five times.

    Raises
    ------
    LeaseLostError
        When it is not this caller's: noted already, or a colleague has it.
    StaleError
        When somebody changed the party during the call.
    """
    tried = (
        session.scalar(select(CallState.attempts).where(CallState.party_id == party.id))
        or 0
    ) + 1
    if call_back_at is None and outcome is PartyStatus.NO_ANSWER and tried < MOST_TRIES:
        call_back_at = now + PAUSE
    if outcome is not PartyStatus.OTHER_DATE:
        other_date = None
    mine = session.execute(
        update(CallState)
        .where(CallState.party_id == party.id, CallState.leased_by_id == account_id)
        .values(
            leased_by_id=None,
            leased_until=None,
            attempts=CallState.attempts + 1,
            call_back_at=call_back_at,
            other_date=other_date,
        )
        .returning(CallState.party_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if mine is None:
        msg = f"Party {party.id} is not on this caller's line."
        raise LeaseLostError(msg)
    session.add(
        Call(
            party_id=party.id,
            account_id=account_id,
            at=now,
            outcome=outcome,
            note=note[:LONGEST_NOTE],
        )
    )
    is_theirs = other_date is not None and party.campaign.travels_on(other_date)
    set_party_status(
        session,
        party,
        PartyStatus.CONFIRMED if is_theirs else outcome,
        seen_at=seen_at,
        account_id=account_id,
        now=now,
    )
    if is_theirs:
        change_days(
            session, party, other_date, other_date, account_id=account_id, now=now
        )


def confirm_all(
    session: Session,
    campaign: Campaign,
    party_ids: Collection[int],
    *,
    account_id: int | None,
    now: dt.datetime,
) -> int:
    """
    Confirm parties without a call: who sent the roster said that they come.

    Return how many; of whom something was heard meanwhile, nothing is changed.
    """
    lock_campaign(session, campaign)
    confirmed = session.scalars(
        update(Party)
        .where(
            Party.campaign_id == campaign.id,
            Party.id.in_(party_ids),
            Party.status.in_(UNHEARD),
        )
        .values(status=PartyStatus.CONFIRMED, updated_at=now)
        .returning(Party.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    if confirmed:
        audit.record(
            session,
            "party.confirm_all",
            campaign,
            account_id=account_id,
            now=now,
            detail={"parties": sorted(confirmed)},
        )
        seat_waiting(session, campaign, now=now)
    return len(confirmed)


def history(session: Session, party: Party) -> Sequence[Call]:
    """Return the calls to a party, the latest first."""
    query = select(Call).where(Call.party_id == party.id).order_by(Call.id.desc())
    return session.scalars(query).all()


def find_state(session: Session, party: Party) -> CallState | None:
    """Return where a party stands on the sheet; None before the first call."""
    return session.get(CallState, party.id)


def contact_of(party: Party) -> Contact:
    """Return the first of a party who has a telephone number, in full."""
    for rider in party.riders:
        if rider.phone:
            return Contact(rider.name or "", rider.phone)
    return Contact("", "")


def _candidates(
    session: Session, campaign: Campaign, now: dt.datetime
) -> Sequence[int]:
    return session.scalars(
        select(Party.id)
        .outerjoin(CallState, CallState.party_id == Party.id)
        .where(
            _is_on_the_sheet(campaign),
            or_(CallState.leased_until.is_(None), CallState.leased_until <= now),
            or_(CallState.call_back_at.is_(None), CallState.call_back_at <= now),
        )
        .order_by(
            case((CallState.call_back_at.is_(None), 1), else_=0),
            CallState.call_back_at,
            case((Party.status == PartyStatus.NEW, 0), else_=1),
            Party.id,
        )
        # As many callers as may try at once for the same few.
        .limit(50)
    ).all()


def _is_on_the_sheet(campaign: Campaign) -> ColumnElement[bool]:
    """Return the condition: to be called some time, and somebody has a telephone."""
    tries = func.coalesce(CallState.attempts, 0)
    return and_(
        Party.campaign_id == campaign.id,
        or_(
            and_(Party.status.in_(UNHEARD), tries < MOST_TRIES),
            and_(
                Party.status.in_((*UNHEARD, PartyStatus.OTHER_DATE)),
                CallState.call_back_at.is_not(None),
            ),
        ),
        select(Rider.id)
        .where(Rider.party_id == Party.id, Rider.phone_index.is_not(None))
        .exists(),
    )


def _lease(session: Session, party_id: int, account_id: int, now: dt.datetime) -> bool:
    """Take a party for a caller; False when a colleague was faster."""
    if session.get(CallState, party_id) is None:
        try:
            with session.begin_nested():
                session.add(CallState(party_id=party_id))
        except IntegrityError:
            pass  # A colleague made it between the look and the leap.
    taken = session.execute(
        update(CallState)
        .where(
            CallState.party_id == party_id,
            or_(CallState.leased_until.is_(None), CallState.leased_until <= now),
            or_(CallState.call_back_at.is_(None), CallState.call_back_at <= now),
        )
        .values(leased_by_id=account_id, leased_until=now + LEASE)
        .returning(CallState.party_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return taken is not None


def _true(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition that is false, not unknown, where there is no row."""
    return func.coalesce(condition, False)
