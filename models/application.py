"""A seeker applies for a vacancy, once."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps

if TYPE_CHECKING:
    from models.seeker import Seeker
    from models.vacancy import Vacancy


class ApplicationStatus(enum.StrEnum):
    """How far an application has come."""

    SENT = "sent"
    SEEN = "seen"
    INTERVIEW = "interview"
    OFFER = "offer"
    HIRED = "hired"
    STAYED = "stayed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Application(Timestamps, Base):
    """
    One seeker, one vacancy; ``HIRED`` makes it a placement.

    ``STAYED`` says that the person was still there after three months.
    """

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("seeker_id", "vacancy_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seeker_id: Mapped[int] = mapped_column(ForeignKey("seeker.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    status: Mapped[ApplicationStatus] = mapped_column(default=ApplicationStatus.SENT)
    message: Mapped[str] = mapped_column(default="")

    seeker: Mapped[Seeker] = relationship(back_populates="applications")
    vacancy: Mapped[Vacancy] = relationship(back_populates="applications")
    events: Mapped[list[ApplicationEvent]] = relationship(
        order_by="ApplicationEvent.id", cascade="all, delete-orphan"
    )


class ApplicationEvent(Base):
    """One step of an application, and when: rows are added, never changed."""

    __tablename__ = "application_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[ApplicationStatus]
    at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
