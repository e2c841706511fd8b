"""A seeker's wish for seats on the coach home to work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps

if TYPE_CHECKING:
    from models.campaign import Campaign, Party
    from models.employer import Site
    from models.place import Place
    from models.seeker import Seeker


class RideRequest(Timestamps, Base):
    """
    Who wants to ride, from where, to which gate, in which days.

    Its party is what is planned and seated. ``waits_since`` is the place in the queue
    when there are no seats; ``consent_version`` names the text under which the party's
    ID numbers were given, empty where none were.
    """

    __tablename__ = "ride_request"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("luggage >= 0", name="luggage_not_negative"),
        CheckConstraint(
            "wheelchairs >= 0 AND wheelchairs <= size", name="wheelchairs_in_party"
        ),
        CheckConstraint("first_date <= last_date", name="dates_in_order"),
        Index(
            "uq_ride_request_open",
            "seeker_id",
            "campaign_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seeker_id: Mapped[int] = mapped_column(ForeignKey("seeker.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    size: Mapped[int]
    luggage: Mapped[int] = mapped_column(default=0)
    wheelchairs: Mapped[int] = mapped_column(default=0)
    pickup_place_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    alternatives: Mapped[list[str]] = mapped_column(default=list)
    """Codes of places where the party would board too, the nearest first."""
    first_date: Mapped[dt.date]
    last_date: Mapped[dt.date]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), unique=True)
    waits_since: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]
    consent_version: Mapped[str | None] = mapped_column(String(20))
    consented_at: Mapped[dt.datetime | None]
    consent_withdrawn_at: Mapped[dt.datetime | None]

    seeker: Mapped[Seeker] = relationship()
    campaign: Mapped[Campaign] = relationship()
    site: Mapped[Site] = relationship()
    pickup_place: Mapped[Place] = relationship()
    party: Mapped[Party | None] = relationship()
