"""Keys by which an employer's own programs may act for it."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base


class Scope(enum.StrEnum):
    """What a key may do; each is a part of what its account may."""

    POSTINGS = "postings"
    APPLICANTS = "applicants"
    STATISTICS = "statistics"
    RIDERS = "riders"


class ApiKey(Base):
    """
    A key, of which only the hash is here; it acts as the account that made it.

    A rotated key ends a day after its successor was made, so that programs can change
    over.
    """

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    start: Mapped[str] = mapped_column(String(12))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    last_used_on: Mapped[dt.date | None]
    ended_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship()
