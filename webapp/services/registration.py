"""A company registers itself; a clerk examines its papers before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import Account, Employer, EmployerRole, EmployerStatus, Role
from webapp.security.passwords import hash_password
from webapp.services import audit
from webapp.services.credit_codes import is_credit_code

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session


class RegistrationError(Exception):
    """
    A company cannot be registered so.

    RegistrationError
    ├── CreditCodeError
    ├── CompanyKnownError
    └── LoginTakenError
    """


class CreditCodeError(RegistrationError):
    """The code does not add up."""


class CompanyKnownError(RegistrationError):
    """
    There is a company of this name or code already.

    Nobody becomes one of its people by writing its name: its owner or the office asks
    them in.
    """


class LoginTakenError(RegistrationError):
    """Another account has this login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """What a company says of itself, and who will sign in first."""

    name: str
    credit_code: str
    contact_name: str
    phone: str
    login: str
    password: str


def register(session: Session, new: NewCompany, *, now: dt.datetime) -> Account:
    """
    Add a company that waits for its examination, and return its owner's account.

    Raises
    ------
    CreditCodeError, CompanyKnownError, LoginTakenError
        When it cannot be; nothing is added.
    """
    if not is_credit_code(new.credit_code):
        msg = f"The credit code {new.credit_code!r} does not add up."
        raise CreditCodeError(msg)
    known = select(Employer.id).where(
        (Employer.name == new.name) | (Employer.credit_code == new.credit_code)
    )
    if session.scalars(known.limit(1)).first() is not None:
        raise CompanyKnownError
    if find_login(session, new.login):
        raise LoginTakenError
    employer = Employer(
        name=new.name,
        credit_code=new.credit_code,
        contact_name=new.contact_name,
        phone=new.phone,
        status=EmployerStatus.PENDING,
    )
    account = Account(
        login=new.login,
        display_name=new.contact_name,
        password_hash=hash_password(new.password),
        role=Role.EMPLOYER,
        employer=employer,
        employer_role=EmployerRole.OWNER,
    )
    try:
        with session.begin_nested():
            session.add_all((employer, account))
    except IntegrityError as error:
        # A double tap, or two people at once: the other request was first.
        if session.scalars(known.limit(1)).first() is not None:
            raise CompanyKnownError from error
        raise LoginTakenError from error
    audit.record(session, "employer.register", employer, account_id=account.id, now=now)
    return account


def find_login(session: Session, login: str) -> bool:
    """Return whether an account has this login."""
    found = select(Account.id).where(Account.login == login)
    return session.scalars(found).one_or_none() is not None
