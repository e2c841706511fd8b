"""Accounts are made with a password that works, and put to sleep at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import EmployerStatus, Role
from tests.factories.postings import NOW, make_account, make_employer
from webapp.services import accounts, accounts_admin
from webapp.services.accounts_admin import NewAccount
from webapp.services.offices import first_office

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def new(session: Session, **values: object) -> NewAccount:
    given = {
        "login": "li.clerk",
        "display_name": "示例",
        "role": Role.CLERK,
        "office_id": first_office(session).id,
    }
    return NewAccount(**{**given, **values})


def test_the_first_password_lets_one_in(session: Session) -> None:
    admin = make_account(session, Role.ADMIN)
    made, password = accounts_admin.create_account(
        session, new(session), account_id=admin.id, now=NOW
    )
    assert len(password) == accounts_admin.FIRST_PASSWORD_LENGTH
    account, _token = accounts.sign_in(session, "li.clerk", password, now=NOW)
    assert account is made


def test_an_account_put_to_sleep_is_signed_out_everywhere(session: Session) -> None:
    admin = make_account(session, Role.ADMIN)
    made, password = accounts_admin.create_account(
        session, new(session), account_id=admin.id, now=NOW
    )
    _account, token = accounts.sign_in(session, "li.clerk", password, now=NOW)
    accounts_admin.set_active(
        session, made, False, seen_at=made.updated_at, account_id=admin.id, now=NOW
    )
    assert accounts.find_signed_in(session, token, now=NOW) is None
    with pytest.raises(accounts.SignInError):
        accounts.sign_in(session, "li.clerk", password, now=NOW)
    accounts_admin.set_active(
        session, made, True, seen_at=made.updated_at, account_id=admin.id, now=NOW
    )
    # The old session stays ended.
    assert accounts.find_signed_in(session, token, now=NOW) is None


def test_nobody_locks_the_own_door(session: Session) -> None:
    admin = make_account(session, Role.ADMIN)
    with pytest.raises(accounts_admin.LastAdminError):
        accounts_admin.set_active(
            session,
            admin,
            False,
            seen_at=admin.updated_at,
            account_id=admin.id,
            now=NOW,
        )
    assert admin.is_active


def test_a_login_belongs_to_one(session: Session) -> None:
    admin = make_account(session, Role.ADMIN, login="li.clerk")
    with pytest.raises(accounts_admin.LoginTakenError):
        accounts_admin.create_account(
            session, new(session), account_id=admin.id, now=NOW
        )


def test_a_new_employer_waits_for_its_examination(session: Session) -> None:
    admin = make_account(session, Role.ADMIN)
    known = make_employer(session, name="吴江示例老厂")
    made = [
        accounts_admin.create_account(
            session,
            new(session, login=login, role=Role.EMPLOYER, employer_name=name),
            account_id=admin.id,
            now=NOW,
        )[0]
        for login, name in (("old", "吴江示例老厂"), ("new", "吴江示例新厂"))
    ]
    assert made[0].employer is known
    assert made[1].employer is not None
    assert made[1].employer.status is EmployerStatus.PENDING


@pytest.mark.parametrize(
    ("role", "employer_name"), [(Role.EMPLOYER, ""), (Role.CLERK, "吴江示例厂")]
)
def test_an_employer_goes_with_the_role_and_no_other(
    session: Session, role: Role, employer_name: str
) -> None:
    admin = make_account(session, Role.ADMIN)
    with pytest.raises(accounts_admin.EmployerNeededError):
        accounts_admin.create_account(
            session,
            new(session, role=role, employer_name=employer_name),
            account_id=admin.id,
            now=NOW,
        )


def test_accounts_are_found_by_role_name_and_employer(session: Session) -> None:
    employer = make_employer(session, name="吴江示例寻厂")
    person = make_account(session, Role.EMPLOYER, employer=employer)
    clerk = make_account(session, Role.CLERK, display_name="寻人示例")
    found = accounts_admin.list_accounts
    assert list(found(session, words="寻厂")) == [person]
    assert list(found(session, words="寻人")) == [clerk]
    assert list(found(session, role=Role.CLERK, words="寻")) == [clerk]


@pytest.mark.parametrize("role", [Role.CLERK, Role.DISPATCHER])
def test_staff_belong_to_an_office(session: Session, role: Role) -> None:
    admin = make_account(session, Role.ADMIN)
    for office_id in (None, 999):
        with pytest.raises(accounts_admin.OfficeNeededError):
            accounts_admin.create_account(
                session,
                new(session, role=role, office_id=office_id),
                account_id=admin.id,
                now=NOW,
            )
