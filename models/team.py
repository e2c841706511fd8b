"""A company asks its people in by a link."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import EmployerRole
from models.base import Base

if TYPE_CHECKING:
    from models.account import Account
    from models.employer import Employer


class TeamInvitation(Base):
    """
    A link that makes one account of a company; only the hash of its token is here.

    It ends when it was used, withdrawn or is a week old.
    """

    __tablename__ = "team_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[EmployerRole]
    name: Mapped[str] = mapped_column(String(80), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    employer: Mapped[Employer] = relationship()
    made_by: Mapped[Account] = relationship()
