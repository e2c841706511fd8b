"""Messages that leave the house: written with what they tell of, sent afterwards."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.sealed import HasSealed, Sealed, mask_phone


class Channel(enum.StrEnum):
    """How a message reaches a person."""

    SMS = "sms"
    EMAIL = "email"


class OutboxMessage(HasSealed, Base):
    """
    One message to one address.

    It waits while ``next_try_at`` is set. Without it, it was sent (``sent_at``) or
    given up after too many tries. ``key`` says what it tells, so that nothing is sent
    twice.
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[Channel]
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    sent_at: Mapped[dt.datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")

    address = Sealed(mask_phone)
