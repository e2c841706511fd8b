"""Files that were imported."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ImportKind(enum.StrEnum):
    """What the rows of a file are."""

    VACANCIES = "vacancies"
    SEEKERS = "seekers"
    RIDERS = "riders"


class ImportBatch(Base):
    """One file taken in whole."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind]
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    imported_at: Mapped[dt.datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
