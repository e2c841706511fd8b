"""What crowds each vacancy, as the last night's assignment of everybody has it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Crowding(Base):
    """A vacancy's price; nothing about who would go there."""

    __tablename__ = "crowding"
    __table_args__ = (CheckConstraint("price >= 0", name="price_not_negative"),)

    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True
    )
    price: Mapped[float]
    """What one post more would be worth, in expected placements."""
    is_seldom_seen: Mapped[bool]
    """Whether hardly any list shows it, though it seeks somebody."""
    found_at: Mapped[dt.datetime]
