"""The office sees who could work where, and asks people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from matcher.encoder.hashing import HashingEncoder
from models import (
    AssignmentRun,
    Employer,
    Invitation,
    Notice,
    NoticeKind,
    Office,
    OfficeKind,
    Role,
)
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW, make_account
from webapp.services import assigning, proposals
from webapp.services.matching import MatchMaker
from webapp.workflows.desk import PlanningDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]


def _work_out(rows: Session) -> AssignmentRun:
    run = proposals.ask(rows, account_id=None, now=NOW)
    found = assigning.work_out(rows, MatchMaker(HashingEncoder()), now=NOW)
    proposals.keep(rows, run, found, NOW)
    rows.commit()
    return run


def test_a_run_is_asked_for_read_and_offered(
    rows: Session,
    sign_in: SignIn,
    client: FlaskClient,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed_in: list[int] = []
    monkeypatch.setattr(
        PlanningDesk, "enqueue_assigning", lambda _, run_id: handed_in.append(run_id)
    )
    sewing = make_paid_vacancy(rows, "缝纫工", headcount=1, valid_until=NOW.date())
    make_paid_vacancy(rows, "叉车司机", certificates=["叉车证"])
    person = make_wishing_seeker(
        rows, "缝纫工", account=make_account(rows, Role.SEEKER), name="示例甲"
    )
    make_wishing_seeker(rows, "叉车司机", name="示例乙")
    make_wishing_seeker(rows, "", name="示例丙")
    clerk = make_account(rows, Role.CLERK)
    rows.commit()
    sign_in(clerk)
    assert "还没有算过" in client.get("/bureau/assignment").text
    assert client.get("/bureau/assignment/people").status_code == 404
    for _ in range(2):
        assert post("/bureau/assignment").status_code == 302
    (run,) = rows.scalars(select(AssignmentRun))
    assert handed_in == [run.id]
    rows.commit()
    page = client.get("/bureau/assignment").text
    assert "正在计算" in page
    # Without it nobody would ask how far it is.
    assert "htmx.min.js" in page
    asked = {"HX-Request": "true"}
    assert "后台程序" in client.get("/bureau/assignment/progress", headers=asked).text
    found = assigning.work_out(rows, MatchMaker(HashingEncoder()), now=NOW)
    proposals.keep(rows, run, found, NOW)
    rows.commit()
    over = client.get("/bureau/assignment/progress", headers=asked)
    assert over.headers["HX-Refresh"] == "true"

    page = client.get("/bureau/assignment").text
    assert "一个人也分不到的单位" in page
    assert "缺证书" in page
    people = client.get("/bureau/assignment/people").text
    assert "示例甲" not in people
    assert "工种吻合" in people
    assert (
        "有叉车证可匹配另外 1 个岗位"
        in client.get("/bureau/assignment/people?why=certificate").text
    )
    assert "/profile" in client.get("/bureau/assignment/people?why=untold").text
    assert client.get("/bureau/assignment/people?why=nonsense").status_code == 404

    monkeypatch.setattr("webapp.bureau.assignment.utc_now", lambda: NOW)
    invite = f"/bureau/assignment/{run.id}/people/{person.id}/invite"
    assert post(invite).status_code == 302
    (invitation,) = rows.scalars(select(Invitation))
    assert (invitation.vacancy_id, invitation.seeker_id) == (sewing.id, person.id)
    # The person is told that it is the office that asks.
    assert rows.scalar(select(Notice.kind)) is NoticeKind.SUGGESTION
    # On SQLite who has read is a writer until the transaction ends.
    rows.commit()
    assert invite not in client.get("/bureau/assignment/people").text
    assert post(f"/bureau/assignment/{run.id}/people/999/invite").status_code == 404
    book = post(f"/bureau/assignment/{run.id}/export")
    assert book.data.startswith(b"PK")


def test_an_enterprises_clerk_does_not_see_everybody(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    vacancy = make_paid_vacancy(rows, "缝纫工")
    run = _work_out(rows)
    employer = rows.get_one(Employer, vacancy.employer_id)
    office = Office(name="企业办", kind=OfficeKind.ENTERPRISE, employer=employer)
    rows.add(office)
    rows.flush()
    clerk = make_account(rows, Role.CLERK, office_id=office.id)
    rows.commit()
    sign_in(clerk)
    for page in ("assignment", "assignment/people", "assignment/progress"):
        assert client.get(f"/bureau/{page}").status_code == 403
    assert post("/bureau/assignment").status_code == 403
    assert post(f"/bureau/assignment/{run.id}/export").status_code == 403
    assert "/bureau/assignment" not in client.get("/bureau/").text
