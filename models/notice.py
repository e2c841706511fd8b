"""What a person is told on the site, and where else they want to be told."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps
from models.outbox import Channel
from models.sealed import HasSealed, Sealed, mask_phone

if TYPE_CHECKING:
    from models.account import Account


class NoticeKind(enum.StrEnum):
    """
    What there is to tell; the sentence of each is in ``services/notice_texts.py``.

    At most 24 characters. A new one needs no migration.
    """

    APPLICATION_NEW = "application_new"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    APPLICATION_SEEN = "application_seen"
    INTERVIEW = "interview"
    INTERVIEW_CHANGED = "interview_changed"
    INTERVIEW_CANCELLED = "interview_cancelled"
    OFFER = "offer"
    HIRED = "hired"
    DECLINED = "declined"
    VACANCY_CLOSED = "vacancy_closed"
    INVITATION = "invitation"
    SUGGESTION = "suggestion"
    MESSAGE = "message"
    ALERT = "alert"
    POSTING_PUBLISHED = "posting_published"
    POSTING_RETURNED = "posting_returned"
    POSTING_EXPIRES_SOON = "posting_expires_soon"
    POSTING_EXPIRED = "posting_expired"
    POSTING_TAKEN_DOWN = "posting_taken_down"
    WARNING = "warning"
    PAPERS_VERIFIED = "papers_verified"
    PAPERS_REFUSED = "papers_refused"
    PAPERS_DUE = "papers_due"
    PAPERS_LAPSED = "papers_lapsed"
    REPORT_UPHELD = "report_upheld"
    REPORT_DISMISSED = "report_dismissed"
    SEAT_TAKEN = "seat_taken"
    SEAT_CANCELLED = "seat_cancelled"
    SEAT_FREE = "seat_free"
    SEAT_WAITING = "seat_waiting"
    TRIP_CHANGED = "trip_changed"
    SEAT_MOVED = "seat_moved"
    RIDE_MERGED = "ride_merged"
    ARRIVALS_PUBLISHED = "arrivals_published"
    ARRIVALS_CHANGED = "arrivals_changed"


class Notice(Base):
    """
    One thing an account is told.

    ``about`` holds the blanks of the sentence, which is made when it is read, in the
    reader's language; ``path`` is the page it leads to.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account_id_read_at", "account_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[NoticeKind]
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)
    path: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    read_at: Mapped[dt.datetime | None]


class Contact(HasSealed, Timestamps, Base):
    """
    Where an account's notices go besides the site; nowhere before it is confirmed.

    A code goes to a new address, and who enters it has shown that it is theirs.
    """

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), unique=True
    )
    channel: Mapped[Channel]
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_sent_at: Mapped[dt.datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[dt.datetime | None]

    address = Sealed(mask_phone)

    account: Mapped[Account] = relationship()
