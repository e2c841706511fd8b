"""One account a role, with logins that are told to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Account, Employer, EmployerRole, EmployerStatus, Role
from webapp.demo.fiction import MARK
from webapp.security.passwords import hash_password
from webapp.services.offices import STAFF, first_office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Seeker
    from webapp.demo.employers import Firm

PREFIX = "demo-"
PASSWORD = "zhida-demo-2027"
DISPLAY_NAMES = {
    Role.SEEKER: "求职者",
    Role.EMPLOYER: "企业招聘",
    Role.DISPATCHER: "调度员",
    Role.CLERK: "经办员",
    Role.ADMIN: "管理员",
    Role.AUDITOR: "审计员",
}


def employer_with_login(firms: Sequence[Firm]) -> Employer:
    """Return the employer whom the demo login of that role belongs to."""
    return next(
        firm.employer
        for firm in firms
        if firm.employer.status is EmployerStatus.VERIFIED
    )


def add_accounts(
    session: Session, firms: Sequence[Firm], seekers: Sequence[Seeker]
) -> dict[Role, Account]:
    """Add an account for every role; the seeker's and the employer's own rows too."""
    added = {}
    first = employer_with_login(firms)
    for role, name in DISPLAY_NAMES.items():
        account = Account(
            login=f"{PREFIX}{role}",
            display_name=f"{name}{MARK}",
            password_hash=hash_password(PASSWORD),
            role=role,
            employer=first if role is Role.EMPLOYER else None,
            office=first_office(session) if role in STAFF else None,
            employer_role=EmployerRole.OWNER if role is Role.EMPLOYER else None,
        )
        session.add(account)
        session.flush()
        added[role] = account
        if role is Role.SEEKER and seekers:
            seekers[0].account_id = account.id
    session.flush()
    return added


def list_demo_logins(session: Session) -> list[str]:
    """Return the logins of the demo accounts that can sign in."""
    return list(
        session.scalars(
            select(Account.login)
            .where(Account.login.startswith(PREFIX, autoescape=True), Account.is_active)
            .order_by(Account.id)
        )
    )
