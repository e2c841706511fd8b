"""Tell people what happened: on the site, and where else they want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from models import Account, Contact, Notice, NoticeKind
from webapp.services import outbox
from webapp.services.notice_texts import blanks, sentence, translate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

SHOWN = 100
# Nobody is called to the telephone for these; an alert writes its own message.
ON_THE_SITE_ONLY = {NoticeKind.APPLICATION_SEEN, NoticeKind.ALERT}


def _(text: str) -> str:
    return text


def tell(
    session: Session,
    *,
    account_id: int,
    kind: NoticeKind,
    about: Mapping[str, str],
    path: str,
    now: dt.datetime,
) -> Notice:
    """
    Tell an account something; it also goes to the person's telephone or mailbox, if
    they chose so and the kind is worth it.

    Parameters
    ----------
    about
        The blanks of the kind's sentence; ``…_at`` is an ISO time, ``…_on`` a date.
    path
        The page on this site that it leads to.

    Raises
    ------
    ValueError
        When a blank is missing, or the path leads elsewhere.
    """
    if not path.startswith("/") or path.startswith("//"):
        msg = f"Expected a path of this site, got {path!r}."
        raise ValueError(msg)
    blanks(kind, about)
    notice = Notice(
        account_id=account_id, kind=kind, about=dict(about), path=path, created_at=now
    )
    session.add(notice)
    session.flush()
    if kind not in ON_THE_SITE_ONLY:
        _send(session, notice, now)
    return notice


def tell_employer(
    session: Session,
    *,
    employer_id: int,
    kind: NoticeKind,
    about: Mapping[str, str],
    path: str,
    now: dt.datetime,
) -> list[Notice]:
    """Tell every person of an employer who may sign in."""
    people = session.scalars(
        select(Account.id).where(Account.employer_id == employer_id, Account.is_active)
    ).all()
    return [
        tell(session, account_id=id_, kind=kind, about=about, path=path, now=now)
        for id_ in people
    ]


def list_of(
    session: Session, account_id: int, *, first: int = 0, limit: int = SHOWN
) -> Sequence[Notice]:
    """Return what an account was told, the latest first, from the `first`-th."""
    return session.scalars(
        select(Notice)
        .where(Notice.account_id == account_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .offset(first)
        .limit(limit)
    ).all()


def find_last(session: Session, account_id: int, path: str) -> Notice | None:
    """Return the last that an account was told of what a page shows."""
    return session.scalars(
        select(Notice)
        .where(Notice.account_id == account_id, Notice.path == path)
        .order_by(Notice.id.desc())
        .limit(1)
    ).one_or_none()


def count(session: Session, account_id: int) -> int:
    """Return how many notices an account has."""
    return session.scalars(
        select(func.count(Notice.id)).where(Notice.account_id == account_id)
    ).one()


def count_unread(session: Session, account_id: int) -> int:
    """Return how many notices an account has not read."""
    return session.scalars(
        select(func.count(Notice.id)).where(
            Notice.account_id == account_id, Notice.read_at.is_(None)
        )
    ).one()


def read(
    session: Session, account_id: int, notice_id: int, *, now: dt.datetime
) -> Notice | None:
    """Note that a notice was read; None when it is not the account's."""
    notice = session.scalar(
        select(Notice).where(Notice.id == notice_id, Notice.account_id == account_id)
    )
    if notice is not None and notice.read_at is None:
        notice.read_at = now
        session.flush()
    return notice


def read_all(session: Session, account_id: int, *, now: dt.datetime) -> None:
    """Note that everything was read."""
    session.execute(
        update(Notice)
        .where(Notice.account_id == account_id, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def find_contact(session: Session, account_id: int) -> Contact | None:
    """Return where an account's notices go besides the site, confirmed or not."""
    return session.scalar(select(Contact).where(Contact.account_id == account_id))


def _send(session: Session, notice: Notice, now: dt.datetime) -> None:
    contact = find_contact(session, notice.account_id)
    if contact is None or contact.confirmed_at is None or contact.address is None:
        return
    language = contact.account.language
    told = sentence(notice.kind, notice.about, language)
    outbox.put(
        session,
        channel=contact.channel,
        address=contact.address,
        subject=translate(_("News for you"), language),
        text=f"{told}\n{outbox.SITE}{notice.path}",
        key=f"notice-{notice.id}",
        now=now,
    )
