"""What seekers were shown, and the rankers that were learnt from what became of it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class RankerStatus(enum.StrEnum):
    """
    Where a ranker stands.

    At most one is live; with none the shipped one is. ``REFUSED`` by the guard, and
    ``RETIRED`` when another went live or a person went back.
    """

    CANDIDATE = "candidate"
    LIVE = "live"
    REFUSED = "refused"
    RETIRED = "retired"


class RankerVersion(Base):
    """A ranker that was learnt here: its weights, what was measured, and why."""

    __tablename__ = "ranker_version"
    __table_args__ = (
        Index(
            "uq_ranker_version_live",
            "status",
            unique=True,
            sqlite_where="status = 'live'",
            postgresql_where="status = 'live'",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    status: Mapped[RankerStatus] = mapped_column(default=RankerStatus.CANDIDATE)
    name: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(default="")
    outcomes: Mapped[int] = mapped_column(default=0)
    """How many shown vacancies had come to something when it was learnt."""
    weights: Mapped[dict[str, Any]]
    metrics: Mapped[dict[str, Any]] = mapped_column(default=dict)


class LearningPause(Base):
    """There while the office does not learn; one row at most."""

    __tablename__ = "learning_pause"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    since: Mapped[dt.datetime]


class Impression(Base):
    """
    A vacancy in a seeker's list on one day: where it stood, and whether it was opened.

    Ids and numbers only, at most one row a pair and day, and it goes after some months
    (``webapp.services.exposure``).
    """

    __tablename__ = "impression"
    __table_args__ = (
        UniqueConstraint("seeker_id", "shown_on", "vacancy_id"),
        CheckConstraint("position > 0", name="position_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seeker_id: Mapped[int] = mapped_column(ForeignKey("seeker.id", ondelete="CASCADE"))
    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), index=True
    )
    ranker_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("ranker_version.id", ondelete="SET NULL")
    )
    shown_on: Mapped[dt.date] = mapped_column(index=True)
    position: Mapped[int]
    closeness: Mapped[float]
    """Of the work, as it was ranked by: learning needs no encoder."""
    opened: Mapped[bool] = mapped_column(default=False)
