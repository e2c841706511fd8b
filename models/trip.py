"""Trips, their stops, and the bookings that take their seats."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import LOCAL_TIME, Base, Timestamps

if TYPE_CHECKING:
    from models.campaign import CharterPlan, Party
    from models.employer import Site
    from models.fleet import CoachType
    from models.place import Place
    from models.seat import Seat
    from models.train import TrainBlock


class TripStatus(enum.StrEnum):
    """Where a trip stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class TripRole(enum.StrEnum):
    """Where a coach brings its people from and to."""

    DIRECT = "direct"
    """From the home counties to the gates."""
    FEEDER = "feeder"
    """From the home counties to the hub of a train."""
    SHUTTLE = "shuttle"
    """From the station where a train arrives to the gates."""


class Trip(Timestamps, Base):
    """
    One coach on one service date.

    ``seats_taken`` is changed only by one conditional update
    (``webapp.services.seats``), and the check below is the last word: a seat is never
    sold twice.
    """

    __tablename__ = "trip"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= seats_allowed",
            name="seats_never_oversold",
        ),
        CheckConstraint(
            "(role = 'direct') = (block_id IS NULL)", name="train_or_direct"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("charter_plan.id"))
    coach_type_id: Mapped[int] = mapped_column(ForeignKey("coach_type.id"))
    number: Mapped[int]
    status: Mapped[TripStatus] = mapped_column(default=TripStatus.DRAFT)
    role: Mapped[TripRole] = mapped_column(default=TripRole.DIRECT)
    block_id: Mapped[int | None] = mapped_column(
        ForeignKey("train_block.id"), index=True
    )
    """The train that a feeder or a shuttle serves."""
    vehicle: Mapped[int | None]
    """Which coach of its type drives a shuttle: one that is back drives again."""
    departs_at: Mapped[dt.datetime]
    arrives_at: Mapped[dt.datetime]
    distance_m: Mapped[int]
    duration_s: Mapped[int]
    cost_cents: Mapped[int] = mapped_column(BigInteger)
    drivers: Mapped[int] = mapped_column(default=1)
    seats_allowed: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    rests: Mapped[list[list[int]]] = mapped_column(default=list)
    """Each: after which stop, from 0; begin and end in seconds after departure."""

    @property
    def service_date(self) -> dt.date:
        """Return the day on which the coach leaves, by the calendar in China."""
        return self.departs_at.astimezone(LOCAL_TIME).date()

    @property
    def shown_date(self) -> dt.date:
        """Return the day with which pages show it: of its train, else its own."""
        return self.service_date if self.block is None else self.block.service_date

    @property
    def leg(self) -> int:
        """Return 1 for a coach from home, 2 for one from the station."""
        return 2 if self.role is TripRole.SHUTTLE else 1

    plan: Mapped[CharterPlan] = relationship(back_populates="trips")
    block: Mapped[TrainBlock | None] = relationship()
    coach_type: Mapped[CoachType] = relationship()
    stops: Mapped[list[Stop]] = relationship(
        back_populates="trip", order_by="Stop.position", cascade="all, delete-orphan"
    )
    bookings: Mapped[list[Booking]] = relationship(
        back_populates="trip", order_by="Booking.id", cascade="all, delete-orphan"
    )


class Stop(Base):
    """A filed stop of a trip: a county's pickup or a factory gate, never both."""

    __tablename__ = "stop"
    __table_args__ = (
        UniqueConstraint("trip_id", "position"),
        CheckConstraint(
            "(place_code IS NULL) <> (site_id IS NULL)", name="pickup_or_gate"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    position: Mapped[int]
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    arrives_at: Mapped[dt.datetime]
    departs_at: Mapped[dt.datetime]

    trip: Mapped[Trip] = relationship(back_populates="stops")
    place: Mapped[Place | None] = relationship()
    site: Mapped[Site | None] = relationship()

    @property
    def lets_off(self) -> bool:
        """Return whether people get off: at a gate, and where a feeder ends."""
        return self.site_id is not None or (
            self.trip.role is TripRole.FEEDER
            and self.position == self.trip.stops[-1].position
        )


class BookingStatus(enum.StrEnum):
    """Whether a booking holds its seats."""

    HELD = "held"
    CANCELLED = "cancelled"


class Booking(Timestamps, Base):
    """
    A party's seats on a trip; a party holds seats on one trip of a plan only.

    Who goes by train holds them on two: the feeder is its first leg, the shuttle its
    second.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("leg IN (1, 2)", name="leg_in_range"),
        Index(
            "uq_booking_party_held",
            "plan_id",
            "party_id",
            "leg",
            unique=True,
            sqlite_where=text("status = 'held'"),
            postgresql_where=text("status = 'held'"),
        ),
        # Said at the door, it must name one party of the coach.
        Index(
            "uq_booking_code_held",
            "trip_id",
            "code",
            unique=True,
            sqlite_where=text("status = 'held'"),
            postgresql_where=text("status = 'held'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("charter_plan.id"))
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    leg: Mapped[int] = mapped_column(default=1)
    """That of its trip."""
    seats: Mapped[int]
    status: Mapped[BookingStatus] = mapped_column(default=BookingStatus.HELD)
    code: Mapped[str] = mapped_column(String(12))
    """What the rider says at the coach door."""
    pickup_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    """Where the party boards, when that is not the stop of its own place."""
    given_away: Mapped[list[list[int]]] = mapped_column(default=list)
    """
    Each: the place in the party of somebody who did not come, and the number of the
    seat, which somebody else has now; 0 where it had none.
    """

    trip: Mapped[Trip] = relationship(back_populates="bookings")
    party: Mapped[Party] = relationship(back_populates="bookings")
    numbered: Mapped[list[Seat]] = relationship(
        order_by="Seat.number", cascade="all, delete-orphan"
    )

    @property
    def key(self) -> tuple[int, int]:
        """Return party and leg: what tells the booking from others of its plan."""
        return self.party_id, self.leg

    @property
    def seat_numbers(self) -> tuple[int, ...]:
        """Return the numbers of the seats that are held, lowest first."""
        return tuple(seat.number for seat in self.numbered)

    @property
    def held(self) -> int:
        """Return how many seats are held: those sold without those given away."""
        return self.seats - len(self.given_away)

    @property
    def sold_numbers(self) -> tuple[int, ...]:
        """Return the numbers that stand on the ticket, given away or not."""
        given = {each[0]: each[1] for each in self.given_away}
        held = iter(self.seat_numbers)
        numbers = (
            given[place] if place in given else next(held, 0)
            for place in range(1, self.seats + 1)
        )
        return tuple(number for number in numbers if number)

    def seat_of(self, place: int) -> int | None:
        """Return the number of the seat that the person of this place holds."""
        given = {each for each, _ in self.given_away}
        if place in given:
            return None
        index = place - 1 - sum(each < place for each in given)
        numbers = self.seat_numbers
        return numbers[index] if index < len(numbers) else None
