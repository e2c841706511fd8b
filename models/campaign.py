"""A charter campaign, the parties it gathers, and the plans made for it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base, Timestamps
from models.sealed import HasSealed, Sealed, mask_id_number, mask_name, mask_phone

if TYPE_CHECKING:
    from models.employer import Site
    from models.office import Office
    from models.place import Place
    from models.trip import Booking, Trip


class CampaignStatus(enum.StrEnum):
    """Where a campaign stands."""

    GATHERING = "gathering"
    PLANNED = "planned"
    PUBLISHED = "published"
    CLOSED = "closed"


class HealthCheck(enum.StrEnum):
    """What the escort asks at the coach door beside the ticket."""

    NONE = "none"
    QUESTION = "question"
    TEMPERATURE = "temperature"


class Campaign(Timestamps, Base):
    """
    A planning round: people of one or several days, to be brought to their factories.

    ``rules`` holds the planner's rules by the names of the scenario file; a rule that
    is missing has its default.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("first_date <= last_date", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    first_date: Mapped[dt.date]
    last_date: Mapped[dt.date]
    status: Mapped[CampaignStatus] = mapped_column(default=CampaignStatus.GATHERING)
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)
    subsidy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """As ``webapp.services.subsidies.SubsidyRule`` stores it; empty pays nothing."""
    health_check: Mapped[HealthCheck] = mapped_column(default=HealthCheck.NONE)
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every change: the second dispatcher to save sees that it moved."""

    office: Mapped[Office] = relationship()
    parties: Mapped[list[Party]] = relationship(
        back_populates="campaign", order_by="Party.id"
    )
    plans: Mapped[list[CharterPlan]] = relationship(
        back_populates="campaign", order_by="CharterPlan.id"
    )

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Return the days of travel, the first one first."""
        days = (self.last_date - self.first_date).days
        return tuple(self.first_date + dt.timedelta(days=n) for n in range(days + 1))

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Return the first and the last day of travel."""
        return self.first_date, self.last_date

    def travels_on(self, date: dt.date | None) -> bool:
        """Return whether a date is one of the days of travel."""
        return date is not None and self.first_date <= date <= self.last_date

    @property
    def is_closed(self) -> bool:
        """Return whether it is only read."""
        return self.status is CampaignStatus.CLOSED

    @property
    def is_public(self) -> bool:
        """Return whether its people were told of their coaches; a closed one is."""
        return self.status in (CampaignStatus.PUBLISHED, CampaignStatus.CLOSED)

    @property
    def chosen_plan(self) -> CharterPlan | None:
        """Return the plan that is to be driven; at most one is marked."""
        return next((plan for plan in self.plans if plan.is_chosen), None)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class PartyStatus(enum.StrEnum):
    """What the telephone brought; only confirmed parties are planned."""

    NEW = "new"
    CONFIRMED = "confirmed"
    OTHER_DATE = "other_date"
    GAVE_UP = "gave_up"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    MERGED = "merged"
    """Its people are in another party too, and counted there."""


# Who does not ride by this party.
NOT_COMING = (PartyStatus.GAVE_UP, PartyStatus.MERGED)


class Party(Timestamps, Base):
    """People who travel together: one pickup, one factory gate, never split."""

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("first_date <= last_date", name="dates_in_order"),
        UniqueConstraint("campaign_id", "import_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    size: Mapped[int]
    pickup_place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    first_date: Mapped[dt.date | None]
    last_date: Mapped[dt.date | None]
    """The days on which it may travel; None for the campaign's first and last."""
    wanted_date: Mapped[dt.date | None]
    """The day it asked for, where the others are only accepted."""
    status: Mapped[PartyStatus] = mapped_column(default=PartyStatus.NEW)
    import_key: Mapped[str | None] = mapped_column(String(64))
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """The party of another campaign by which its people ride instead."""

    @property
    def window(self) -> tuple[dt.date, dt.date]:
        """
        Return the first and the last day of the campaign on which it may travel.

        The first lies after the last where the campaign has none of its days.
        """
        campaign = self.campaign
        first, last = self.first_date, self.last_date
        return (
            max(first or campaign.first_date, campaign.first_date),
            min(last or campaign.last_date, campaign.last_date),
        )

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Return the same; the campaign's days where it has none of the party's."""
        first, last = self.window
        return (first, last) if first <= last else self.campaign.days

    def may_ride_on(self, date: dt.date) -> bool:
        """Return whether a date of the campaign is in the party's window."""
        first, last = self.window
        return first <= date <= last

    campaign: Mapped[Campaign] = relationship(back_populates="parties")
    moved_to: Mapped[Party | None] = relationship(remote_side="Party.id")
    pickup_place: Mapped[Place] = relationship()
    site: Mapped[Site] = relationship()
    riders: Mapped[list[Rider]] = relationship(
        back_populates="party", order_by="Rider.id", cascade="all, delete-orphan"
    )
    bookings: Mapped[list[Booking]] = relationship(back_populates="party")


class Rider(HasSealed, Timestamps, Base):
    """One person of a party; ID number only where a seat was asked for."""

    __tablename__ = "rider"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[str | None] = mapped_column(String(64), index=True)
    consented_at: Mapped[dt.datetime | None]
    import_key: Mapped[str | None] = mapped_column(String(64), index=True)

    name = Sealed(mask_name)
    phone = Sealed(mask_phone)
    id_number = Sealed(mask_id_number)

    party: Mapped[Party] = relationship(back_populates="riders")


class PlanStatus(enum.StrEnum):
    """Where a planning run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class CharterPlan(Timestamps, Base):
    """One run of the planner for a campaign: how it goes, and what it found."""

    __tablename__ = "charter_plan"
    __table_args__ = (
        Index(
            "uq_charter_plan_chosen",
            "campaign_id",
            unique=True,
            sqlite_where=text("is_chosen"),
            postgresql_where=text("is_chosen"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    workflow_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    status: Mapped[PlanStatus] = mapped_column(default=PlanStatus.QUEUED)
    time_limit_s: Mapped[float]
    gap_wanted: Mapped[float]
    seed: Mapped[int] = mapped_column(default=0)
    with_unheard: Mapped[bool] = mapped_column(default=False)
    """Whether parties are planned of whom nothing was heard yet, too."""
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The campaign's rules when the run was asked for, with what it changes."""
    change: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it asks: see ``webapp.services.what_if``; empty for an ordinary run."""
    compared_id: Mapped[int | None] = mapped_column(ForeignKey("charter_plan.id"))
    """The plan that a what-if stands beside."""
    replaced_id: Mapped[int | None] = mapped_column(ForeignKey("charter_plan.id"))
    """The plan that was driven before this one was chosen, for undoing it."""
    notes: Mapped[str] = mapped_column(default="")
    is_chosen: Mapped[bool] = mapped_column(default=False)
    is_optimal: Mapped[bool] = mapped_column(default=False)
    cost_cents: Mapped[int | None] = mapped_column(BigInteger)
    lower_bound_cents: Mapped[int | None] = mapped_column(BigInteger)
    gap: Mapped[float | None]
    runtime_s: Mapped[float | None]
    travel_engine: Mapped[str] = mapped_column(String(60), default="")
    message: Mapped[str] = mapped_column(default="")
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[dt.datetime | None]

    @property
    def planned_states(self) -> tuple[PartyStatus, ...]:
        """Return the telephone states of the parties that are planned."""
        unheard = (PartyStatus.NEW, PartyStatus.NO_ANSWER) if self.with_unheard else ()
        return (PartyStatus.CONFIRMED, *unheard)

    campaign: Mapped[Campaign] = relationship(back_populates="plans")
    trips: Mapped[list[Trip]] = relationship(
        back_populates="plan", order_by="Trip.number", cascade="all, delete-orphan"
    )
    unassigned: Mapped[list[UnassignedParty]] = relationship(
        order_by="UnassignedParty.id", cascade="all, delete-orphan"
    )


class UnassignedParty(Base):
    """A party that a plan could not carry, and why."""

    __tablename__ = "unassigned_party"
    __table_args__ = (UniqueConstraint("plan_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("charter_plan.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    riders: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(default="")

    party: Mapped[Party] = relationship()
