"""No edit is lost: whoever saves second is told, and nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session


class StaleError(Exception):
    """Somebody else changed the row since it was shown; it was left as it is."""


def claim(session: Session, row: Any, seen_at: dt.datetime, now: dt.datetime) -> None:
    """
    Take a row for changing; `seen_at` is its ``updated_at`` as it was shown.

    One conditional update decides, so of two who save at once exactly one wins.

    Raises
    ------
    StaleError
        When the row has changed since; it is read anew.
    """
    table = type(row)
    changed = session.execute(
        update(table)
        .where(table.id == row.id, table.updated_at == seen_at)
        .values(updated_at=now)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(row)
    if changed is None:
        msg = f"{table.__name__} {row.id} was changed since it was shown."
        raise StaleError(msg)
