"""Keys for programs: made, shown once, rotated, ended."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from models import Account, ApiKey, Scope
from webapp.services import audit
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

PREFIX = "zhida_"
LIFE = dt.timedelta(days=180)
CHANGE_OVER = dt.timedelta(days=1)
MOST = 20


class TooManyError(Exception):
    """A company has as many keys as it may."""


def make_key(
    session: Session,
    account: Account,
    name: str,
    scopes: Sequence[Scope],
    *,
    now: dt.datetime,
) -> tuple[ApiKey, str]:
    """
    Return a new key and its text, which is kept nowhere.

    Raises
    ------
    TooManyError
        When the company has ``MOST`` that are valid.
    """
    if account.employer_id is not None:
        # One after another, so that the number holds.
        session.refresh(account.employer, ["status"], with_for_update=True)
    if len(list_valid(session, account, now=now)) >= MOST:
        raise TooManyError
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        account_id=account.id,
        name=name,
        start=text[:12],
        key_hash=_hash(text),
        scopes=[scope.value for scope in scopes],
        created_at=now,
        expires_at=now + LIFE,
    )
    session.add(key)
    session.flush()
    audit.record(session, "api_key.create", key, account_id=account.id, now=now)
    return key, text


def rotate(
    session: Session, key: ApiKey, account: Account, *, now: dt.datetime
) -> tuple[ApiKey, str]:
    """Return a successor and its text; the old key ends in ``CHANGE_OVER``."""
    made = make_key(
        session, account, key.name, [Scope(each) for each in key.scopes], now=now
    )
    key.expires_at = min(key.expires_at, now + CHANGE_OVER)
    session.flush()
    audit.record(session, "api_key.rotate", key, account_id=account.id, now=now)
    return made


def end_key(
    session: Session, key: ApiKey, *, account_id: int, now: dt.datetime
) -> None:
    """End a key at once."""
    if key.ended_at is None:
        key.ended_at = now
        session.flush()
        audit.record(session, "api_key.end", key, account_id=account_id, now=now)


def find_valid(session: Session, text: str, *, now: dt.datetime) -> ApiKey | None:
    """Return the key of this text, if it and its account are valid."""
    return session.scalar(
        select(ApiKey)
        .join(ApiKey.account)
        .options(joinedload(ApiKey.account).joinedload(Account.employer))
        .where(
            ApiKey.key_hash == _hash(text),
            ApiKey.ended_at.is_(None),
            ApiKey.expires_at > now,
            Account.is_active,
        )
    )


def note_use(session: Session, key_id: int, *, now: dt.datetime) -> None:
    """Keep the day of a key's last use; one write a day."""
    session.execute(
        update(ApiKey)
        .where(
            ApiKey.id == key_id,
            or_(ApiKey.last_used_on.is_(None), ApiKey.last_used_on < today(now)),
        )
        .values(last_used_on=today(now))
    )


def list_valid(
    session: Session, account: Account, *, now: dt.datetime
) -> Sequence[ApiKey]:
    """Return the valid keys of an account's company, the latest first."""
    return session.scalars(
        _valid(now).where(Account.employer_id == account.employer_id)
    ).all()


def list_everybodys(session: Session, *, now: dt.datetime) -> Sequence[ApiKey]:
    """Return all valid keys, the latest first."""
    return session.scalars(
        _valid(now).options(joinedload(ApiKey.account).joinedload(Account.employer))
    ).all()


def _valid(now: dt.datetime) -> Select[ApiKey]:
    return (
        select(ApiKey)
        .join(ApiKey.account)
        .where(ApiKey.ended_at.is_(None), ApiKey.expires_at > now)
        .order_by(ApiKey.id.desc())
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
