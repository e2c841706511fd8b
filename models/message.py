"""What employers write: to people who have applied, and among themselves."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.application import Application
from models.base import Base, Timestamps


class Message(Base):
    """A message to a person who has applied, as it was sent."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[dt.datetime]
    body: Mapped[str]

    application: Mapped[Application] = relationship()


class ApplicationNote(Base):
    """What a company's people note about an application; nobody else reads it."""

    __tablename__ = "application_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[dt.datetime]
    body: Mapped[str]

    account: Mapped[Account] = relationship()


class MessageTemplate(Timestamps, Base):
    """A company's own wording for messages, with placeholders."""

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("employer_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    name: Mapped[str] = mapped_column(String(40))
    body: Mapped[str]
