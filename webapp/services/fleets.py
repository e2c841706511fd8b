"""Coach companies and the coaches that they offer, with their prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from models import CoachType, Operator
from webapp.services import audit
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


class FleetError(Exception):
    """
    A company or a coach cannot be added so.

    FleetError
    ├── OperatorTakenError
    └── CoachTakenError
    """


class OperatorTakenError(FleetError):
    """There is a company of this name."""


class CoachTakenError(FleetError):
    """The company offers a coach of this name."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a coach costs, and how many there are; ``count`` None: no limit."""

    hire_cents: int
    cents_per_km: int
    count: int | None

    @classmethod
    def of(cls, coach: CoachType) -> Price:
        """Return what a coach costs now."""
        return cls(coach.hire_cents, coach.cents_per_km, coach.count)

    def __str__(self) -> str:
        count = "" if self.count is None else self.count
        return f"{self.hire_cents}/{self.cents_per_km}/{count}"


def list_operators(session: Session) -> Sequence[Operator]:
    """Return every company with its coaches, in the order in which they came."""
    return session.scalars(
        select(Operator)
        .options(selectinload(Operator.coach_types))
        .order_by(Operator.id)
    ).all()


def add_operator(
    session: Session,
    *,
    name: str,
    contact_name: str,
    phone: str,
    account_id: int,
    now: dt.datetime,
) -> Operator:
    """
    Add a coach company.

    Raises
    ------
    OperatorTakenError
        When there is one of this name.
    """
    operator = Operator(name=name, contact_name=contact_name, phone=phone or None)
    try:
        with session.begin_nested():
            session.add(operator)
    except IntegrityError as error:
        msg = f"There is an operator {name!r} already."
        raise OperatorTakenError(msg) from error
    audit.record(session, "operator.create", operator, account_id=account_id, now=now)
    return operator


def add_coach(
    session: Session,
    operator: Operator,
    *,
    name: str,
    seats: int,
    price: Price,
    account_id: int,
    now: dt.datetime,
) -> CoachType:
    """
    Add coaches of one size and price to what a company offers.

    Raises
    ------
    CoachTakenError
        When the company offers one of this name.
    """
    coach = CoachType(
        operator_id=operator.id,
        name=name,
        seats=seats,
        hire_cents=price.hire_cents,
        cents_per_km=price.cents_per_km,
        count=price.count,
    )
    try:
        with session.begin_nested():
            session.add(coach)
    except IntegrityError as error:
        msg = f"Operator {operator.id} offers a coach {name!r} already."
        raise CoachTakenError(msg) from error
    audit.record(
        session,
        "coach.create",
        operator,
        account_id=account_id,
        now=now,
        detail={"coach": coach.id, "price": str(price)},
    )
    session.expire(operator, ["coach_types"])
    return coach


def change_price(
    session: Session,
    coach: CoachType,
    price: Price,
    *,
    seen: str,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Change a coach's price and number; plans that were made keep what they cost.

    Its seats stay: trips that were sold hang on them. `seen` is the price as shown.

    Raises
    ------
    StaleError
        When somebody else has changed it since.
    """
    before = Price.of(coach)
    changed = (
        seen == str(before)
        and session.execute(
            update(CoachType)
            .where(
                CoachType.id == coach.id,
                CoachType.hire_cents == before.hire_cents,
                CoachType.cents_per_km == before.cents_per_km,
                CoachType.count.is_not_distinct_from(before.count),
            )
            .values(
                hire_cents=price.hire_cents,
                cents_per_km=price.cents_per_km,
                count=price.count,
            )
            .returning(CoachType.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    )
    session.refresh(coach)
    if not changed:
        msg = f"Coach {coach.id} was changed since it was shown."
        raise StaleError(msg)
    audit.record(
        session,
        "coach.change",
        coach.operator,
        account_id=account_id,
        now=now,
        detail={"coach": coach.id, "from": str(before), "to": str(price)},
    )
