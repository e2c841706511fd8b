"""我要坐车: what is asked, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from models import ApplicationStatus
from webapp.api.schemas.base import Code, Id, In, Line, Out, Short, example
from webapp.api.schemas.vacancies import Spot
from webapp.services.riding import LARGEST_PARTY, Standing


class GateQuery(In):
    """A part of the employer's name; without, those one has to do with."""

    q: Annotated[Line, Field(examples=["示例"])] = ""


class Gate(Out):
    """Where a coach may go to; ``status`` is what one has to do with the employer."""

    id: int
    employer: str
    name: str
    address: str
    status: ApplicationStatus | None


class Gates(Out):
    """The gates to choose from."""

    gates: list[Gate]


class StopQuery(In):
    """Where to, and from which county in a person's own words."""

    site_id: Id
    home: Annotated[Line, Field(min_length=1, examples=["河南固始"])]


class StopOffer(Out):
    """A stop within reach; ``leaves_at`` once coaches are published."""

    code: str
    name: str
    distance_m: int
    leaves_at: list[dt.datetime]


class StopOffers(Out):
    """The stop at home, then others, the nearest first."""

    stops: list[StopOffer]


class DayQuery(StopQuery):
    """For how many people, with what, and at which other stops one would board too."""

    size: Annotated[int, Field(ge=1, le=LARGEST_PARTY)] = 1
    luggage: Annotated[int, Field(ge=0, le=20)] = 0
    wheelchairs: Annotated[int, Field(ge=0, le=LARGEST_PARTY)] = 0
    alternatives: Annotated[list[Code], Field(max_length=5, default_factory=list)]


class Day(Out):
    """
    A day to travel; ``chance`` is what asking would bring just now.

    A campaign of several days stands once for each.
    """

    campaign_id: int
    name: str
    service_date: dt.date
    chance: Standing


class Days(Out):
    """The days to choose from, the next first; ``flexible_days`` may be asked for."""

    days: list[Day]
    flexible_days: list[int]


class Consent(Out):
    """The text that is agreed to when an ID number is stored; version and words."""

    version: str
    text: str


class Person(In):
    """Who travels; only the first must be named, with a telephone number."""

    name: Short = ""
    phone: Short = ""
    id_number: Short = ""


class RideIn(In):
    """
    A wish for seats.

    ``service_date`` is the day of the campaign, its next one where none is given.
    ``consent_version`` with ID numbers only; without, cards are shown at the coach.
    """

    model_config = example(
        site_id=1,
        campaign_id=1,
        flexible_days=1,
        people=[
            {"name": "欧阳示例", "phone": "13800001234"},
            {"name": "示例乙"},
        ],
        luggage=2,
        home="河南固始",
        alternatives=[],
    )

    site_id: Id
    campaign_id: Id
    service_date: dt.date | None = None
    flexible_days: Annotated[int, Field(ge=0, le=7)] = 0
    people: Annotated[list[Person], Field(min_length=1, max_length=LARGEST_PARTY)]
    luggage: Annotated[int, Field(ge=0, le=20)] = 0
    wheelchairs: Annotated[int, Field(ge=0, le=LARGEST_PARTY)] = 0
    home: Annotated[Line, Field(min_length=1)]
    alternatives: Annotated[list[Code], Field(max_length=5, default_factory=list)]
    consent_version: Short | None = None


class RideDay(In):
    """Another day; without a ``service_date`` the next of the campaign."""

    model_config = example(campaign_id=1)

    campaign_id: Id
    service_date: dt.date | None = None


class RidePapers(In):
    """The ID numbers in the order of the party's people, "" for none."""

    model_config = example(
        id_numbers=["999999199001010016"], consent_version="ride-2026-11"
    )

    id_numbers: Annotated[list[Short], Field(min_length=1, max_length=LARGEST_PARTY)]
    consent_version: Short


class RideStop(Out):
    """Where one boards or gets off, and when."""

    name: str
    address: str
    arrives_at: dt.datetime
    departs_at: dt.datetime
    spot: Spot | None


class RideTrain(Out):
    """The train of who goes by it, and the coach that waits where it arrives."""

    name: str
    hub: str
    departs_at: dt.datetime
    station: str
    arrives_at: dt.datetime
    coach: int
    seats: list[int]
    code: str


class RideTrip(Out):
    """The coach, once there are seats; with a train it ends at that one's hub."""

    coach: int
    seats: list[int]
    code: str
    pickup: RideStop
    gate: RideStop
    train: RideTrain | None = None


class Ride(Out):
    """
    A wish, and how far it has come.

    Parameters
    ----------
    service_date
        The day of the coach once there are seats, else the first that would do.
    trip
        Once ``standing`` is ``seated``.
    place_in_queue
        From 1, while it is ``waiting``.
    standing
        ``merged``: its people stand in another list too, and ride with that party.
    """

    id: int
    standing: Standing
    campaign_id: int
    campaign: str
    service_date: dt.date
    first_date: dt.date
    last_date: dt.date
    people: int
    luggage: int
    wheelchairs: int
    pickup: str
    alternatives: list[str]
    employer: str
    gate: str
    place_in_queue: int | None
    ids_are_stored: bool
    trip: RideTrip | None


class RideDetail(Ride):
    """A wish, and the other days that it could be moved to."""

    other_days: list[Day]


class Rides(Out):
    """All wishes, the latest first."""

    rides: list[Ride]


class Ticket(Out):
    """
    What stands on a ticket; in Chinese, as on papers, times are those of the place.

    Parameters
    ----------
    payload
        The text of the QR code, signed: for scanners at the coach.
    code
        Six digits to say at the door.
    """

    reference: str
    campaign: str
    passenger: str
    people: int
    coach: str
    seats: list[int]
    code: str
    boards_at: str
    be_there: dt.datetime
    leaves: dt.datetime
    gets_off_at: str
    arrives: dt.datetime
    phone: str
    payload: str
