"""Papers are examined, hold for six months, and are examined again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models import EmployerStatus, VacancyStatus
from tests.factories.postings import NOW, TODAY, make_employer, make_vacancy
from webapp.services import employers
from webapp.services.employers import Examination
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_an_examination_holds_for_six_months(session: Session) -> None:
    employer = make_employer(
        session, status=EmployerStatus.PENDING, verified_until=None
    )
    employers.verify(
        session, employer, seen_at=employer.updated_at, account_id=None, now=NOW
    )
    assert employer.status is EmployerStatus.VERIFIED
    assert employer.verified_until == dt.date(2027, 7, 31)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), dt.date(2028, 2, 29)),
        (dt.date(2026, 6, 30), dt.date(2026, 12, 30)),
    ],
)
def test_six_months_end_on_a_day_that_exists(day: dt.date, after: dt.date) -> None:
    assert employers.six_months_after(day) == after


def test_a_refused_employers_postings_come_down(session: Session) -> None:
    vacancy = make_vacancy(session)
    employer = vacancy.employer
    down = employers.refuse(
        session, employer, "营业执照已注销",
        seen_at=employer.updated_at, account_id=None, now=NOW,
    )  # fmt: skip
    assert down == 1
    assert employer.status is EmployerStatus.REFUSED
    assert employer.verified_until is None
    assert vacancy.status is VacancyStatus.REVIEW


def test_two_clerks_do_not_decide_over_each_other(session: Session) -> None:
    employer = make_employer(session, status=EmployerStatus.PENDING)
    seen_at = employer.updated_at
    employers.verify(session, employer, seen_at=seen_at, account_id=None, now=NOW)
    with pytest.raises(StaleError):
        employers.refuse(
            session, employer, "看不清", seen_at=seen_at, account_id=None, now=NOW
        )
    assert employer.status is EmployerStatus.VERIFIED


def test_the_list_and_the_counts_say_what_each_row_says(session: Session) -> None:
    day = dt.timedelta(days=1)
    for values in (
        {"status": EmployerStatus.PENDING, "verified_until": None},
        {"status": EmployerStatus.REFUSED, "verified_until": None},
        {"verified_until": None},
        {"verified_until": TODAY - day},
        {"verified_until": TODAY},
        {"verified_until": TODAY + employers.DUE_SOON},
        {"verified_until": TODAY + employers.DUE_SOON + day},
    ):
        make_employer(session, **values)
    lines = employers.list_employers(session, NOW)
    counts = employers.count_employers(session, NOW)
    for state in Examination:
        named = [line.employer for line in lines if line.examination is state]
        asked = employers.list_employers(session, NOW, wanted=state)
        assert [line.employer for line in asked] == named
        assert counts[state] == len(named)
    assert [line.examination for line in lines] == sorted(
        (line.examination for line in lines), key=list(Examination).index
    )


def test_employers_are_found_by_name_and_by_credit_code(session: Session) -> None:
    wanted = make_employer(
        session, name="百分之100%示例", credit_code="91320509TEST00001X"
    )
    make_employer(session, name="别的示例")
    for words in ("100%", " 91320509test00001x "):
        lines = employers.list_employers(session, NOW, words=words)
        assert [line.employer for line in lines] == [wanted]
