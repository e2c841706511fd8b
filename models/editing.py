"""Plans changed by hand: the open draft of a plan, its steps, what is planned again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps

if TYPE_CHECKING:
    from models.account import Account
    from models.campaign import CharterPlan


class PlanDraft(Timestamps, Base):
    """
    Changes to a plan that are not a plan yet; one is open for each plan at most.

    All dispatchers work on the same one. The plan itself stays as it is until the
    draft is saved as a new plan.
    """

    __tablename__ = "plan_draft"
    __table_args__ = (
        Index(
            "uq_plan_draft_open",
            "plan_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("charter_plan.id"), index=True)
    version: Mapped[int] = mapped_column(default=0)
    """Raised by every step, undone or done again: who saw less is told."""
    position: Mapped[int] = mapped_column(default=0)
    """So many of the steps count; those after it were undone."""
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("charter_plan.id"), index=True
    )
    """The plan that it became."""
    closed_at: Mapped[dt.datetime | None]

    plan: Mapped[CharterPlan] = relationship(foreign_keys=plan_id)
    changed_by: Mapped[Account | None] = relationship()
    steps: Mapped[list[PlanStep]] = relationship(
        order_by="PlanStep.number", cascade="all, delete-orphan"
    )


class PlanStep(Base):
    """One change of a draft, as ``webapp.services.plan_steps`` writes it."""

    __tablename__ = "plan_step"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(
        ForeignKey("plan_draft.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    """From 1; those above the draft's position were undone."""
    change: Mapped[dict[str, Any]]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[dt.datetime]

    account: Mapped[Account | None] = relationship()


class Replanning(Base):
    """What a run plans again: a draft as it stood, its locks kept."""

    __tablename__ = "replanning"

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("charter_plan.id", ondelete="CASCADE"), primary_key=True
    )
    from_plan_id: Mapped[int] = mapped_column(
        ForeignKey("charter_plan.id", ondelete="CASCADE"), index=True
    )
    changes: Mapped[dict[str, Any]]
    """The steps that counted, under ``steps``."""
    promise_cents: Mapped[int]
    """What one person is worth whose date, place or time changes."""
