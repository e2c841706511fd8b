"""Whether a rider has arrived, as the employer ticks it off at the gate."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ArrivalStatus(enum.StrEnum):
    """What was seen at the gate."""

    ARRIVED = "arrived"
    MISSING = "missing"


class Arrival(Base):
    """A rider of a trip, ticked off once; taking the tick back removes the row."""

    __tablename__ = "arrival"
    __table_args__ = (UniqueConstraint("trip_id", "rider_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    rider_id: Mapped[int] = mapped_column(ForeignKey("rider.id"), index=True)
    status: Mapped[ArrivalStatus]
    noted_at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
