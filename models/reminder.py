"""What somebody was reminded of, so that it is said once."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ReminderKind(enum.StrEnum):
    """What comes to its last day; ``subject_id`` is its row."""

    PAPERS = "papers"
    POSTING = "posting"


class Reminder(Base):
    """
    A last day that was told of so many days before; 0 tells that it is past.

    A later last day is another reminder.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "last_day", "days_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReminderKind]
    subject_id: Mapped[int]
    last_day: Mapped[dt.date]
    days_before: Mapped[int]
