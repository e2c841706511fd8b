"""What is being typed into the form of a posting, and forms to begin from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Timestamps


class PostingDraft(Timestamps, Base):
    """
    One opened form of a posting, as it was typed; nobody but who typed it sees it.

    ``key`` is the form's own, so that a form sent twice is one posting. ``vacancy_id``
    is the posting that is changed, or that the form became when it was sent.
    """

    __tablename__ = "posting_draft"
    __table_args__ = (
        Index("ix_posting_draft_account_id_sent_at", "account_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sent_at: Mapped[dt.datetime | None]


class PostingTemplate(Timestamps, Base):
    """A filled-in form that a company keeps to begin postings from."""

    __tablename__ = "posting_template"
    __table_args__ = (UniqueConstraint("employer_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    name: Mapped[str] = mapped_column(String(60))
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
