"""Postings that look like one that was there before."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.vacancy import Vacancy


class Repetition(Base):
    """A posting and the oldest one that it repeats, unless a clerk says otherwise."""

    __tablename__ = "repetition"
    __table_args__ = (
        CheckConstraint("vacancy_id <> first_id", name="of_another_posting"),
    )

    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True
    )
    first_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    found_at: Mapped[dt.datetime]
    is_apart: Mapped[bool] = mapped_column(default=False)
    """Whether a clerk has looked: these are two."""

    vacancy: Mapped[Vacancy] = relationship(foreign_keys=[vacancy_id])
    first: Mapped[Vacancy] = relationship(foreign_keys=[first_id])
