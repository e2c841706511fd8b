"""What parties bring beside themselves, and whether a coach has space for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import Booking, BookingStatus, RideRequest
from webapp.services.rules import CampaignRules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Trip


@dataclass(frozen=True, slots=True)
class Brought:
    """Wheelchairs and large pieces of luggage of a party."""

    wheelchairs: int = 0
    luggage: int = 0

    @classmethod
    def of(cls, request: RideRequest) -> Brought:
        """Return what a wish says; parties of a roster say nothing."""
        return cls(request.wheelchairs, request.luggage)


def has_space(session: Session, trip: Trip, brought: Brought) -> bool:
    """Return whether a trip has space for that too; always where nobody counts it."""
    rules = CampaignRules.of(trip.plan.rules)
    if (rules.wheelchairs is None or not brought.wheelchairs) and (
        rules.luggage is None or not brought.luggage
    ):
        return True
    aboard = session.execute(
        select(
            func.coalesce(func.sum(RideRequest.wheelchairs), 0),
            func.coalesce(func.sum(RideRequest.luggage), 0),
        )
        .join(Booking, Booking.party_id == RideRequest.party_id)
        .where(
            Booking.trip_id == trip.id,
            Booking.status == BookingStatus.HELD,
            RideRequest.cancelled_at.is_(None),
        )
    ).one()
    return all(
        most is None or not more or taken + more <= most
        for most, taken, more in zip(
            (rules.wheelchairs, rules.luggage),
            aboard,
            (brought.wheelchairs, brought.luggage),
            strict=True,
        )
    )
