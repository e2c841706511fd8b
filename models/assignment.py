"""Who could work where: the last time all were assigned at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.seeker import Seeker
    from models.vacancy import Vacancy


class AssignmentRun(Base):
    """A run over all who look and all that is open; of finished ones the last."""

    __tablename__ = "assignment_run"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 1", name="share_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    share: Mapped[float] = mapped_column(default=0.0)
    """How much is done, 0 to 1."""
    finished_at: Mapped[dt.datetime | None]
    failure: Mapped[str] = mapped_column(String(200), default="")
    """Why nothing was found; empty where something was."""
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Proposal(Base):
    """What a run says of a person: a vacancy, or why there is none."""

    __tablename__ = "proposal"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("assignment_run.id", ondelete="CASCADE"), primary_key=True
    )
    seeker_id: Mapped[int] = mapped_column(ForeignKey("seeker.id"), primary_key=True)
    vacancy_id: Mapped[int | None] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE")
    )
    chance: Mapped[float] = mapped_column(default=0.0)
    left_because: Mapped[str] = mapped_column(String(16), default="")
    """Of who has no vacancy; the values are those of ``matcher``."""
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Reasons of a proposal; what would help where there is none."""

    seeker: Mapped[Seeker] = relationship()
    vacancy: Mapped[Vacancy | None] = relationship()
