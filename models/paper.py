"""Papers of a company: pictures and files that a clerk examines."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.employer import Employer


class PaperKind(enum.StrEnum):
    """What a paper is."""

    LICENCE = "licence"
    AUTHORITY = "authority"
    PERMIT = "permit"
    OTHER = "other"


class EmployerPaper(Base):
    """One file; its bytes lie sealed in ``var/papers`` under ``token``."""

    __tablename__ = "employer_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    kind: Mapped[PaperKind]
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    token: Mapped[str] = mapped_column(String(32), unique=True)
    sent_at: Mapped[dt.datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    employer: Mapped[Employer] = relationship()
