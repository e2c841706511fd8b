"""Searches that people keep: named, told of by day or week, stopped by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models import Frequency, SavedSearch
from webapp.services import audit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

MOST = 20
LONGEST_ADDRESS = 600


class TooManyError(Exception):
    """This account keeps as many searches as one may."""


def save(
    session: Session,
    account_id: int,
    *,
    name: str,
    address: str,
    frequency: Frequency,
    now: dt.datetime,
) -> SavedSearch:
    """
    Keep a search; the same one a second time takes the new name and frequency.

    Raises
    ------
    TooManyError
        When there are `MOST` already.
    """
    same = select(SavedSearch).where(
        SavedSearch.account_id == account_id, SavedSearch.address == address
    )
    found = session.scalar(same)
    if found is None:
        if count(session, account_id) >= MOST:
            raise TooManyError
        found = SavedSearch(
            account_id=account_id,
            name=name,
            address=address,
            frequency=frequency,
            looked_at=now,
        )
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:
            # A double tap: the other request was first.
            found = session.scalars(same).one()
        else:
            audit.record(
                session, "saved_search.create", found, account_id=account_id, now=now
            )
    found.name, found.frequency = name, frequency
    session.flush()
    return found


def list_of(session: Session, account_id: int) -> Sequence[SavedSearch]:
    """Return an account's searches, the latest first."""
    return session.scalars(
        select(SavedSearch)
        .where(SavedSearch.account_id == account_id)
        .order_by(SavedSearch.id.desc())
    ).all()


def count(session: Session, account_id: int) -> int:
    """Return how many searches an account keeps."""
    return session.scalars(
        select(func.count(SavedSearch.id)).where(SavedSearch.account_id == account_id)
    ).one()


def find_own(session: Session, account_id: int, search_id: int) -> SavedSearch | None:
    """Return one of an account's searches, or None."""
    return session.scalar(
        select(SavedSearch).where(
            SavedSearch.id == search_id, SavedSearch.account_id == account_id
        )
    )


def change(
    session: Session,
    saved: SavedSearch,
    *,
    name: str,
    frequency: Frequency,
    now: dt.datetime,
) -> None:
    """Rename a search, or tell of it more or less often."""
    if saved.frequency is Frequency.NEVER and frequency is not Frequency.NEVER:
        # What came up while nobody wanted to be told is not told afterwards.
        saved.looked_at = now
    saved.name, saved.frequency = name, frequency
    session.flush()


def delete(
    session: Session, saved: SavedSearch, *, account_id: int, now: dt.datetime
) -> None:
    """Forget a search, and what was told of it."""
    audit.record(session, "saved_search.delete", saved, account_id=account_id, now=now)
    session.delete(saved)
    session.flush()


def stop_token(saved: SavedSearch, secret: str) -> str:
    """Return what stands in the link that stops the alerts of a search."""
    return _signer(secret).dumps(saved.id)


def find_by_token(session: Session, token: str, secret: str) -> SavedSearch | None:
    """Return the search of such a link; None when it is not ours or is deleted."""
    try:
        search_id = _signer(secret).loads(token)
    except BadData:
        return None
    return session.get(SavedSearch, search_id)


def stop(session: Session, saved: SavedSearch, *, now: dt.datetime) -> None:
    """Tell nothing of a search any more; whoever holds the link may."""
    if saved.frequency is not Frequency.NEVER:
        saved.frequency = Frequency.NEVER
        session.flush()
        audit.record(session, "saved_search.stop", saved, account_id=None, now=now)


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="stop-alerts")
