"""Signing in and out."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from models import Account, LoginSession
from models.sealed import blind_index
from webapp.security.passwords import hash_password, is_password, needs_rehash
from webapp.services import audit, telephone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SESSION_LIFE = dt.timedelta(hours=12)
# A program may renew its session so long after the password was last typed.
LONGEST_LIFE = dt.timedelta(days=30)


class SignInError(Exception):
    """The login or the password is wrong; which, is not told."""


def sign_in(
    session: Session, login: str, password: str, *, now: dt.datetime
) -> tuple[Account, str]:
    """
    Return the account and the token of a new session, of which only a hash is stored.

    A seeker signs in by telephone number too.

    Raises
    ------
    SignInError
        When there is no such account with this password, or it is put to sleep. The
        failure is recorded; the caller commits it all the same.
    """
    account = find_by_login(session, login)
    is_right = is_password(password, account.password_hash if account else None)
    if account is None or not is_right or not account.is_active:
        audit.record(session, "sign_in.fail", account, account_id=None, now=now)
        raise SignInError
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    return account, begin_session(session, account, now=now)


def begin_session(session: Session, account: Account, *, now: dt.datetime) -> str:
    """Sign an account in, and return the token of its new session."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            account=account,
            token_hash=_hash(token),
            created_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    audit.record(session, "sign_in", account, account_id=account.id, now=now)
    return token


def renew(session: Session, token: str, *, now: dt.datetime) -> str | None:
    """
    Return a new token for that of a session, which ends; None when it has no session.

    No session lasts longer than ``LONGEST_LIFE`` without the password.
    """
    row = _find(session, token, now)
    if row is None:
        return None
    # Two programs with one token: only one of them goes on.
    session.refresh(row, ["ended_at"], with_for_update=True)
    if row.ended_at is not None:
        return None
    row.ended_at = now
    fresh = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            account=row.account,
            token_hash=_hash(fresh),
            created_at=row.created_at,
            expires_at=min(now + SESSION_LIFE, row.created_at + LONGEST_LIFE),
        )
    )
    session.flush()
    return fresh


def find_expiry(
    session: Session, token: str, *, now: dt.datetime
) -> dt.datetime | None:
    """Return when the session of a token ends; None when it has none."""
    row = _find(session, token, now)
    return row.expires_at if row is not None else None


def find_by_login(session: Session, login: str) -> Account | None:
    """Return the account of a login, or the seeker's of a telephone number."""
    account = session.scalar(select(Account).where(Account.login == login))
    if account is None and (phone := telephone.digits(login)):
        account = session.scalar(
            select(Account).where(Account.phone_index == blind_index("phone", phone))
        )
    return account


def end_sessions(
    session: Session, account: Account, *, now: dt.datetime, but: str = ""
) -> int:
    """Sign an account out everywhere, but for one token's; return from how many."""
    ended = session.scalars(
        update(LoginSession)
        .where(
            LoginSession.account_id == account.id,
            LoginSession.ended_at.is_(None),
            LoginSession.token_hash != _hash(but),
        )
        .values(ended_at=now)
        .returning(LoginSession.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(ended)


def sign_out(session: Session, token: str, *, now: dt.datetime) -> None:
    """End the session of this token, if it has one."""
    row = session.scalar(
        select(LoginSession).where(
            LoginSession.token_hash == _hash(token), LoginSession.ended_at.is_(None)
        )
    )
    if row is not None:
        row.ended_at = now
        audit.record(
            session, "sign_out", row.account, account_id=row.account_id, now=now
        )


def find_signed_in(session: Session, token: str, *, now: dt.datetime) -> Account | None:
    """Return the account of a session that is neither ended nor expired."""
    row = _find(session, token, now)
    return row.account if row is not None else None


def _find(session: Session, token: str, now: dt.datetime) -> LoginSession | None:
    return session.scalar(
        select(LoginSession)
        .join(LoginSession.account)
        .options(joinedload(LoginSession.account).joinedload(Account.employer))
        .where(
            LoginSession.token_hash == _hash(token),
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
            Account.is_active,
        )
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
