"""The telephone sheet: who has whom on the line, and what calls brought."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.campaign import PartyStatus

if TYPE_CHECKING:
    from models.account import Account


class CallState(Base):
    """
    Where a party stands on the telephone sheet; made when it is first called.

    Until ``leased_until`` it is ``leased_by_id``'s: nobody else is given it.
    """

    __tablename__ = "call_state"

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True
    )
    leased_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True
    )
    leased_until: Mapped[dt.datetime | None]
    call_back_at: Mapped[dt.datetime | None]
    other_date: Mapped[dt.date | None]
    """The service date that the party wants instead of the campaign's."""
    attempts: Mapped[int] = mapped_column(default=0)


class Call(Base):
    """One call and what it brought."""

    __tablename__ = "phone_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    outcome: Mapped[PartyStatus]
    note: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account | None] = relationship()


class KeptApart(Base):
    """Two parties that look like one, and that a person found to be two."""

    __tablename__ = "kept_apart"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), index=True
    )
