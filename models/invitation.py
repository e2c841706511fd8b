"""An employer asks a person, whose name it does not know, to apply."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps
from models.seeker import Seeker
from models.vacancy import Vacancy


class InvitationStatus(enum.StrEnum):
    """What the person has said."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Invitation(Timestamps, Base):
    """One to a person for a vacancy, ever; yes makes it an application."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("vacancy_id", "seeker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    seeker_id: Mapped[int] = mapped_column(
        ForeignKey("seeker.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    status: Mapped[InvitationStatus] = mapped_column(default=InvitationStatus.SENT)
    answered_at: Mapped[dt.datetime | None]

    vacancy: Mapped[Vacancy] = relationship()
    seeker: Mapped[Seeker] = relationship()
