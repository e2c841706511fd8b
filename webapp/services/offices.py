"""Offices: added by an administrator; their people see their campaigns only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from models import Account, Employer, Office, OfficeKind, Role
from webapp.services import audit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Campaign

# Whose account belongs to an office.
STAFF = (Role.DISPATCHER, Role.CLERK)
FIRST = "就业服务中心"


class OfficeError(Exception):
    """
    An office cannot be added so.

    OfficeError
    ├── OfficeNameTakenError
    └── UnknownEmployerError
    """


class OfficeNameTakenError(OfficeError):
    """Another office has this name."""


class UnknownEmployerError(OfficeError):
    """An enterprise's office needs an employer that is on record; no other has one."""


def list_offices(session: Session) -> Sequence[Office]:
    """Return all offices, the oldest first."""
    query = select(Office).options(joinedload(Office.employer)).order_by(Office.id)
    return session.scalars(query).all()


def first_office(session: Session) -> Office:
    """Return the oldest office; an instance without one gets a bureau's."""
    found = session.scalars(select(Office).order_by(Office.id).limit(1)).first()
    if found is None:
        found = Office(name=FIRST, kind=OfficeKind.BUREAU)
        session.add(found)
        session.flush()
    return found


def is_own(account: Account, campaign: Campaign) -> bool:
    """Return whether a campaign is that of an account's office."""
    return account.office_id is not None and account.office_id == campaign.office_id


def add_office(
    session: Session,
    *,
    name: str,
    kind: OfficeKind,
    employer_name: str,
    account_id: int,
    now: dt.datetime,
) -> Office:
    """
    Add an office.

    Raises
    ------
    OfficeNameTakenError
        When there is one of this name.
    UnknownEmployerError
        When an enterprise's has no employer on record, or another one names one.
    """
    employer = session.scalar(select(Employer).where(Employer.name == employer_name))
    is_enterprise = kind is OfficeKind.ENTERPRISE
    if is_enterprise != bool(employer_name) or (is_enterprise and employer is None):
        msg = f"An office as {kind} and the employer {employer_name!r} do not match."
        raise UnknownEmployerError(msg)
    office = Office(name=name, kind=kind, employer=employer)
    try:
        with session.begin_nested():
            session.add(office)
    except IntegrityError as error:
        msg = f"There is an office {name!r} already."
        raise OfficeNameTakenError(msg) from error
    audit.record(session, "office.create", office, account_id=account_id, now=now)
    return office
