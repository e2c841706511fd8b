"""Seats of trains that a campaign has, and the coaches that wait where they arrive."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import LOCAL_TIME, Base, Timestamps

if TYPE_CHECKING:
    from models.campaign import Campaign
    from models.fleet import CoachType
    from models.place import Place


class TrainBlock(Timestamps, Base):
    """
    Seats of one train that are kept for a campaign's people.

    Who goes by it rides on a feeder to its hub and on a shuttle from its station; the
    bookings of the feeders are those of the train.
    """

    __tablename__ = "train_block"
    __table_args__ = (
        CheckConstraint("departs_at < arrives_at", name="times_in_order"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("seat_cents >= 0", name="price_not_negative"),
        CheckConstraint("least_riders BETWEEN 0 AND seats", name="take_up_in_range"),
        CheckConstraint("hub_code <> station_code", name="hub_is_not_station"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    name: Mapped[str] = mapped_column(String(20))
    """The number that stands on the tickets, such as K282."""
    hub_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    station_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    departs_at: Mapped[dt.datetime]
    arrives_at: Mapped[dt.datetime]
    seats: Mapped[int]
    seat_cents: Mapped[int]
    least_riders: Mapped[int] = mapped_column(default=0)
    """With fewer riders nobody goes by it."""

    campaign: Mapped[Campaign] = relationship()
    hub: Mapped[Place] = relationship(foreign_keys=hub_code)
    station: Mapped[Place] = relationship(foreign_keys=station_code)

    @property
    def service_date(self) -> dt.date:
        """Return the day of its feeders: that of its departure, as in China."""
        return self.departs_at.astimezone(LOCAL_TIME).date()


class ShuttleOffer(Timestamps, Base):
    """So many coaches of a type that wait at a station for a campaign's trains."""

    __tablename__ = "shuttle_offer"
    __table_args__ = (
        UniqueConstraint("campaign_id", "station_code", "coach_type_id"),
        CheckConstraint("count > 0", name="count_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    station_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    coach_type_id: Mapped[int] = mapped_column(ForeignKey("coach_type.id"))
    count: Mapped[int]

    station: Mapped[Place] = relationship()
    coach_type: Mapped[CoachType] = relationship()
