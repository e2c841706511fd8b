"""
What is typed into the form of a posting is kept, and a form sent twice is one posting.

A draft holds the fields as they were typed, whether they can be stored or not. It
belongs to one account, so that two colleagues never type over each other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from models import Account, PostingDraft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

KEY = re.compile(r"[0-9a-f]{32}")
LONGEST_FIELD = 5_000
# A form that was sent is remembered so long, for whoever taps again.
REMEMBERED_FOR = dt.timedelta(days=2)
KEPT_FOR = dt.timedelta(days=90)


class NotOwnDraftError(Exception):
    """The draft is another account's, or there is none."""


def new_key() -> str:
    """Return the key of a form that is opened now."""
    return secrets.token_hex(16)


def key_of(account: Account, words: str) -> str:
    """Return the key of a form that a program names by words of its own."""
    return hashlib.sha256(f"{account.id} {words}".encode()).hexdigest()[:32]


def keep(
    session: Session,
    key: str,
    fields: Mapping[str, str],
    *,
    account: Account,
    vacancy_id: int | None,
    now: dt.datetime,
) -> PostingDraft:
    """
    Keep what is typed; of a form that was sent meanwhile nothing more is kept.

    Raises
    ------
    NotOwnDraftError
        When the key is another account's, or no key.
    """
    draft = _row(session, key, account, vacancy_id)
    if draft.sent_at is None:
        draft.fields = {
            name: value[:LONGEST_FIELD] for name, value in fields.items() if value
        }
        draft.updated_at = now
        session.flush()
    return draft


def claim(
    session: Session, key: str, *, account: Account, vacancy_id: int | None
) -> PostingDraft:
    """
    Take a form for sending: of two taps at once the second waits for the first.

    ``sent_at`` then says whether it was sent already, and ``vacancy_id`` as what.

    Raises
    ------
    NotOwnDraftError
        When the key is another account's, or no key.
    """
    draft = _row(session, key, account, vacancy_id)
    session.refresh(draft, ["sent_at", "vacancy_id"], with_for_update=True)
    return draft


def mark_sent(
    session: Session, draft: PostingDraft, vacancy_id: int, now: dt.datetime
) -> None:
    """Note what became of a form, and forget what was typed."""
    draft.vacancy_id = vacancy_id
    draft.fields = {}
    draft.sent_at = now
    session.flush()


def find(session: Session, key: str, account: Account) -> PostingDraft | None:
    """Return an account's own draft that was not sent."""
    return session.scalars(
        _open_of(account).where(PostingDraft.key == key)
    ).one_or_none()


def find_of_vacancy(
    session: Session, vacancy_id: int, account: Account
) -> PostingDraft | None:
    """Return the last that an account typed about a posting and did not save."""
    return session.scalars(
        _open_of(account).where(PostingDraft.vacancy_id == vacancy_id).limit(1)
    ).first()


def list_new(session: Session, account: Account) -> Sequence[PostingDraft]:
    """Return an account's unfinished new postings, the last typed first."""
    return session.scalars(
        _open_of(account).where(PostingDraft.vacancy_id.is_(None))
    ).all()


def discard(session: Session, key: str, account: Account) -> None:
    """Forget a draft; does nothing when it is gone already or was sent."""
    if draft := find(session, key, account):
        session.delete(draft)
        session.flush()


def forget_old(session: Session, *, now: dt.datetime) -> None:
    """Forget what nobody went on with for months, and forms that were sent."""
    session.execute(
        delete(PostingDraft).where(
            (PostingDraft.updated_at < now - KEPT_FOR)
            | (PostingDraft.sent_at < now - REMEMBERED_FOR)
        )
    )


def _open_of(account: Account) -> Select[PostingDraft]:
    """Return the query of what an account typed and did not send, the last first."""
    return (
        select(PostingDraft)
        .where(PostingDraft.account_id == account.id, PostingDraft.sent_at.is_(None))
        .order_by(PostingDraft.updated_at.desc(), PostingDraft.id.desc())
    )


def _row(
    session: Session, key: str, account: Account, vacancy_id: int | None
) -> PostingDraft:
    """Return the row of a form, added when it is the first that is heard of it."""
    if not KEY.fullmatch(key):
        msg = "Expected a key of 32 hex digits."
        raise NotOwnDraftError(msg)
    query = select(PostingDraft).where(PostingDraft.key == key)
    draft = session.scalars(query).one_or_none()
    if draft is None:
        draft = PostingDraft(
            key=key,
            employer_id=account.employer_id,
            account_id=account.id,
            vacancy_id=vacancy_id,
        )
        try:
            with session.begin_nested():
                session.add(draft)
        except IntegrityError:
            # A double tap: the other request was first.
            draft = session.scalars(query).one()
    if draft.account_id != account.id:
        msg = f"Draft {draft.id} is another account's."
        raise NotOwnDraftError(msg)
    return draft
