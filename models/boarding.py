"""The day of travel: who may look after a coach, who got on, and what the coach did."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.campaign import Campaign, Party
    from models.employer import Site
    from models.fleet import Operator
    from models.trip import Stop, Trip


class EscortPass(Base):
    """
    One escort's access to one trip, by a signed link that names this row.

    It ends by itself after the day, and at once when the dispatcher takes it back.
    """

    __tablename__ = "escort_pass"

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"), index=True)
    holder: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    trip: Mapped[Trip] = relationship()


class OperatorPass(Base):
    """A coach company's look at its own coaches of a campaign, by a signed link."""

    __tablename__ = "operator_pass"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]

    campaign: Mapped[Campaign] = relationship()
    operator: Mapped[Operator] = relationship()


class BoardingKind(enum.StrEnum):
    """What was seen of a person at the coach door."""

    ABOARD = "aboard"
    NO_SHOW = "no_show"
    TAKEN_BACK = "taken_back"


class BoardingMeans(enum.StrEnum):
    """How the person was found on the list."""

    QR = "qr"
    CODE = "code"
    NAME = "name"


class BoardingEvent(Base):
    """
    What a telephone noted of one person; the newest of a person counts.

    A person is a party and a ``place`` in it from 1: the riders by id, then those who
    are not named. ``client_id`` is made on the telephone: what is sent twice is once.
    """

    __tablename__ = "boarding_event"
    __table_args__ = (
        UniqueConstraint("trip_id", "client_id"),
        CheckConstraint("place > 0", name="place_positive"),
        Index("ix_boarding_event_person", "trip_id", "party_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    client_id: Mapped[str] = mapped_column(String(40))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    place: Mapped[int]
    kind: Mapped[BoardingKind]
    means: Mapped[BoardingMeans]
    temperature_tenths: Mapped[int | None]
    """Of a degree Celsius, where the campaign asks for it."""
    is_well: Mapped[bool | None]
    """The person's own word, where the campaign asks for it."""
    happened_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("escort_pass.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class WalkOn(Base):
    """
    Somebody who stood at the door without a booking and was taken along.

    The party is made when it is received; without a held booking on the trip there was
    no seat left in the books, and the dispatcher has to look.
    """

    __tablename__ = "walk_on"
    __table_args__ = (UniqueConstraint("trip_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    client_id: Mapped[str] = mapped_column(String(40))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("stop.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    happened_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("escort_pass.id"))

    party: Mapped[Party] = relationship()
    stop: Mapped[Stop] = relationship()
    site: Mapped[Site] = relationship()


class TripEventKind(enum.StrEnum):
    """What a coach did, or what befell it."""

    REACHED = "reached"
    """It came to a stop."""
    DEPARTED = "departed"
    """It left a stop."""
    DELAYED = "delayed"
    """It is late by so many minutes, as the escort says; 0: on time again."""
    BROKE_DOWN = "broke_down"
    GOES_ON = "goes_on"
    """It drives again after a breakdown."""


class TripEvent(Base):
    """
    What happened to a coach, noted by its escort or the dispatcher.

    A note that was a mistake stays, with ``taken_back_at``, and does not count.
    """

    __tablename__ = "trip_event"
    __table_args__ = (
        UniqueConstraint("trip_id", "client_id"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
        CheckConstraint(
            "kind NOT IN ('reached', 'departed') OR stop_id IS NOT NULL",
            name="moves_have_a_stop",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.id"))
    client_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[TripEventKind]
    stop_id: Mapped[int | None] = mapped_column(ForeignKey("stop.id"))
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    happened_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    taken_back_at: Mapped[dt.datetime | None]
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("escort_pass.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    stop: Mapped[Stop | None] = relationship()
