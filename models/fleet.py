"""Operators and the coaches they offer."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps
from models.sealed import HasSealed, Sealed, mask_phone


class Operator(HasSealed, Timestamps, Base):
    """A coach company."""

    __tablename__ = "operator"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    phone = Sealed(mask_phone)

    coach_types: Mapped[list[CoachType]] = relationship(
        back_populates="operator", order_by="CoachType.seats"
    )


class CoachType(Base):
    """Coaches of one size and price at one operator; ``count`` None: no limit."""

    __tablename__ = "coach_type"
    __table_args__ = (
        UniqueConstraint("operator_id", "name"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("hire_cents >= 0", name="hire_not_negative"),
        CheckConstraint("cents_per_km >= 0", name="per_km_not_negative"),
        CheckConstraint("count IS NULL OR count >= 0", name="count_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    name: Mapped[str] = mapped_column(String(60))
    seats: Mapped[int]
    hire_cents: Mapped[int]
    cents_per_km: Mapped[int]
    count: Mapped[int | None]

    operator: Mapped[Operator] = relationship(back_populates="coach_types")
