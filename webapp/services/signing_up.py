"""
A seeker's account by telephone number: made by the person, or at the desk.

The number is kept sealed with the profile and as a blind index with the account, so
that it signs in and can be read nowhere. It is not proven to be the person's: so an
account made on the web never gets the profile that an office keeps under the number;
at the desk, where the person is known, it does.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import Account, Role, Seeker
from models.sealed import blind_index, mask_name
from webapp.security.passwords import hash_password
from webapp.services import audit
from webapp.services.accounts import end_sessions
from webapp.services.accounts_admin import first_password
from webapp.services.own_account import require_strong

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


class SignUpError(Exception):
    """
    There can be no such account.

    SignUpError
    ├── NumberTakenError
    └── NoNumberError
    """


class NumberTakenError(SignUpError):
    """Another account signs in with this number."""


class NoNumberError(SignUpError):
    """The person's profile has no telephone number to sign in with."""


def sign_up(
    session: Session,
    *,
    name: str,
    phone: str,
    password: str,
    language: str | None,
    now: dt.datetime,
) -> Account:
    """
    Make an account with an empty profile, which agrees that both are kept.

    Parameters
    ----------
    phone
        Its digits.

    Raises
    ------
    NumberTakenError
        When another account signs in with this number.
    WeakPasswordError
        When the password is too easy to guess.
    """
    require_strong(password, phone)
    account = _new_account(name, phone, password)
    account.language = language
    _add(session, account)
    seeker = Seeker(account_id=account.id, name=name, phone=phone)
    session.add(seeker)
    session.flush()
    audit.record(
        session, "account.sign_up", account, account_id=account.id, now=now,
        detail={"agreed": True},
    )  # fmt: skip
    return account


def find_by_number(session: Session, phone: str) -> Sequence[Seeker]:
    """Return whose profiles have this number; a family may share one."""
    return session.scalars(
        select(Seeker)
        .where(Seeker.phone_index == blind_index("phone", phone))
        .order_by(Seeker.id)
    ).all()


def register(
    session: Session, *, name: str, phone: str, account_id: int, now: dt.datetime
) -> Seeker:
    """Begin a person's profile at the desk; they agreed, in the clerk's presence."""
    seeker = Seeker(name=name, phone=phone)
    session.add(seeker)
    session.flush()
    audit.record(
        session, "seeker.create", seeker, account_id=account_id, now=now,
        detail={"by_proxy": True, "agreed": True},
    )  # fmt: skip
    return seeker


def give_account(
    session: Session, seeker: Seeker, *, account_id: int, now: dt.datetime
) -> str:
    """
    Let a person sign in with their number; return a first password, this once.

    Who has an account already gets a new password, and is signed out everywhere.

    Raises
    ------
    NoNumberError, NumberTakenError
        When there is no number to sign in with, or it is another account's.
    """
    if not seeker.phone:
        msg = f"Seeker {seeker.id} has no telephone number."
        raise NoNumberError(msg)
    password = first_password()
    # Two taps: the second finds the account of the first.
    session.refresh(seeker, ["account_id"], with_for_update=True)
    account = session.get(Account, seeker.account_id) if seeker.account_id else None
    if account is not None:
        account.password_hash = hash_password(password)
        end_sessions(session, account, now=now)
        session.flush()
        action = "account.password"
    else:
        account = _new_account(seeker.name or "", seeker.phone, password)
        _add(session, account)
        seeker.account_id = account.id
        session.flush()
        action = "account.create"
    audit.record(
        session, action, account, account_id=account_id, now=now,
        detail={"role": Role.SEEKER, "by_proxy": True},
    )  # fmt: skip
    return password


def _new_account(name: str, phone: str, password: str) -> Account:
    return Account(
        # Never the number: a login is kept as it is.
        login=f"s-{secrets.token_hex(6)}",
        display_name=mask_name(name)[:80],
        password_hash=hash_password(password),
        role=Role.SEEKER,
        phone_index=blind_index("phone", phone),
    )


def _add(session: Session, account: Account) -> None:
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        msg = "Another account signs in with this number."
        raise NumberTakenError(msg) from error
