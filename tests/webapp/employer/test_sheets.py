"""A company takes in postings from a spreadsheet, its own alone, each row checked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Account, Role, Vacancy, VacancyStatus
from tests.factories.postings import make_account, make_employer
from tests.webapp.services.importing.conftest import workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]

HEADER = ("岗位", "人数", "薪资", "工作地点", "岗位要求")
LAWFUL = ("缝纫工", 5, "6-8千", "吴江区盛泽镇", "平车缝制，两班倒，包住。")
UNLAWFUL = ("质检员", 2, "5-6千", "吴江区盛泽镇", "限女性，35岁以下。")


@pytest.fixture
def person(rows: Session, sign_in: SignIn) -> Account:
    account = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    sign_in(account)
    return account


def stored(rows: Session) -> dict[str, Vacancy]:
    anew = select(Vacancy).execution_options(populate_existing=True)
    found = {vacancy.title: vacancy for vacancy in rows.scalars(anew)}
    rows.commit()
    return found


def send(post: Post, *table: tuple[Any, ...]) -> Any:
    return post("/employer/sheets", file=(io.BytesIO(workbook(*table)), "x.xlsx"))


def test_each_row_is_checked_coded_and_waits_where_it_may(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    answer = send(post, HEADER, LAWFUL, UNLAWFUL)
    assert answer.status_code == 302, answer.text
    page = client.get(answer.location).text
    assert "限女性" in page
    assert "妇女权益保障法" in page
    assert "6-05-01-03" in page
    assert stored(rows) == {}
    assert post(answer.location).status_code == 302
    found = stored(rows)
    assert {v.employer_id for v in found.values()} == {person.employer_id}
    assert found["缝纫工"].status is VacancyStatus.REVIEW
    assert found["缝纫工"].occupation_code == "6-05-01-03"
    assert found["质检员"].status is VacancyStatus.DRAFT
    # A clerk has read it; what the next file changes is read again.
    found["缝纫工"].status = VacancyStatus.LIVE
    rows.commit()
    again = send(post, HEADER, (*LAWFUL[:2], "7-9千", *LAWFUL[3:]))
    post(again.location)
    assert stored(rows)["缝纫工"].status is VacancyStatus.REVIEW


def test_nobody_posts_for_another_company(
    rows: Session, person: Account, post: Post, client: FlaskClient, sign_in: SignIn
) -> None:
    other = make_employer(rows, name="吴江别家纺织有限公司")
    own_id = person.employer_id
    colleague = make_account(rows, Role.EMPLOYER, employer=other)
    rows.commit()
    answer = send(post, ("企业名称", *HEADER), ("吴江别家纺织有限公司", *LAWFUL))
    token_page = answer.location
    assert "吴江别家纺织有限公司" in client.get(token_page).text
    post(token_page)
    assert stored(rows) == {}
    sign_in(colleague)
    # Nor does anybody take in what another account has sent.
    assert client.get(token_page).location == "/employer/sheets"
    post(token_page)
    assert stored(rows) == {}
    assert own_id != other.id


@pytest.mark.usefixtures("person")
def test_a_file_of_postings_is_no_roster(post: Post, client: FlaskClient) -> None:
    token = send(post, HEADER, LAWFUL).location.rpartition("/")[2]
    assert client.get(f"/employer/rosters/{token}").location == "/employer/riders"
    assert post(f"/employer/rosters/{token}").location == "/employer/riders"
    assert client.get(f"/employer/sheets/{token}").status_code == 200


@pytest.mark.parametrize("content", [b"", b"MZ nonsense", b"\x00\x01"])
def test_a_file_that_is_no_table_is_told_beside_the_field(
    person: Account, post: Post, content: bytes
) -> None:
    answer = post("/employer/sheets", file=(io.BytesIO(content), "x.xlsx"))
    assert answer.status_code == 422
    assert 'id="file-wrong"' in answer.text
