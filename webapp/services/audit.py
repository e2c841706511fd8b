"""Write the append-only record of what was done, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import AuditEvent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from models import Base


def record(
    session: Session,
    action: str,
    subject: Base | None = None,
    *,
    account_id: int | None,
    now: dt.datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """
    Add an event; it stands when the caller commits what it tells of.

    Parameters
    ----------
    action
        ``<thing>.<verb>``, such as ``vacancy.publish``; ``denied``, ``reveal``,
        ``export`` for those.
    subject
        The row it is about, flushed already; None where there is none.
    account_id
        Who did it; None for the service itself.
    detail
        What JSON can hold; no personal data.
    """
    session.add(
        AuditEvent(
            at=now,
            account_id=account_id,
            action=action,
            subject_type=subject.__tablename__ if subject is not None else "",
            subject_id=str(getattr(subject, "id", "")),
            detail=dict(detail or {}),
        )
    )
    session.flush()
