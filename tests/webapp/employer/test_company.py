"""A company registers, sends papers that nobody else sees, and asks its people in."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEvent,
    Employer,
    EmployerPaper,
    EmployerRole,
    EmployerStatus,
    LoginSession,
    Notice,
    NoticeKind,
    PaperKind,
    Role,
    TeamInvitation,
    VacancyStatus,
)
from tests.factories.postings import (
    NOW,
    make_account,
    make_employer,
    make_vacancy,
)
from webapp.demo.fiction import credit_code
from webapp.services import papers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]

COMPANY = {
    "name": "吴江示例纺织有限公司",
    "credit_code": credit_code(7),
    "display_name": "示例经理",
    "phone": "0512-63000000",
    "login": "13800000000",
    "password": "richtig-pferd",
}
PERSON = {"display_name": "同事", "login": "tongshi", "password": "richtig-pferd"}
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
_LINK = re.compile(r"/employer/join/([\w-]+)")


def stored(rows: Session, table: type[Any]) -> list[Any]:
    anew = select(table).execution_options(populate_existing=True)
    found = list(rows.scalars(anew))
    rows.commit()
    return found


@pytest.fixture
def owner(rows: Session, sign_in: SignIn) -> Account:
    """A signed-in owner of a company that waits for its examination."""
    employer = make_employer(rows, status=EmployerStatus.PENDING, verified_until=None)
    account = make_account(
        rows, Role.EMPLOYER, employer=employer, employer_role=EmployerRole.OWNER
    )
    sign_in(account)
    return account


def send(post: Post, content: bytes, name: str = "licence.png") -> Any:
    return post("/employer/papers", kind="licence", file=(io.BytesIO(content), name))


def test_a_company_registers_waits_and_is_signed_in(
    rows: Session, client: FlaskClient, post: Post
) -> None:
    assert client.get("/employer/register").status_code == 200
    answer = post("/employer/register", **COMPANY)
    assert answer.location == "/employer/papers"
    assert client.get(answer.location).status_code == 200
    [employer] = stored(rows, Employer)
    assert employer.status is EmployerStatus.PENDING
    assert employer.phone == "051263000000"
    [account] = stored(rows, Account)
    assert account.employer_role is EmployerRole.OWNER
    post("/logout")
    again = post("/employer/register", **COMPANY)
    assert again.status_code == 422
    assert len(stored(rows, Employer)) == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("credit_code", COMPANY["credit_code"][:-1] + "0"),
        ("credit_code", "' OR 1=1"),
        ("credit_code", ""),
        ("phone", "12345"),
        ("phone", "😀"),
        ("login", "a b"),
        ("login", "<b>bold</b>"),
        ("password", "short"),
        ("display_name", " "),
        ("display_name", "名" * 41),
        ("name", ""),
        ("name", "公" * 81),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_stored(
    rows: Session, post: Post, name: str, typed: str
) -> None:
    answer = post("/employer/register", **{**COMPANY, name: typed})
    assert answer.status_code == 422
    assert f'id="{name}-wrong"' in answer.text
    assert stored(rows, Employer) == []
    kept = "display_name" if name != "display_name" else "login"
    assert COMPANY[kept] in answer.text
    assert COMPANY["password"] not in answer.text


@pytest.mark.parametrize("known", ["name", "credit_code"])
def test_nobody_becomes_a_company_by_writing_its_name(
    rows: Session, post: Post, known: str
) -> None:
    make_employer(rows, **{known: COMPANY[known]})
    rows.commit()
    answer = post("/employer/register", **COMPANY)
    assert answer.status_code == 422
    assert 'id="name-wrong"' in answer.text
    assert stored(rows, Account) == []


def test_papers_are_sealed_and_opened_by_the_company_and_the_clerk_alone(
    app: Flask, rows: Session, owner: Account, client: FlaskClient, post: Post,
    sign_in: SignIn,
) -> None:  # fmt: skip
    assert send(post, PNG).status_code == 302
    [paper] = stored(rows, EmployerPaper)
    assert (paper.content_type, paper.size) == ("image/png", len(PNG))
    folder = app.extensions["collaborators"].settings.var_dir / "papers"
    [file] = folder.iterdir()
    assert b"picture" not in file.read_bytes()
    assert client.get(f"/employer/papers/{paper.id}").data == PNG
    address = f"/bureau/employers/{owner.employer_id}/papers/{paper.id}"
    assert client.get(address).status_code == 403
    assert app.test_client().get(f"/employer/papers/{paper.id}").status_code == 302

    stranger = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    sign_in(stranger)
    assert client.get(f"/employer/papers/{paper.id}").status_code == 404
    assert post(f"/employer/papers/{paper.id}/remove").status_code == 404

    sign_in(make_account(rows, Role.CLERK))
    assert "licence.png" in client.get(f"/bureau/employers/{owner.employer_id}").text
    assert client.get(address).data == PNG
    other = f"/bureau/employers/{stranger.employer_id}/papers/{paper.id}"
    assert client.get(other).status_code == 404
    seen = [e for e in stored(rows, AuditEvent) if e.action == "paper.see"]
    assert len(seen) == 1

    sign_in(owner)
    assert post(f"/employer/papers/{paper.id}/remove").status_code == 302
    assert stored(rows, EmployerPaper) == []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90", b"<svg onload=alert(1)>"],
    ids=["nothing", "program", "markup"],
)
def test_a_file_that_is_no_paper_is_refused_with_a_sentence(
    rows: Session, owner: Account, post: Post, content: bytes
) -> None:
    answer = send(post, content)
    assert answer.status_code == 422
    assert 'id="file-wrong"' in answer.text
    assert stored(rows, EmployerPaper) == []


def test_a_paper_is_of_five_megabytes_and_a_company_has_twelve_at_most(
    session: Session, tmp_path: Path
) -> None:
    person = make_account(session, Role.EMPLOYER, employer=make_employer(session))
    assert person.employer is not None

    def keep(content: bytes) -> None:
        papers.send(
            session, tmp_path, person.employer, content,
            kind=PaperKind.LICENCE, name="x.png", account_id=person.id, now=NOW,
        )  # fmt: skip

    with pytest.raises(papers.TooLargeError):
        keep(PNG + b"0" * papers.LARGEST_BYTES)
    for _ in range(papers.MOST):
        keep(PNG)
    with pytest.raises(papers.TooManyError):
        keep(PNG)
    assert len(list(tmp_path.iterdir())) == papers.MOST


def test_new_papers_of_a_refused_company_wait_and_the_decision_is_told(
    rows: Session, owner: Account, client: FlaskClient, post: Post, sign_in: SignIn
) -> None:
    clerk = make_account(rows, Role.CLERK)
    employer_id = owner.employer_id
    for step, reason in (("refuse", "缺少营业执照"), ("verify", None)):
        sign_in(clerk)
        [employer] = stored(rows, Employer)
        post(
            f"/bureau/employers/{employer_id}/{step}",
            reason=reason or "",
            seen_at=employer.updated_at.isoformat(),
        )
        sign_in(owner)
        if step == "refuse":
            assert "缺少营业执照" in client.get("/employer/papers").text
            send(post, b"%PDF-1.7")
            [employer] = stored(rows, Employer)
            assert employer.status is EmployerStatus.PENDING
    [employer] = stored(rows, Employer)
    assert employer.status is EmployerStatus.VERIFIED
    assert [(n.account_id, n.kind) for n in stored(rows, Notice)] == [
        (owner.id, NoticeKind.PAPERS_REFUSED),
        (owner.id, NoticeKind.PAPERS_VERIFIED),
    ]


def test_a_link_makes_one_account_of_the_company(
    app: Flask, rows: Session, owner: Account, client: FlaskClient, post: Post
) -> None:
    page = post("/employer/team", name="同事", role="member")
    token = (_LINK.search(page.text) or [""])[1]
    assert token not in client.get("/employer/team").text
    post("/logout")
    assert client.get(f"/employer/join/{token}").status_code == 200
    wrong = post(f"/employer/join/{token}", **{**PERSON, "login": owner.login})
    assert wrong.status_code == 422
    answer = post(f"/employer/join/{token}", **PERSON)
    assert answer.location == "/employer/"
    colleague = next(a for a in stored(rows, Account) if a.login == "tongshi")
    assert colleague.employer_id == owner.employer_id
    assert colleague.employer_role is EmployerRole.MEMBER
    again = post(f"/employer/join/{token}", **{**PERSON, "login": "another"})
    assert again.status_code == 410
    assert client.get("/employer/join/nonsense").status_code == 410
    # A member asks nobody in.
    refused = post("/employer/team", name="another", role="owner")
    assert refused.status_code == 302
    assert len(stored(rows, TeamInvitation)) == 1


def test_a_withdrawn_link_leads_nowhere(
    rows: Session, owner: Account, client: FlaskClient, post: Post
) -> None:
    page = post("/employer/team", name="同事", role="member")
    token = (_LINK.search(page.text) or [""])[1]
    [invitation] = stored(rows, TeamInvitation)
    post(f"/employer/team/invitations/{invitation.id}/withdraw")
    assert client.get(f"/employer/join/{token}").status_code == 410


def test_who_is_taken_out_is_signed_out_and_the_last_owner_stays(
    app: Flask, rows: Session, owner: Account, post: Post
) -> None:
    colleague = make_account(
        rows,
        Role.EMPLOYER,
        employer=owner.employer,
        employer_role=EmployerRole.MEMBER,
    )
    stranger = make_account(
        rows,
        Role.EMPLOYER,
        employer=make_employer(rows),
        employer_role=EmployerRole.MEMBER,
    )
    rows.commit()
    post(f"/employer/team/{colleague.id}/role", role="owner")
    post(f"/employer/team/{owner.id}/role", role="member")
    by_id = {account.id: account for account in stored(rows, Account)}
    assert by_id[colleague.id].employer_role is EmployerRole.OWNER
    assert by_id[owner.id].employer_role is EmployerRole.MEMBER
    # No owner any more: nothing can be changed by this account.
    for id_ in (colleague.id, stranger.id):
        post(f"/employer/team/{id_}/remove")
    assert all(account.is_active for account in stored(rows, Account))
    by_id[owner.id].employer_role = EmployerRole.OWNER
    rows.commit()
    post(f"/employer/team/{stranger.id}/remove")
    post(f"/employer/team/{colleague.id}/remove")
    post(f"/employer/team/{owner.id}/remove")
    by_id = {account.id: account for account in stored(rows, Account)}
    assert by_id[stranger.id].is_active
    assert not by_id[colleague.id].is_active
    assert by_id[owner.id].is_active
    assert [s for s in stored(rows, LoginSession) if s.ended_at] == []


def test_people_are_shown_to_examined_companies_alone(
    rows: Session, owner: Account, client: FlaskClient
) -> None:
    vacancy = make_vacancy(rows, employer=owner.employer, status=VacancyStatus.DRAFT)
    rows.commit()
    answer = client.get(f"/employer/vacancies/{vacancy.id}/candidates")
    assert answer.location == "/employer/papers"
