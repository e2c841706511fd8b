"""Reading what the audit table holds; writing it is ``webapp.services.audit``'s."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from models import Account, AuditEvent
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(9000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events are asked for; an empty word asks for all, dates are local ones."""

    action: str = ""
    login: str = ""
    subject_type: str = ""
    subject_id: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and who caused it; None when it was the service itself."""

    event: AuditEvent
    account: Account | None


def list_events(
    session: Session, wanted: Wanted, *, before_id: int | None = None, limit: int = 50
) -> list[Entry]:
    """Return events, the latest first; `before_id` goes on where a page ended."""
    query = _matching(wanted).order_by(AuditEvent.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    return [Entry(event, account) for event, account in session.execute(query)]


def history(session: Session, subject_type: str, subject_id: int) -> list[Entry]:
    """Return what happened to one row, the latest first; at most fifty events."""
    return list_events(
        session, Wanted(subject_type=subject_type, subject_id=str(subject_id))
    )


def last_reason(
    session: Session, action: str, subject_type: str, subject_id: int
) -> str:
    """Return the reason given when this was last done to the row; "" for never."""
    event = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.action == action,
            AuditEvent.subject_type == subject_type,
            AuditEvent.subject_id == str(subject_id),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).one_or_none()
    return str(event.detail.get("reason", "")) if event else ""


def list_actions(session: Session) -> Sequence[str]:
    """Return every action that has been recorded, in order."""
    return session.scalars(
        select(AuditEvent.action).distinct().order_by(AuditEvent.action)
    ).all()


def _matching(wanted: Wanted) -> Select[AuditEvent, Account]:
    query = select(AuditEvent, Account).outerjoin(
        Account, Account.id == AuditEvent.account_id
    )
    if wanted.action:
        query = query.where(AuditEvent.action == wanted.action)
    if wanted.login:
        query = query.where(
            or_(
                Account.login == wanted.login,
                Account.display_name.contains(wanted.login, autoescape=True),
            )
        )
    if wanted.subject_type:
        query = query.where(AuditEvent.subject_type == wanted.subject_type)
    if wanted.subject_id:
        query = query.where(AuditEvent.subject_id == wanted.subject_id)
    if wanted.first is not None:
        query = query.where(AuditEvent.at >= _midnight(wanted.first))
    if wanted.last is not None:
        query = query.where(AuditEvent.at < _midnight(wanted.last, after=1))
    return query


def _midnight(day: dt.date, *, after: int = 0) -> dt.datetime:
    # The first and the last days of the calendar have no time elsewhere in the world.
    day = min(max(day, EARLIEST), LATEST) + dt.timedelta(days=after)
    return dt.datetime.combine(day, dt.time(), LOCAL_TIME)
