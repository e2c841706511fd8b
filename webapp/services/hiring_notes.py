"""What a company's people note about applications; only they read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import ApplicationNote

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Application

LONGEST_NOTE = 500


def list_notes(session: Session, application: Application) -> Sequence[ApplicationNote]:
    """Return the notes about an application, the latest first."""
    return session.scalars(
        select(ApplicationNote)
        .where(ApplicationNote.application_id == application.id)
        .options(joinedload(ApplicationNote.account))
        .order_by(ApplicationNote.written_at.desc(), ApplicationNote.id.desc())
    ).all()


def add_note(
    session: Session,
    application: Application,
    body: str,
    *,
    account_id: int,
    now: dt.datetime,
) -> ApplicationNote:
    """Add a note; the same one by the same person within its list is the first."""
    same = session.scalar(
        select(ApplicationNote).where(
            ApplicationNote.application_id == application.id,
            ApplicationNote.account_id == account_id,
            ApplicationNote.body == body,
        )
    )
    if same is not None:
        return same
    note = ApplicationNote(
        application_id=application.id, account_id=account_id, written_at=now, body=body
    )
    session.add(note)
    session.flush()
    return note
