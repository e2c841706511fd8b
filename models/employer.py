"""Employers and the gates their people work behind."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps
from models.sealed import HasSealed, Sealed, mask_phone

if TYPE_CHECKING:
    from models.account import Account
    from models.place import Place
    from models.vacancy import Vacancy


class EmployerStatus(enum.StrEnum):
    """Whether a clerk has examined the employer's papers."""

    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"


class Employer(HasSealed, Timestamps, Base):
    """An organisation that employs people; its papers are re-checked half-yearly."""

    __tablename__ = "employer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    industry: Mapped[str] = mapped_column(String(60), default="")
    description: Mapped[str] = mapped_column(default="")
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[EmployerStatus] = mapped_column(default=EmployerStatus.PENDING)
    verified_until: Mapped[dt.date | None]

    phone = Sealed(mask_phone)

    place: Mapped[Place | None] = relationship()
    accounts: Mapped[list[Account]] = relationship(back_populates="employer")
    vacancies: Mapped[list[Vacancy]] = relationship(back_populates="employer")
    sites: Mapped[list[Site]] = relationship(
        back_populates="employer", order_by="Site.id"
    )


class Site(Base):
    """A factory gate: where people work and where the coach lets them out."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat_in_range"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    lat: Mapped[float]
    lon: Mapped[float]

    employer: Mapped[Employer] = relationship(back_populates="sites")
    place: Mapped[Place] = relationship()
