"""When and where an employer and a person meet."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Base, Timestamps


class InterviewReply(enum.StrEnum):
    """What the person has said to it."""

    COMING = "coming"
    NOT_COMING = "not_coming"


class Interview(Timestamps, Base):
    """The next interview of an application; another time replaces it."""

    __tablename__ = "interview"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), unique=True
    )
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200))
    remark: Mapped[str] = mapped_column(String(300), default="")
    reply: Mapped[InterviewReply | None]

    application: Mapped[Application] = relationship()
