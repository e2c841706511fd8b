"""The numbered seats that bookings hold."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Seat(Base):
    """
    A seat of a trip, for as long as a booking holds it; a free one has no row.

    Two parties on one seat are what the constraint is there to refuse.
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("trip_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    number: Mapped[int]
