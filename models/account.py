"""Who may sign in, as what, and the sessions they hold."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Timestamps

if TYPE_CHECKING:
    from models.employer import Employer
    from models.office import Office


class Role(enum.StrEnum):
    """What an account may do; the permission table says it route by route."""

    SEEKER = "seeker"
    EMPLOYER = "employer"
    DISPATCHER = "dispatcher"
    CLERK = "clerk"
    ADMIN = "admin"
    AUDITOR = "auditor"


class EmployerRole(enum.StrEnum):
    """What a company's person may do beside writing postings: owners manage people."""

    OWNER = "owner"
    MEMBER = "member"


class Account(Timestamps, Base):
    """A person's account; seekers and employers' people have one, staff too."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(
            "(role = 'employer') = (employer_id IS NOT NULL)",
            name="employer_people_have_an_employer",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    employer_id: Mapped[int | None] = mapped_column(
        ForeignKey("employer.id"), index=True
    )
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    """Dispatchers and clerks see the campaigns of their own office; without, none."""
    employer_role: Mapped[EmployerRole | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str | None] = mapped_column(String(12))
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Blind index of the telephone number that signs in instead of the login."""
    has_large_type: Mapped[bool] = mapped_column(default=False)
    is_ranked_for: Mapped[bool] = mapped_column(default=True)
    """Whether vacancies are ordered by the person's profile; they may say no."""

    employer: Mapped[Employer | None] = relationship(back_populates="accounts")
    office: Mapped[Office | None] = relationship()


class LoginSession(Base):
    """
    One signed-in browser; the cookie holds a token of which only the hash is here.

    Signing out, a changed password or an administrator ends it at once.
    """

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    ended_at: Mapped[dt.datetime | None]

    account: Mapped[Account] = relationship()
