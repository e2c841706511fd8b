"""Searches that people keep, and what they were told of them."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Timestamps


class Frequency(enum.StrEnum):
    """How often new vacancies are told."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


class SavedSearch(Timestamps, Base):
    """A search under a name; ``address`` is what follows ``/search?``."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("account_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(600))
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.DAILY, index=True)
    looked_at: Mapped[dt.datetime]
    """When it was last looked for new vacancies, at first when it was saved."""

    account: Mapped[Account] = relationship()


class AlertedVacancy(Base):
    """A vacancy that was told of a saved search: never again, though published anew."""

    __tablename__ = "alerted_vacancy"

    saved_search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True
    )
    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True, index=True
    )
