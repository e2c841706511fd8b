"""An employer writes postings in its own words and hands them in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Account, AuditEvent, EmployerStatus, Role, Vacancy, VacancyStatus
from tests.factories.postings import make_account, make_employer, make_vacancy
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]

WORDS = {
    "title": "缝纫工",
    "headcount": "12",
    "pay_text": "６-８千",
    "place_code": "320509",
    "address": "盛泽镇舜新路1号",
    "shift": "two",
    "has_lodging": "y",
    "schooling": "any",
    "experience_years": "0.5",
    "certificates": "叉车证、电工证，叉车证",
    "description": "平车缝制，计件工资月结，包住。",
    "occupation_code": "none",
    "valid_until": (
        local_date(dt.datetime.now(dt.UTC)) + dt.timedelta(days=30)
    ).isoformat(),
}


@pytest.fixture
def person(rows: Session, sign_in: SignIn) -> Account:
    """A signed-in person of a verified employer."""
    account = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    sign_in(account)
    return account


def only(rows: Session) -> Vacancy:
    """Return the one posting as it is stored now."""
    rows.expire_all()
    vacancy = rows.scalars(select(Vacancy)).one()
    rows.commit()
    return vacancy


def test_a_posting_is_written_understood_and_handed_in(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    assert client.get("/employer/vacancies/new").status_code == 200
    answer = post("/employer/vacancies/new", **WORDS, seen_at="", then="submit")
    vacancy = only(rows)
    assert answer.location == f"/employer/vacancies/{vacancy.id}"
    assert vacancy.status is VacancyStatus.REVIEW
    assert vacancy.employer_id == person.employer_id
    assert (vacancy.monthly_min_cents, vacancy.monthly_max_cents) == (600_000, 800_000)
    assert vacancy.experience_months == 6
    assert vacancy.certificates == ["叉车证", "电工证"]
    assert (vacancy.has_lodging, vacancy.has_board) == (True, False)
    page = client.get(answer.location).text
    assert "6,000" in page
    assert "8,000" in page
    actions = rows.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.subject_type == "vacancy")
        .order_by(AuditEvent.id)
    ).all()
    assert actions == ["vacancy.create", "vacancy.submit"]


MISTAKES = [
    ("title", ""),
    ("title", "工" * 61),
    ("headcount", "0"),
    ("headcount", "999999999999"),
    ("headcount", "十几个"),
    ("pay_text", "待遇从优"),
    ("address", " "),
    ("experience_years", "NaN"),
    ("experience_years", "Infinity"),
    ("certificates", "证" * 31),
    ("description", "短"),
    ("valid_until", "2020-01-01"),
    ("valid_until", "9999-12-31"),
    ("valid_until", "明天"),
    ("place_code", "110101"),
]


def test_a_mistake_is_told_beside_its_field_and_the_rest_is_kept(
    rows: Session, person: Account, post: Post
) -> None:
    for name, typed in MISTAKES:
        typed_all = {**WORDS, name: typed}
        answer = post("/employer/vacancies/new", **typed_all, then="submit")
        assert answer.status_code == 422, (name, typed)
        assert f'id="{name}-wrong"' in answer.text, (name, typed)
        for kept in ("title", "address", "description", "pay_text"):
            assert typed_all[kept].strip() in answer.text, (name, kept)
    assert rows.scalars(select(Vacancy)).all() == []


def test_another_companys_posting_is_not_found(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    other = make_vacancy(rows)
    rows.commit()
    seen_at = other.updated_at.isoformat()
    address = f"/employer/vacancies/{other.id}"
    for page in ("", "/edit", "/candidates", "/applications"):
        assert client.get(address + page).status_code == 404
    for page in ("/edit", "/submit", "/close"):
        assert post(address + page, **WORDS, seen_at=seen_at).status_code == 404
    assert other.title not in client.get("/employer/").text.split("<main")[1]


def test_whoever_saves_second_is_told_and_keeps_what_was_typed(
    rows: Session, person: Account, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    rows.commit()
    seen_at = vacancy.updated_at.isoformat()
    address = f"/employer/vacancies/{vacancy.id}/edit"
    first = post(address, **{**WORDS, "headcount": "3"}, seen_at=seen_at, then="save")
    assert first.status_code == 302
    second = post(address, **{**WORDS, "headcount": "77"}, seen_at=seen_at, then="save")
    assert second.status_code == 409
    assert 'value="77"' in second.text
    assert only(rows).headcount == 3


def test_a_changed_live_posting_is_taken_down_until_it_is_read(
    rows: Session, person: Account, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    rows.commit()
    assert (
        "盛泽镇舜新路1号" in client.get(f"/employer/vacancies/{vacancy.id}/edit").text
    )
    answer = post(
        f"/employer/vacancies/{vacancy.id}/edit",
        **WORDS,
        seen_at=vacancy.updated_at.isoformat(),
        then="save",
    )
    assert answer.status_code == 302
    assert only(rows).status is VacancyStatus.REVIEW


def test_a_posting_is_closed_once(rows: Session, person: Account, post: Post) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}/close"
    seen_at = vacancy.updated_at.isoformat()
    assert post(address, seen_at=seen_at).status_code == 302
    assert only(rows).status is VacancyStatus.CLOSED
    again = post(address, seen_at=seen_at)
    assert again.status_code == 302
    assert only(rows).status is VacancyStatus.CLOSED


@pytest.mark.parametrize("seen_at", ["", "yesterday", "2027-01-01T00:00:00"])
def test_a_form_without_the_time_it_was_shown_changes_nothing(
    rows: Session, person: Account, post: Post, seen_at: str
) -> None:
    vacancy = make_vacancy(rows, employer=person.employer)
    rows.commit()
    address = f"/employer/vacancies/{vacancy.id}"
    assert post(f"{address}/close", seen_at=seen_at).status_code == 400
    assert post(f"{address}/edit", **WORDS, seen_at=seen_at).status_code == 422
    assert only(rows).status is VacancyStatus.LIVE


def test_the_list_tells_where_the_papers_stand(
    rows: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    employer = make_employer(rows, status=EmployerStatus.PENDING, verified_until=None)
    sign_in(make_account(rows, Role.EMPLOYER, employer=employer))
    page = client.get("/employer/", headers={"Accept-Language": "en"}).text
    assert "The office is examining" in page


def test_the_list_counts_each_state_and_shows_one_with_its_next_step(
    rows: Session, person: Account, client: FlaskClient
) -> None:
    for title, status in (
        ("缝纫工", VacancyStatus.LIVE),
        ("裁剪工", VacancyStatus.LIVE),
        ("样衣工", VacancyStatus.DRAFT),
    ):
        make_vacancy(rows, employer=person.employer, title=title, status=status)
    make_vacancy(rows, title="别家的")
    rows.commit()
    english = {"Accept-Language": "en"}
    page = client.get("/employer/", headers=english).text
    assert [page.count(title) > 0 for title in ("缝纫工", "样衣工", "别家的")] == [
        True,
        True,
        False,
    ]
    assert 'Shown <span class="count">2</span>' in page
    assert 'Draft <span class="count">1</span>' in page
    drafts = client.get("/employer/?state=draft", headers=english).text
    assert "缝纫工" not in drafts
    assert "Go on, and hand it in" in drafts
    assert "Nothing here" in client.get("/employer/?state=closed", headers=english).text
    assert client.get("/employer/?state=' OR 1=1").status_code == 200
