"""Measured speeds that an office plans with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.account import Account
    from models.employer import Site
    from models.place import Place


class CorridorSpeed(Base):
    """
    A speed that a dispatcher adopted for the way from a home county to a gate.

    A row is never changed but for ``ended_at``: what was planned with stays known. One
    of a corridor holds at a time.
    """

    __tablename__ = "corridor_speed"
    __table_args__ = (
        CheckConstraint("km_h > 0", name="km_h_positive"),
        Index(
            "uq_corridor_speed_holding",
            "office_id",
            "place_code",
            "site_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    km_h: Mapped[float]
    drives: Mapped[int]
    days: Mapped[int]
    """How many drives it rests on, and on how many dates, when it was adopted."""
    adopted_at: Mapped[dt.datetime]
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    place: Mapped[Place] = relationship()
    site: Mapped[Site] = relationship()
    adopted_by: Mapped[Account | None] = relationship(foreign_keys=[adopted_by_id])
    ended_by: Mapped[Account | None] = relationship(foreign_keys=[ended_by_id])
