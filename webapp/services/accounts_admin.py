"""Accounts as an administrator sees them: made, put to sleep, woken."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from models import Account, Employer, EmployerRole, EmployerStatus, Office, Role
from webapp.security.passwords import hash_password
from webapp.services import audit
from webapp.services.accounts import end_sessions
from webapp.services.offices import STAFF
from webapp.services.versions import claim

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

# Without 0/O, 1/l/I: a first password is read out or copied from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY346789"
FIRST_PASSWORD_LENGTH = 14


class AccountsError(Exception):
    """
    Accounts cannot be changed so.

    AccountsError
    ├── LoginTakenError
    ├── EmployerNeededError
    ├── OfficeNeededError
    └── LastAdminError
    """


class LoginTakenError(AccountsError):
    """Another account has this login."""


class EmployerNeededError(AccountsError):
    """An employer's person needs an employer; nobody else has one."""


class OfficeNeededError(AccountsError):
    """A dispatcher or a clerk needs an office."""


class LastAdminError(AccountsError):
    """Nobody would be left to manage accounts, or it is one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Whom an account is for."""

    login: str
    display_name: str
    role: Role
    employer_name: str = ""
    office_id: int | None = None


def list_accounts(
    session: Session,
    *,
    role: Role | None = None,
    words: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Sequence[Account]:
    """Return accounts by login; by role, name or employer when asked."""
    query = (
        select(Account)
        .outerjoin(Account.employer)
        .options(joinedload(Account.employer), joinedload(Account.office))
        .order_by(Account.login)
        .limit(limit)
        .offset(offset)
    )
    if role is not None:
        query = query.where(Account.role == role)
    if words := words.strip():
        query = query.where(
            or_(
                Account.login.contains(words, autoescape=True),
                Account.display_name.contains(words, autoescape=True),
                Employer.name.contains(words, autoescape=True),
            )
        )
    return session.scalars(query).all()


def first_password() -> str:
    """Return a password for somebody to change after the first sign-in."""
    return "".join(secrets.choice(LETTERS) for _ in range(FIRST_PASSWORD_LENGTH))


def create_account(
    session: Session, new: NewAccount, *, account_id: int, now: dt.datetime
) -> tuple[Account, str]:
    """
    Add an account and return it with its first password, which is nowhere else.

    An employer that is not known yet is added, and waits for its examination.

    Raises
    ------
    LoginTakenError
        When another account has this login.
    EmployerNeededError
        When an employer's person has no employer, or somebody else has one.
    OfficeNeededError
        When a dispatcher or a clerk has no office.
    """
    if session.scalar(select(Account.id).where(Account.login == new.login)) is not None:
        msg = f"There is an account {new.login!r} already."
        raise LoginTakenError(msg)
    if (new.role is Role.EMPLOYER) != bool(new.employer_name):
        msg = f"An account as {new.role} and the employer do not go together."
        raise EmployerNeededError(msg)
    office = session.get(Office, new.office_id) if new.office_id else None
    if new.role in STAFF and office is None:
        msg = f"An account as {new.role} needs an office."
        raise OfficeNeededError(msg)
    password = first_password()
    account = Account(
        login=new.login,
        display_name=new.display_name,
        password_hash=hash_password(password),
        role=new.role,
        office=office if new.role in STAFF else None,
    )
    if new.employer_name:
        account.employer = _employer_named(session, new.employer_name, account_id, now)
        # Whom the office makes an account for may ask the company's others in.
        account.employer_role = EmployerRole.OWNER
    session.add(account)
    session.flush()
    audit.record(
        session, "account.create", account, account_id=account_id, now=now,
        detail={
            "role": new.role,
            "employer_id": account.employer_id,
            "office_id": account.office_id,
        },
    )  # fmt: skip
    return account, password


def set_active(
    session: Session,
    account: Account,
    is_active: bool,
    *,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Put an account to sleep, which signs it out everywhere at once, or wake it.

    Raises
    ------
    StaleError
        When it was changed since it was shown.
    LastAdminError
        When it is one's own, so that an administrator always remains.
    """
    if account.id == account_id and not is_active:
        msg = "An administrator cannot put the own account to sleep."
        raise LastAdminError(msg)
    claim(session, account, seen_at, now)
    account.is_active = is_active
    ended = 0
    if not is_active:
        ended = end_sessions(session, account, now=now)
    session.flush()
    audit.record(
        session, "account.wake" if is_active else "account.sleep", account,
        account_id=account_id, now=now, detail={"sessions_ended": ended},
    )  # fmt: skip


def _employer_named(
    session: Session, name: str, account_id: int, now: dt.datetime
) -> Employer:
    known = session.scalars(select(Employer).where(Employer.name == name)).one_or_none()
    if known is not None:
        return known
    employer = Employer(name=name, status=EmployerStatus.PENDING)
    session.add(employer)
    session.flush()
    audit.record(session, "employer.create", employer, account_id=account_id, now=now)
    return employer
