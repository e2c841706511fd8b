"""Whether a rider has arrived, as the employer ticks it off at the gate."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ArrivalStatus(enum.StrEnum):
    """What was seen at the gate."""

    ARRIVED = "arrived"
    MISSING = "missing"


class Arrival(Base):
    """
    A person of a trip, ticked off once; taking the tick back removes the row.

    A person is a party and a ``place`` in it from 1: the riders by id, then those who
    are not named.
    """

    __tablename__ = "arrival"
    __table_args__ = (
        UniqueConstraint("trip_id", "party_id", "place"),
        CheckConstraint("place > 0", name="place_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    place: Mapped[int]
    status: Mapped[ArrivalStatus]
    noted_at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
