"""Personal data in full: one value, to one person, for a reason that is kept."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Application, ApplicationStatus, Employer, Seeker
from models.sealed import blind_index
from webapp.services import audit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Rider, Trip

SHORTEST_REASON = 4
LONGEST_REASON = 200


class Field(enum.StrEnum):
    """What can be revealed."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"


@dataclass(frozen=True, slots=True)
class TripContacts:
    """Whom to call about a trip: the coach company, and riders by their ids."""

    operator: str
    operator_phone: str
    riders: dict[int, dict[Field, str]]


class RevealError(Exception):
    """
    Nothing is revealed.

    RevealError
    ├── NoReasonError
    └── NotAppliedError
    """


class NoReasonError(RevealError):
    """The reason is too short to be one, or too long."""


class NotAppliedError(RevealError):
    """The person has not applied to this employer, or has withdrawn."""


def reveal(
    session: Session,
    row: Seeker | Employer,
    field: Field,
    reason: str,
    *,
    account_id: int,
    now: dt.datetime,
) -> str:
    """
    Return one value in full to staff, and keep who saw it, when and why.

    Returns
    -------
    "" when the row has no such value; that is kept too.

    Raises
    ------
    NoReasonError
        When the reason is no sentence.
    """
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        msg = f"A reason has {SHORTEST_REASON} to {LONGEST_REASON} characters."
        raise NoReasonError(msg)
    return _open(session, row, (field,), reason, account_id, now)[field]


def reveal_applicant(
    session: Session, application: Application, *, account_id: int, now: dt.datetime
) -> dict[Field, str]:
    """
    Return the name and telephone number of a person who applied, to the employer.

    The reason is the application. An ID number is never shown to an employer.

    Raises
    ------
    NotAppliedError
        When the application was withdrawn.
    """
    if application.status is ApplicationStatus.WITHDRAWN:
        msg = f"Application {application.id} was withdrawn."
        raise NotAppliedError(msg)
    return _open(
        session,
        application.seeker,
        (Field.NAME, Field.PHONE),
        f"application {application.id}",
        account_id,
        now,
    )


def reveal_riders(
    session: Session,
    trip: Trip,
    riders: Sequence[Rider],
    *,
    account_id: int,
    now: dt.datetime,
) -> TripContacts:
    """
    Return the telephone numbers of riders and of the coach company, on the day.

    The reason is the trip. An ID number is not shown: the manifest has it.
    """
    operator = trip.coach_type.operator
    fields = (Field.NAME, Field.PHONE)
    audit.record(
        session,
        "reveal",
        trip,
        account_id=account_id,
        now=now,
        detail={
            "fields": list(fields),
            "reason": f"the day of trip {trip.id}",
            "operator": operator.id,
            "riders": [rider.id for rider in riders],
        },
    )
    return TripContacts(
        operator=operator.contact_name or operator.name,
        operator_phone=operator.phone or "",
        riders={
            rider.id: {field: getattr(rider, field) or "" for field in fields}
            for rider in riders
        },
    )


def find_people(session: Session, number: str, limit: int = 50) -> Sequence[Seeker]:
    """
    Return who has this telephone or ID number, or the latest when none is given.

    The number is looked up by its blind index: a part of one finds nobody.
    """
    query = select(Seeker).order_by(Seeker.id.desc()).limit(limit)
    if number := number.replace(" ", "").upper():
        query = query.where(
            (Seeker.phone_index == blind_index("phone", number))
            | (Seeker.id_number_index == blind_index("id_number", number))
        )
    return session.scalars(query).all()


def _open(
    session: Session,
    row: Seeker | Employer,
    wanted: tuple[Field, ...],
    reason: str,
    account_id: int,
    now: dt.datetime,
) -> dict[Field, str]:
    values = {field: getattr(row, field) or "" for field in wanted}
    audit.record(
        session,
        "reveal",
        row,
        account_id=account_id,
        now=now,
        detail={"fields": list(wanted), "reason": reason},
    )
    return values
