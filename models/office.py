"""Offices: who runs campaigns; a campaign is seen by its own office only."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps

if TYPE_CHECKING:
    from models.employer import Employer


class OfficeKind(enum.StrEnum):
    """Whose office it is."""

    BUREAU = "bureau"
    TOWNSHIP = "township"
    ENTERPRISE = "enterprise"


class Office(Timestamps, Base):
    """The bureau, a township, or an enterprise that brings its own people."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'enterprise') = (employer_id IS NOT NULL)",
            name="enterprises_have_an_employer",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[OfficeKind]
    employer_id: Mapped[int | None] = mapped_column(
        ForeignKey("employer.id"), index=True
    )

    employer: Mapped[Employer | None] = relationship()
