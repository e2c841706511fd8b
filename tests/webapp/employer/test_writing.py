"""A posting is begun in several ways, kept while typed, and checked as one types."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEvent,
    Notice,
    NoticeKind,
    PostingDraft,
    PostingTemplate,
    Role,
    Vacancy,
    VacancyStatus,
)
from tests.factories.postings import (
    make_account,
    make_application,
    make_employer,
    make_seeker,
    make_vacancy,
)
from tests.webapp.employer.test_postings import WORDS, only

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]

_KEY = re.compile(r'name="form_key"[^>]*value="([0-9a-f]{32})"')
_TAKE = re.compile(r'name="take" value="([^"]+)"')
UNLAWFUL = "平车缝制，限女性，35岁以下，包住。"


@pytest.fixture
def person(rows: Session, sign_in: SignIn) -> Account:
    """A signed-in person of a verified employer."""
    account = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    sign_in(account)
    return account


def stored(rows: Session, table: type[Any]) -> list[Any]:
    """Return the rows of a table as they are stored now."""
    anew = select(table).execution_options(populate_existing=True)
    found = list(rows.scalars(anew))
    rows.commit()
    return found


def new_key(client: FlaskClient) -> str:
    """Open an empty form and return its key."""
    found = _KEY.search(client.get("/employer/vacancies/new").text)
    assert found is not None
    return found[1]


def test_the_same_form_sent_twice_is_one_posting(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    key = new_key(client)
    first = post("/employer/vacancies/new", **WORDS, form_key=key, then="submit")
    second = post("/employer/vacancies/new", **WORDS, form_key=key, then="submit")
    assert first.status_code == second.status_code == 302
    assert first.location == second.location == f"/employer/vacancies/{only(rows).id}"


def test_a_change_sent_twice_is_no_quarrel(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}/edit"
    found = _KEY.search(client.get(address).text)
    assert found is not None
    seen_at = vacancy.updated_at.isoformat()
    for _ in range(2):
        answer = post(address, **WORDS, form_key=found[1], seen_at=seen_at)
        assert answer.status_code == 302


def test_what_is_typed_is_kept_and_gone_on_with(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    key = new_key(client)
    typed = {"title": "裁剪工", "headcount": "十几个", "has_board": "y"}
    answer = post("/employer/vacancies/keep", **typed, form_key=key)
    assert answer.status_code == 200
    assert stored(rows, Vacancy) == []
    assert key in client.get("/employer/vacancies/start").text
    page = client.get(f"/employer/vacancies/new?draft={key}").text
    assert 'value="裁剪工"' in page
    assert 'value="十几个"' in page
    assert re.search(r"<input[^>]*checked[^>]*has_board|has_board[^>]*checked", page)
    assert post(f"/employer/vacancies/drafts/{key}/discard").status_code == 302
    assert stored(rows, PostingDraft) == []


def test_what_was_typed_about_a_posting_is_offered_when_it_is_opened_again(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    other = make_vacancy(rows)
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}/edit"
    key = (_KEY.search(client.get(address).text) or [""])[1]
    keep = f"/employer/vacancies/keep?vacancy={vacancy.id}"
    assert post(keep, title="样衣工", form_key=key).status_code == 200
    assert f"{address}?draft={key}" in client.get(address).text
    assert 'value="样衣工"' in client.get(f"{address}?draft={key}").text
    strange = f"/employer/vacancies/keep?vacancy={other.id}"
    assert post(strange, title="样衣工", form_key="a" * 32).status_code == 404
    assert only_title(rows, vacancy.id) == "缝纫工"


def only_title(rows: Session, vacancy_id: int) -> str:
    rows.expire_all()
    title = rows.get_one(Vacancy, vacancy_id).title
    rows.commit()
    return title


def test_a_pasted_advert_is_proposed_and_not_stored(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    advert = "招聘缝纫工20名，工资6000-8000元/月，包吃包住，盛泽镇，一年以上经验"
    answer = post("/employer/vacancies/paste", advert=advert)
    assert answer.status_code == 200
    for part in ('value="缝纫工"', 'value="20"', 'value="6000-8000元/月"', 'value="1"'):
        assert part in answer.text
    assert re.search(r'selected value="320509103"', answer.text)
    assert answer.text.count("chip-amber") >= 6
    assert stored(rows, Vacancy) == []
    assert stored(rows, PostingDraft) == []
    for nonsense in ("", " ", "x", "工" * 4001):
        again = post("/employer/vacancies/paste", advert=nonsense)
        assert again.status_code == 422
        assert 'id="advert-wrong"' in again.text


def test_words_are_marked_in_place_with_the_law_as_one_types(
    person: Account, post: Post
) -> None:
    answer = post("/employer/vacancies/wording", description=UNLAWFUL, title="普工")
    assert answer.status_code == 200
    assert '<mark class="mark-block">限女性</mark>' in answer.text
    assert '<mark class="mark-warn">35岁以下</mark>' in answer.text
    assert "就业促进法第二十七条" in answer.text
    assert 'hx-swap-oob="true"' in answer.text


def test_words_that_stop_a_posting_are_told_without_scripts_and_taken_with_a_tap(
    rows: Session, person: Account, post: Post
) -> None:
    typed = {**WORDS, "description": UNLAWFUL}
    answer = post("/employer/vacancies/new", **typed, then="submit")
    assert answer.status_code == 422
    assert stored(rows, Vacancy) == []
    assert '<mark class="mark-block">限女性</mark>' in answer.text
    assert 'id="lawful_because-wrong"' in answer.text
    takes = _TAKE.findall(answer.text)
    assert "description:5:8:" in takes
    taken = post("/employer/vacancies/new", **typed, take="description:5:8:")
    assert taken.status_code == 200
    assert "平车缝制，35岁以下，包住。" in taken.text
    assert "mark-block" not in taken.text
    assert stored(rows, Vacancy) == []


@pytest.mark.parametrize(
    "take", ["description", "address:0:1:", "description:-1:4:x", "x:y:z:", "::::"]
)
def test_a_tap_that_no_page_offers_is_refused(
    rows: Session, person: Account, post: Post, take: str
) -> None:
    answer = post("/employer/vacancies/new", **WORDS, take=take)
    assert answer.status_code == 400
    assert stored(rows, Vacancy) == []


def test_age_only_warns(rows: Session, person: Account, post: Post) -> None:
    typed = {**WORDS, "description": "平车缝制，35岁以下，包住。"}
    answer = post("/employer/vacancies/new", **typed, then="submit")
    assert answer.status_code == 302
    assert only(rows).status is VacancyStatus.REVIEW


def test_words_may_stay_for_a_reason_that_the_clerk_reads(
    rows: Session, person: Account, client: FlaskClient, post: Post, sign_in: SignIn
) -> None:
    typed = {**WORDS, "description": UNLAWFUL}
    because = "女浴室内的工作"
    answer = post(
        "/employer/vacancies/new", **typed, then="submit", lawful_because=because
    )
    assert answer.status_code == 302
    vacancy = only(rows)
    assert vacancy.status is VacancyStatus.REVIEW
    submitted = rows.scalars(
        select(AuditEvent).where(AuditEvent.action == "vacancy.submit")
    ).one()
    assert submitted.detail["lawful_because"] == because
    assert submitted.detail["words"] == ["限女性"]
    rows.commit()
    sign_in(make_account(rows, Role.CLERK))
    assert because in client.get(f"/bureau/postings/{vacancy.id}").text


def test_saving_only_needs_no_reason_and_handing_in_from_its_page_does(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    typed = {**WORDS, "description": UNLAWFUL}
    assert post("/employer/vacancies/new", **typed, then="save").status_code == 302
    vacancy = only(rows)
    answer = post(
        f"/employer/vacancies/{vacancy.id}/submit",
        seen_at=vacancy.updated_at.isoformat(),
    )
    assert answer.location == f"/employer/vacancies/{vacancy.id}/edit"
    assert only(rows).status is VacancyStatus.DRAFT
    assert "限女性" in client.get(answer.location).text


def test_an_occupation_is_suggested_and_tapped(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    tiles = post("/employer/vacancies/occupations", title="缝纫工").text
    codes = re.findall(r'value="(\d-\d\d-\d\d-\d\d)"', tiles)
    assert 1 <= len(codes) <= 5
    typed = {**WORDS, "occupation_code": ""}
    answer = post("/employer/vacancies/new", **typed, then="submit")
    assert answer.status_code == 422
    assert 'id="occupation_code-wrong"' in answer.text
    for wrong in ("9-99-99-99", "' OR 1=1", "<b>"):
        strange = post("/employer/vacancies/new", **{**typed, "occupation_code": wrong})
        assert strange.status_code == 422
    typed["occupation_code"] = codes[0]
    assert post("/employer/vacancies/new", **typed, then="submit").status_code == 302
    vacancy = only(rows)
    assert vacancy.occupation_code == codes[0]
    page = client.get(f"/employer/vacancies/{vacancy.id}/edit").text
    assert re.search(rf'value="{codes[0]}" checked', page)


def test_an_earlier_posting_is_copied_with_a_new_last_day(
    rows: Session, person: Account, client: FlaskClient
) -> None:
    vacancy = make_vacancy(
        rows, employer=person.employer, title="样衣工", valid_until=dt.date(2020, 1, 1)
    )
    other = make_vacancy(rows)
    rows.commit()
    page = client.get(f"/employer/vacancies/new?copy={vacancy.id}").text
    assert 'value="样衣工"' in page
    assert "2020-01-01" not in page
    answer = client.get(f"/employer/vacancies/new?copy={other.id}")
    assert answer.status_code == 404


def test_a_posting_becomes_a_template_that_new_ones_begin_from(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer, title="样衣工")
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}/template"
    assert post(address, name="常用样衣工").status_code == 302
    [template] = stored(rows, PostingTemplate)
    template_id = template.id
    assert "常用样衣工" in client.get("/employer/vacancies/start").text
    page = client.get(f"/employer/vacancies/new?template={template_id}").text
    assert 'value="样衣工"' in page
    assert 'value="6-8千"' in page
    address = f"/employer/vacancies/templates/{template_id}/remove"
    assert post(address).status_code == 302
    assert stored(rows, PostingTemplate) == []


def test_a_live_posting_is_extended_and_an_expired_one_is_read_again(
    rows: Session, person: Account, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    today = dt.datetime.now(dt.UTC).date()
    vacancy.valid_until = today + dt.timedelta(days=2)
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}/extend"
    answer = post(address, days="30", seen_at=vacancy.updated_at.isoformat())
    assert answer.status_code == 302
    shown = only(rows)
    assert shown.valid_until == today + dt.timedelta(days=32)
    assert shown.status is VacancyStatus.LIVE
    shown.status, shown.valid_until = VacancyStatus.EXPIRED, today - dt.timedelta(3)
    rows.commit()
    post(address, days="30", seen_at=shown.updated_at.isoformat())
    again = only(rows)
    assert again.status is VacancyStatus.REVIEW
    assert again.valid_until >= today + dt.timedelta(days=29)
    for days in ("0", "-5", "3650", "x", ""):
        answer = post(address, days=days, seen_at=again.updated_at.isoformat())
        assert answer.status_code == 400


def test_who_waits_for_an_answer_is_told_once_when_a_posting_closes(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    waiting = make_account(rows, Role.SEEKER)
    make_application(rows, vacancy, seeker=make_seeker(rows, account_id=waiting.id))
    gone = make_account(rows, Role.SEEKER)
    make_application(
        rows,
        vacancy,
        seeker=make_seeker(rows, account_id=gone.id),
        status="withdrawn",
    )
    make_application(rows, vacancy)  # came by telephone, has no account
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}"
    page = client.get(address, headers={"Accept-Language": "en"}).text
    assert "2 people who have applied" in page
    seen_at = vacancy.updated_at.isoformat()
    post(f"{address}/close", seen_at=seen_at)
    post(f"{address}/close", seen_at=seen_at)
    told = stored(rows, Notice)
    assert [(notice.account_id, notice.kind) for notice in told] == [
        (waiting.id, NoticeKind.VACANCY_CLOSED)
    ]
