"""What people report of vacancies, and what the office decided."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Timestamps
from models.vacancy import Vacancy


class ReportReason(enum.StrEnum):
    """What is wrong with a vacancy; each is something the law or the truth forbids."""

    DEPOSIT = "deposit"
    ID_KEPT = "id_kept"
    FALSE = "false"
    DISCRIMINATION = "discrimination"
    UNPAID = "unpaid"
    IMPOSTOR = "impostor"
    FILLED = "filled"
    OTHER = "other"


class ReportStatus(enum.StrEnum):
    """What the office decided."""

    OPEN = "open"
    DISMISSED = "dismissed"
    TAKEN_DOWN = "taken_down"
    WARNED = "warned"


class Report(Timestamps, Base):
    """One report, from an account or from somebody who is not signed in."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_status_due_on", "status", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[ReportReason]
    text: Mapped[str] = mapped_column(default="")
    status: Mapped[ReportStatus] = mapped_column(default=ReportStatus.OPEN)
    due_on: Mapped[dt.date]
    decision: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    vacancy: Mapped[Vacancy] = relationship()
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
