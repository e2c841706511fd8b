"""What a campaign has promised, each time that it was published."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.campaign import Campaign, CharterPlan


class Edition(Base):
    """
    A version of a campaign's trips as they were published.

    ``promises`` is what ``webapp.services.editions.Promises`` stores: numbers, places
    and times, and nobody's data. The next edition is compared with it, and papers are
    made from it, so a paper that was handed out can be made again.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("charter_plan.id"), index=True)
    number: Mapped[int]
    published_at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    promises: Mapped[dict[str, Any]]

    campaign: Mapped[Campaign] = relationship()
    plan: Mapped[CharterPlan] = relationship()
