"""Vacancies, and the words shared by what is asked and what is offered."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, event, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps
from models.employer import Site

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Mapper

    from models.application import Application
    from models.employer import Employer
    from models.place import Place


class VacancyStatus(enum.StrEnum):
    """Where a posting stands."""

    DRAFT = "draft"
    REVIEW = "review"
    LIVE = "live"
    CLOSED = "closed"
    EXPIRED = "expired"


class Shift(enum.StrEnum):
    """How the working day is laid; the values are those of ``matcher``."""

    DAY = "day"
    TWO = "two"
    THREE = "three"
    NIGHT = "night"
    FLEXIBLE = "flexible"


class Schooling(enum.StrEnum):
    """The schooling asked for or had, from least to most."""

    ANY = "any"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    MASTER = "master"


class PayPeriod(enum.StrEnum):
    """What the stated pay is paid for."""

    MONTH = "month"
    DAY = "day"
    WEEK = "week"
    HOUR = "hour"
    PIECE = "piece"
    YEAR = "year"


class Vacancy(Timestamps, Base):
    """
    A posting: one occupation at one employer, for one or more people.

    ``pay_*`` is what the advert says; ``monthly_*`` is the same a month in fen, None
    when the pay is negotiable (面议) and so cannot be compared.
    """

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint("headcount > 0", name="headcount_positive"),
        CheckConstraint(
            "pay_max_cents IS NULL OR pay_min_cents IS NULL"
            " OR pay_max_cents >= pay_min_cents",
            name="pay_in_order",
        ),
        Index("ix_vacancy_status_valid_until", "status", "valid_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(default="")
    occupation_code: Mapped[str | None] = mapped_column(String(10), index=True)
    headcount: Mapped[int] = mapped_column(default=1)
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    pay_text: Mapped[str] = mapped_column(String(80), default="")
    pay_period: Mapped[PayPeriod | None]
    pay_min_cents: Mapped[int | None]
    pay_max_cents: Mapped[int | None]
    monthly_min_cents: Mapped[int | None] = mapped_column(index=True)
    monthly_max_cents: Mapped[int | None] = mapped_column(index=True)
    is_negotiable: Mapped[bool] = mapped_column(default=False)
    shift: Mapped[Shift | None]
    has_lodging: Mapped[bool] = mapped_column(default=False)
    has_board: Mapped[bool] = mapped_column(default=False)
    has_insurance: Mapped[bool] = mapped_column(default=False)
    schooling: Mapped[Schooling] = mapped_column(default=Schooling.ANY)
    experience_months: Mapped[int] = mapped_column(default=0)
    certificates: Mapped[list[str]] = mapped_column(default=list)
    status: Mapped[VacancyStatus] = mapped_column(default=VacancyStatus.DRAFT)
    published_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    valid_until: Mapped[dt.date]
    import_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    employer: Mapped[Employer] = relationship(back_populates="vacancies")
    site: Mapped[Site | None] = relationship()
    place: Mapped[Place] = relationship()
    applications: Mapped[list[Application]] = relationship(back_populates="vacancy")


@event.listens_for(Site, "after_update")
def _touch_vacancies(_mapper: Mapper[Site], connection: Connection, site: Site) -> None:
    """
    Mark the vacancies at a gate as changed: where it is, is part of them.

    A gate has no time of its own last change, and what is searched is read anew by the
    vacancies' alone.
    """
    connection.execute(
        update(Vacancy)
        .where(Vacancy.employer_id == site.employer_id, Vacancy.site_id == site.id)
        .values(updated_at=dt.datetime.now(dt.UTC))
    )
