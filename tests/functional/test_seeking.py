"""From a search box to an application, as a seeker goes."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from markupsafe import escape
from sqlalchemy import select, update

from models import (
    Account,
    Application,
    ApplicationStatus,
    AuditEvent,
    Impression,
    Role,
    Schooling,
    Seeker,
    Shift,
    Vacancy,
    VacancyStatus,
)
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import make_account, make_employer
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

# Question: what is tapped, or what is typed by field.
PROFILE: dict[str, str | dict[str, str]] = {
    "work": "缝纫工",
    "experience": "60",
    "pay": "6000",
    "place": "any",
    "shift": "two",
    "lodging": "lodging",
    "schooling": "junior",
    "certificates": "",
    "family": "1",
    "home": {"place": "河南固始"},
    "start": "now",
    "contact": {"name": "示例甲", "phone": "138-0000-0001"},
    "skills": {"skills": "平车五年"},
}


@pytest.mark.usefixtures("rows")
def test_who_wants_it_near_is_asked_near_to_where(client: FlaskClient) -> None:
    assert "离哪里近" in client.get("/search?q=缝纫工 离家近").text
    assert "离哪里近" not in client.get("/search?q=盛泽附近 缝纫工").text


def answer_all(
    post: Callable[..., Any], **changed: str | dict[str, str]
) -> dict[str, Any]:
    """Answer question by question, as on the pages; return what each led to."""
    return {
        question: post(
            f"/me/profile/{question}",
            **(
                {"by": "words", **given}
                if isinstance(given, dict)
                else {"choice": given}
            ),
        )
        for question, given in {**PROFILE, **changed}.items()
    }


def vacancy(rows: Session, title: str, **values: Any) -> Vacancy:
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    return make_paid_vacancy(rows, title, **{"valid_until": later, **values})


@pytest.fixture
def market(rows: Session) -> dict[str, int]:
    """A few vacancies that differ in what one can ask for."""
    made = {
        "sewing": vacancy(rows, "缝纫工", has_board=True),
        "poor": vacancy(
            rows, "缝纫学徒", monthly_min_cents=300_000, monthly_max_cents=400_000
        ),
        "agreed": vacancy(
            rows,
            "缝纫组长",
            pay_text="面议",
            is_negotiable=True,
            monthly_min_cents=None,
            monthly_max_cents=None,
        ),
        "night": vacancy(rows, "保安", shift=Shift.NIGHT, has_lodging=False),
        "draft": vacancy(rows, "缝纫工草稿", status=VacancyStatus.DRAFT),
        "closed": vacancy(rows, "缝纫工旧岗", status=VacancyStatus.CLOSED),
    }
    ids = {name: row.id for name, row in made.items()}
    rows.commit()
    return ids


@pytest.fixture
def seeker(rows: Session, sign_in: Callable[[Account], None]) -> int:
    """A signed-in account of a person without a profile."""
    account = make_account(rows, Role.SEEKER)
    id_ = account.id
    sign_in(account)
    return id_


def look(rows: Session, query: Any) -> list[Any]:
    """Return what is stored, and let go of it: on SQLite a look holds the lock."""
    found = list(rows.scalars(query))
    rows.expunge_all()
    rows.rollback()
    return found


def titles(page: str) -> list[str]:
    cards = page.split('class="vacancy-card')[1:]
    link = r'href="/(?:vacancies|me/matches)/\d+">([^<]+)<'
    return [re.findall(link, card)[0] for card in cards]


def test_the_start_page_shows_what_is_open_and_leads_to_the_search(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get("/").text
    assert set(titles(page)) == {"缝纫工", "缝纫学徒", "缝纫组长", "保安"}
    assert 'action="/search"' in page


def test_conditions_are_understood_and_those_without_pay_stand_apart(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get("/search?q=缝纫工 6000以上 包住").text
    found, agreed = page.split("工资面议")[0], page
    assert "缝纫工" in titles(found)
    assert "缝纫学徒" not in titles(page)
    assert "保安" not in titles(page)
    assert titles(agreed)[-1] == "缝纫组长"


def test_a_condition_is_removed_by_following_its_link(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get("/search?q=缝纫 6000以上 包住").text
    chips = re.findall(r'<a class="chip" href="([^"]+)"[^>]*><span>([^<]+)<', page)
    without_pay = next(link for link, text in chips if "6,000" in text)
    assert "缝纫学徒" in titles(client.get(unescape(without_pay)).text)


def test_what_is_ticked_counts_like_what_is_typed(
    client: FlaskClient, market: dict[str, int]
) -> None:
    assert titles(client.get("/search?shift=night").text) == ["保安"]
    assert titles(client.get("/search?board=1").text) == ["缝纫工"]
    assert "缝纫学徒" not in titles(client.get("/search?pay=5000").text)


def test_a_search_that_finds_nothing_says_what_to_do(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get("/search?q=缝纫工 90000以上 弹性工作").text
    assert "没有完全符合的岗位" in page
    assert "0512-12333" in page


def test_what_to_give_up_is_told_before_anything_else_is_offered(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get("/search?q=缝纫工 50000以上").text
    assert "可以这样放宽" in page
    assert page.index("可以这样放宽") < page.index("保存这个搜索")


def test_work_that_is_called_otherwise_stands_under_a_heading_of_its_own(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get("/search?q=缝纫学徒 保安").text
    assert "名称不同" not in page
    assert "没有叫这个名的岗位" in client.get("/search?q=车位").text


def test_pages_of_results_do_not_overlap(client: FlaskClient, rows: Session) -> None:
    employer = make_employer(rows)
    for number in range(45):
        vacancy(rows, f"普工{number:02d}", employer=employer)
    rows.commit()
    seen = [
        title
        for page in (1, 2, 3)
        for title in titles(client.get(f"/search?q=普工&page={page}").text)
    ]
    assert len(seen) == len(set(seen)) == 45
    # Past the last page is the last.
    assert titles(client.get("/search?q=普工&page=99").text) == seen[40:]


def test_a_vacancy_says_all_that_the_law_asks_for(
    client: FlaskClient, market: dict[str, int]
) -> None:
    page = client.get(f"/vacancies/{market['sewing']}")
    assert page.status_code == 200
    for fact in ("6-8千", "吴江", "招 10 人", "两班倒", "包吃", "截止日期", "示例服饰"):
        assert fact in page.text
    assert "登录后申请" in page.text


def test_a_closed_vacancy_says_so_and_a_draft_is_nobodys_business(
    client: FlaskClient, market: dict[str, int]
) -> None:
    closed = client.get(f"/vacancies/{market['closed']}")
    assert closed.status_code == 410
    assert "不再接受申请" in closed.text
    assert "登录后申请" not in closed.text
    assert client.get(f"/vacancies/{market['draft']}").status_code == 404


def test_a_profile_is_stored_sealed_and_leads_to_matches(
    client: FlaskClient,
    rows: Session,
    market: dict[str, int],
    seeker: int,
    post: Callable[..., Any],
) -> None:
    assert client.get("/me/matches").location == "/me/profile"
    led = answer_all(post)
    assert led["work"].location == "/me/profile/experience"
    assert led["contact"].location == "/me/profile"
    (stored,) = look(rows, select(Seeker))
    assert (stored.name, stored.phone) == ("示例甲", "13800000001")
    assert stored.phone_sealed is not None
    assert b"138" not in stored.phone_sealed
    assert stored.home_place_code == "411525"
    assert stored.schooling is Schooling.JUNIOR
    assert (stored.companions, stored.wanted_place_code) == (1, None)
    assert set(stored.answered) == set(PROFILE)
    page = client.get("/me/matches").text
    assert titles(page)[0] == "缝纫工"
    assert 'class="for"' in page
    # Below what is wanted is out of reach, not at the end of the list.
    assert "缝纫学徒" not in titles(page)


def test_what_is_shown_and_opened_is_noted_and_leads_to_the_vacancy(
    client: FlaskClient,
    rows: Session,
    market: dict[str, int],
    seeker: int,
    post: Callable[..., Any],
) -> None:
    answer_all(post)
    client.get("/me/matches")
    client.get("/me/matches")
    opened = market["sewing"]
    answer = client.get(f"/me/matches/{opened}")
    assert answer.location == f"/vacancies/{opened}"
    # Not in the list: it leads there all the same, and nothing is noted.
    assert client.get(f"/me/matches/{market['poor']}").status_code == 302
    noted = look(rows, select(Impression).order_by(Impression.position))
    assert [row.position for row in noted] == list(range(1, len(noted) + 1))
    assert {row.vacancy_id for row in noted if row.opened} == {opened}


def test_what_would_bring_more_is_told_with_its_count(
    client: FlaskClient,
    market: dict[str, int],
    seeker: int,
    post: Callable[..., Any],
) -> None:
    answer_all(post, pay={"pay_yuan": "8500"})
    assert "期望工资低 500 元可多 1 个岗位" in client.get("/me/matches").text


def test_what_is_ruled_out_is_not_offered(
    client: FlaskClient,
    rows: Session,
    market: dict[str, int],
    seeker: int,
    post: Callable[..., Any],
) -> None:
    soon = today(dt.datetime.now(dt.UTC)) + dt.timedelta(days=7)
    answer_all(post, shift="no-nights", reach="20", start="7", place="320509")
    (stored,) = look(rows, select(Seeker))
    assert stored.refuses_nights
    assert (stored.reach_m, stored.available_from) == (20_000, soon)
    fitting, _, missing = client.get("/me/matches").text.partition('id="missed"')
    assert titles(fitting) == []
    assert titles(missing) == ["缝纫工"]
    page = client.get("/me/profile").text
    assert "不上夜班" in page
    assert "20 公里" in page
    assert 'value="7" aria-current="true"' in client.get("/me/profile/start").text


@pytest.mark.parametrize(
    ("question", "typed", "sentence"),
    [
        ("contact", {"name": "甲", "phone": "12"}, "手机号码有 11 位数字"),
        ("contact", {"name": " ", "phone": "13800000001"}, "请填写您的姓名"),
        ("home", {"place": "鼓楼区"}, "这个地名可能是"),
        ("home", {"place": "火星基地"}, "找不到这个地方"),
        ("pay", {"pay_yuan": "3"}, "500 到 200,000"),
        ("pay", {"pay_yuan": "九千"}, "请写数字"),
        ("work", {"wanted_title": " "}, "请写"),
        ("work", {"wanted_title": "<b>" * 100}, "最多"),
        ("start", {"available_from": "9999-01-01"}, "两年内"),
        ("family", {"companions": "999999999999"}, "0 到 20"),
    ],
)
def test_a_mistake_is_named_what_was_typed_kept_and_nothing_stored(
    question: str,
    typed: dict[str, str],
    sentence: str,
    rows: Session,
    seeker: int,
    post: Callable[..., Any],
) -> None:
    answer = post(f"/me/profile/{question}", by="words", **typed)
    assert answer.status_code == 422
    assert "需要再看一下" in answer.text
    assert sentence in answer.text
    for value in typed.values():
        assert escape(value.strip()) in answer.text
    assert look(rows, select(Seeker)) == []


def test_only_answers_of_the_page_can_be_tapped(
    client: FlaskClient, rows: Session, seeker: int, post: Callable[..., Any]
) -> None:
    for sent in ({"choice": "never"}, {}, {"choice": "<script>"}):
        answer = post("/me/profile/shift", **sent)
        assert answer.status_code == 422
        assert "请点一个答案" in answer.text
    # There is nothing to type here.
    assert post("/me/profile/shift", by="words").status_code == 400
    assert client.get("/me/profile/age").status_code == 404
    assert look(rows, select(Seeker)) == []


def test_each_answer_is_stored_at_once_and_any_question_is_skipped(
    client: FlaskClient, rows: Session, seeker: int, post: Callable[..., Any]
) -> None:
    assert "两分钟" in client.get("/me/profile").text
    page = client.get("/me/profile/work").text
    assert 'href="/me/profile/experience"' in page  # skip
    post("/me/profile/pay", choice="any")
    (stored,) = look(rows, select(Seeker))
    assert (stored.wanted_monthly_cents, stored.answered) == (None, ["pay"])
    page = client.get("/me/profile").text
    assert "多少都行" in page
    assert "没有填" in page
    assert 'href="/me/profile/work"' in page  # where it goes on


def test_one_answer_is_changed_and_leads_back_to_all_of_them(
    client: FlaskClient, seeker: int, post: Callable[..., Any]
) -> None:
    answer_all(post)
    assert 'href="/me/profile/pay?alone=1"' in client.get("/me/profile").text
    answer = post("/me/profile/pay?alone=1", choice="7000")
    assert answer.location == "/me/profile"
    page = client.get("/me/profile").text
    assert "7,000" in page
    assert 'value="7000" aria-current="true"' in client.get("/me/profile/pay").text


def test_certificates_are_ticked_and_others_written_beside(
    client: FlaskClient, rows: Session, seeker: int, post: Callable[..., Any]
) -> None:
    post(
        "/me/profile/certificates",
        choice=["叉车证", "健康证"],
        certificates="高级茶艺师证，叉车证",
    )
    (stored,) = look(rows, select(Seeker))
    assert stored.certificates == ["叉车证", "健康证", "高级茶艺师证"]
    page = client.get("/me/profile/certificates").text
    assert page.count(" checked>") == 2
    assert 'value="高级茶艺师证"' in page


@pytest.mark.usefixtures("seeker")
def test_who_applies_with_a_name_alone_is_asked_to_say_more(
    client: FlaskClient, market: dict[str, int], post: Callable[..., Any]
) -> None:
    more = "只能看到您的姓名和电话"
    post("/me/profile/contact", by="words", name="示例甲", phone="13800000001")
    assert more not in client.get("/me/applications").text
    post(f"/me/vacancies/{market['sewing']}/apply")
    assert more in client.get("/me/applications").text
    answer_all(post)
    assert more not in client.get("/me/applications").text


def test_one_applies_once_withdraws_and_may_apply_again(
    client: FlaskClient,
    rows: Session,
    market: dict[str, int],
    seeker: int,
    post: Callable[..., Any],
) -> None:
    apply = f"/me/vacancies/{market['sewing']}/apply"
    assert post(apply).location == "/me/profile"
    answer_all(post)
    assert "缝纫工" in titles(client.get("/me/matches").text)
    assert "您已申请" not in client.get("/search?q=缝纫工").text
    for _ in range(2):
        assert post(apply).location == "/me/applications"
    # It is told where it is found, and not recommended any more.
    assert "您已申请" in client.get("/search?q=缝纫工").text
    assert "缝纫工" not in titles(client.get("/me/matches").text)
    (sent,) = look(rows, select(Application))
    assert sent.status is ApplicationStatus.SENT
    assert "您已于" in client.get(f"/vacancies/{market['sewing']}").text
    withdraw = f"/me/applications/{sent.id}/withdraw"
    post(withdraw)
    (sent,) = look(rows, select(Application))
    assert sent.status is ApplicationStatus.WITHDRAWN
    post(apply)
    (sent,) = look(rows, select(Application))
    assert sent.status is ApplicationStatus.SENT
    actions = look(
        rows,
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("application."))
        .order_by(AuditEvent.id),
    )
    assert actions == ["application.send", "application.withdraw", "application.send"]


def test_an_application_is_not_taken_back_after_the_decision(
    client: FlaskClient,
    rows: Session,
    market: dict[str, int],
    seeker: int,
    post: Callable[..., Any],
) -> None:
    answer_all(post)
    post(f"/me/vacancies/{market['sewing']}/apply")
    (sent,) = look(rows, select(Application))
    rows.execute(update(Application).values(status=ApplicationStatus.HIRED))
    rows.commit()
    answer = post(f"/me/applications/{sent.id}/withdraw")
    assert "已经作出决定" in client.get(answer.location).text
    (sent,) = look(rows, select(Application))
    assert sent.status is ApplicationStatus.HIRED


def test_nobody_applies_for_a_closed_vacancy_or_withdraws_for_others(
    rows: Session, market: dict[str, int], seeker: int, post: Callable[..., Any]
) -> None:
    answer_all(post)
    post(f"/me/vacancies/{market['closed']}/apply")
    assert post(f"/me/vacancies/{market['draft']}/apply").status_code == 404
    assert look(rows, select(Application)) == []
    other = Application(
        seeker=Seeker(name="示例乙", phone="13800000009"), vacancy_id=market["sewing"]
    )
    rows.add(other)
    rows.flush()
    id_ = other.id
    rows.commit()
    assert post(f"/me/applications/{id_}/withdraw").status_code == 404


def test_every_word_of_a_page_is_in_its_language(
    client: FlaskClient, market: dict[str, int]
) -> None:
    for path in ("/", "/search?q=缝纫", f"/vacancies/{market['sewing']}", "/login"):
        english = client.get(path, headers={"Accept-Language": "en"}).text
        assert "找工作" not in english
        body = client.get(path).text.split("<body>")[1]
        chinese = re.sub(r"<[^>]+>|https?://\S+", " ", body)
        words = set(re.findall(r"[A-Za-z]{3,}", chinese)) - {"English", "ODbL"}
        assert words == set(), path
