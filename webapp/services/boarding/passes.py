"""
Links that let in without an account: an escort to one trip, a coach company to its own.

What is signed is the number of a row; the row says how long it holds, and that it was
taken back.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    CharterPlan,
    CoachType,
    EscortPass,
    OperatorPass,
    Site,
    Stop,
    Trip,
    TripStatus,
)
from webapp.services import audit
from webapp.services.waiting import lock_campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from sqlalchemy.orm.interfaces import ORMOption

    from models import Campaign, Operator

Pass = TypeVar("Pass", EscortPass, OperatorPass)

# The evening before, so that the trip can be loaded where there is signal; and as late
# as a coach can come.
OPENS_BEFORE = dt.timedelta(hours=14)
HOLDS_AFTER = dt.timedelta(hours=14)


class PassError(Exception):
    """
    A link lets nobody in.

    PassError
    ├── UnknownPassError
    ├── TooEarlyError
    └── OverError
    """


class UnknownPassError(PassError):
    """It is no link of this instance, or it was changed."""


class TooEarlyError(PassError):
    """It opens on the day of the trip."""

    def __init__(self, opens_at: dt.datetime) -> None:
        super().__init__(f"It opens at {opens_at.isoformat()}.")
        self.opens_at = opens_at


class OverError(PassError):
    """The day is over, the link was taken back, or the trip is called off."""


def give_escort(
    session: Session, trip: Trip, holder: str, *, account_id: int, now: dt.datetime
) -> EscortPass:
    """
    Let an escort look after a trip on its day; the same person again has one link.

    Raises
    ------
    OverError
        When the trip is not published, or over.
    """
    expires_at = trip.arrives_at + HOLDS_AFTER
    if trip.status is not TripStatus.PUBLISHED or expires_at <= now:
        msg = f"Trip {trip.id} is not to be driven."
        raise OverError(msg)
    # Two taps at once come one after the other.
    session.refresh(trip, ["status"], with_for_update=True)
    held = session.scalars(
        select(EscortPass).where(
            EscortPass.trip_id == trip.id,
            EscortPass.holder == holder,
            EscortPass.revoked_at.is_(None),
            EscortPass.expires_at >= expires_at,
        )
    ).first()
    if held is not None:
        return held
    given = EscortPass(
        trip_id=trip.id,
        holder=holder,
        created_at=now,
        created_by_id=account_id,
        expires_at=expires_at,
    )
    session.add(given)
    session.flush()
    audit.record(
        session,
        "escort_pass.give",
        given,
        account_id=account_id,
        now=now,
        detail={"trip": trip.id},
    )
    return given


def give_operator(
    session: Session,
    campaign: Campaign,
    operator: Operator,
    *,
    account_id: int,
    now: dt.datetime,
) -> OperatorPass:
    """
    Let a coach company see its own coaches of a campaign until they have arrived.

    A company that has such a link keeps it.

    Raises
    ------
    OverError
        When it drives none that is still to arrive.
    """
    coaches = _driven(session, campaign.id, operator.id)
    expires_at = max((trip.arrives_at + HOLDS_AFTER for trip in coaches), default=now)
    if expires_at <= now:
        msg = f"Operator {operator.id} drives nothing in campaign {campaign.id}."
        raise OverError(msg)
    lock_campaign(session, campaign)
    held = session.scalars(
        select(OperatorPass).where(
            OperatorPass.campaign_id == campaign.id,
            OperatorPass.operator_id == operator.id,
            OperatorPass.revoked_at.is_(None),
            OperatorPass.expires_at >= expires_at,
        )
    ).first()
    if held is not None:
        return held
    given = OperatorPass(
        campaign_id=campaign.id,
        operator_id=operator.id,
        created_at=now,
        created_by_id=account_id,
        expires_at=expires_at,
    )
    session.add(given)
    session.flush()
    audit.record(
        session,
        "operator_pass.give",
        given,
        account_id=account_id,
        now=now,
        detail={"campaign": campaign.id, "operator": operator.id},
    )
    return given


def take_back(
    session: Session,
    given: EscortPass | OperatorPass,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """End a link at once; a second time nothing happens."""
    session.refresh(given, ["revoked_at"], with_for_update=True)
    if given.revoked_at is not None:
        return
    given.revoked_at = now
    session.flush()
    audit.record(
        session,
        f"{given.__tablename__}.take_back",
        given,
        account_id=account_id,
        now=now,
    )


def token(given: EscortPass | OperatorPass, secret: str) -> str:
    """Return what stands in the link."""
    return str(_signer(given.__tablename__, secret).dumps(given.id))


def find_escort(
    session: Session, text: str, secret: str, *, now: dt.datetime
) -> EscortPass:
    """
    Return the pass that a link stands for.

    Raises
    ------
    UnknownPassError
        When it is none of this instance.
    TooEarlyError
        When it is before the day of the trip.
    OverError
        When it is after it, or the pass was taken back, or the trip called off.
    """
    given = _find(session, EscortPass, text, secret)
    if (
        given.revoked_at is not None
        or given.expires_at <= now
        or given.trip.status is not TripStatus.PUBLISHED
    ):
        msg = f"Pass {given.id} does not hold any more."
        raise OverError(msg)
    opens_at = given.trip.departs_at - OPENS_BEFORE
    if now < opens_at:
        raise TooEarlyError(opens_at)
    return given


def find_operator(
    session: Session, text: str, secret: str, *, now: dt.datetime
) -> OperatorPass:
    """
    Return the pass that a coach company's link stands for.

    Raises
    ------
    UnknownPassError
        When it is none of this instance.
    OverError
        When it was taken back, or the coaches have arrived.
    """
    given = _find(session, OperatorPass, text, secret)
    if given.revoked_at is not None or given.expires_at <= now:
        msg = f"Pass {given.id} does not hold any more."
        raise OverError(msg)
    return given


def list_escorts(session: Session, trip: Trip) -> Sequence[EscortPass]:
    """Return a trip's passes, also those taken back, in the order they were given."""
    return session.scalars(
        select(EscortPass).where(EscortPass.trip_id == trip.id).order_by(EscortPass.id)
    ).all()


def list_operators(session: Session, campaign: Campaign) -> Sequence[OperatorPass]:
    """Return the passes of a campaign's coach companies."""
    return session.scalars(
        select(OperatorPass)
        .where(OperatorPass.campaign_id == campaign.id)
        .order_by(OperatorPass.id)
    ).all()


def coaches_of(session: Session, given: OperatorPass) -> Sequence[Trip]:
    """Return the published trips that the company drives, as numbered."""
    return _driven(session, given.campaign_id, given.operator_id)


def shift(session: Session, trip: Trip, by: dt.timedelta) -> None:
    """Let the passes of a trip that is moved hold as much longer."""
    for given in list_escorts(session, trip):
        given.expires_at += by
    session.flush()


def _driven(session: Session, campaign_id: int, operator_id: int) -> Sequence[Trip]:
    return session.scalars(
        select(Trip)
        .join(Trip.plan)
        .join(Trip.coach_type)
        .where(
            CharterPlan.campaign_id == campaign_id,
            CharterPlan.is_chosen,
            CoachType.operator_id == operator_id,
            Trip.status == TripStatus.PUBLISHED,
        )
        .order_by(Trip.number)
    ).all()


# What the page of a coach, and every note, needs of a pass.
AT_ONCE: dict[type[Any], Sequence[ORMOption]] = {
    EscortPass: (
        joinedload(EscortPass.trip).options(
            joinedload(Trip.plan).joinedload(CharterPlan.campaign),
            selectinload(Trip.stops).options(
                joinedload(Stop.place),
                joinedload(Stop.site).joinedload(Site.employer),
            ),
        ),
    )
}


def _find(session: Session, table: type[Pass], text: str, secret: str) -> Pass:
    try:
        number = _signer(table.__tablename__, secret).loads(text)
    except BadData as error:
        msg = "This is no link of ours."
        raise UnknownPassError(msg) from error
    given = session.get(table, number, options=AT_ONCE.get(table, ()))
    if given is None:
        msg = f"There is no pass {number}."
        raise UnknownPassError(msg)
    return given


def _signer(table: str, secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=table)
