"""Signing in and out."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Account, LoginSession
from webapp.security.passwords import hash_password, is_password, needs_rehash
from webapp.services import audit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SESSION_LIFE = dt.timedelta(hours=12)


class SignInError(Exception):
    """The login or the password is wrong; which, is not told."""


def sign_in(
    session: Session, login: str, password: str, *, now: dt.datetime
) -> tuple[Account, str]:
    """
    Return the account and the token of a new session, of which only a hash is stored.

    Raises
    ------
    SignInError
        When there is no such account with this password, or it is put to sleep. The
        failure is recorded; the caller commits it all the same.
    """
    account = session.scalar(select(Account).where(Account.login == login))
    is_right = is_password(password, account.password_hash if account else None)
    if account is None or not is_right or not account.is_active:
        audit.record(session, "sign_in.fail", account, account_id=None, now=now)
        raise SignInError
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
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
    return account, token


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
    row = session.scalar(
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
    return row.account if row is not None else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
