"""Rows of vacancies: a vacancy is the same by employer, title and place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models import (
    Employer,
    PayPeriod,
    Vacancy,
    VacancyStatus,
)
from webapp.services.importing import fields
from webapp.services.importing.lookup import Employers, place, plain_name, store_place
from webapp.services.importing.message import say
from webapp.services.importing.plan import (
    Cells,
    Step,
    changes,
    is_repeated,
    natural_key,
    refused,
    told,
)
from webapp.services.importing.preview import Desk, Outcome, Row, RowResult
from webapp.services.vacancy_posting import is_verified

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

VALID_FOR = dt.timedelta(days=60)
MOST_HEADCOUNT = 5000
WORDS = {
    "title": "岗位", "headcount": "人数", "pay_text": "薪资", "pay_min_cents": "薪资",
    "pay_max_cents": "薪资", "monthly_min_cents": "薪资", "monthly_max_cents": "薪资",
    "pay_period": "薪资", "is_negotiable": "薪资", "address": "工作地点",
    "shift": "班次", "has_lodging": "住宿", "has_board": "伙食",
    "has_insurance": "社保", "schooling": "学历", "experience_months": "经验",
    "certificates": "证书", "description": "岗位要求", "valid_until": "有效期",
}  # fmt: skip


def read_vacancies(session: Session, desk: Desk, rows: list[Row]) -> list[Step]:
    """Return what each row would do; nothing is stored."""
    reader = _Reader(session, desk)
    return [reader.step(row) for row in rows]


class _Reader:
    def __init__(self, session: Session, desk: Desk) -> None:
        self.session = session
        self.desk = desk
        self.employers = Employers(session)
        self.existing = {
            vacancy.import_key: vacancy
            for vacancy in session.scalars(
                select(Vacancy).where(Vacancy.import_key.is_not(None))
            )
        }
        own = desk.context.employer_id
        self.own = session.get_one(Employer, own) if own is not None else None

    def step(self, row: Row) -> Step:
        cells = Cells()
        title = cells.read(fields.text, row["title"], 120, default="")
        cells.need(title, "岗位")
        employer_name = self.employer_name(row, cells)
        where = cells.read(place, self.desk, row["place"], "工作地点", default=None)
        employer = self.own or self.employers.find(employer_name)
        if where is None and employer is not None and not fields.text(row["place"]):
            place_code = employer.place_code
        else:
            place_code = where.code if where else None
        if place_code is None and not cells.wrong:
            cells.need("", "工作地点")
        values = self.values(row, cells)
        label = title[:24] or "—"
        if cells.wrong:
            return refused(row, label, cells.wrong)

        name = plain_name(employer_name)
        key = natural_key("vacancy", name, fields.folded(title), place_code)
        if repeated := is_repeated(self.desk, key, row):
            return refused(row, label, [repeated])
        values["title"] = title
        existing = self.existing.get(key)
        if existing is None:
            return Step(
                RowResult(row.number, label, Outcome.ADDED),
                lambda: self.add(employer_name, place_code or "", key, values),
            )
        changed = changes(existing, values)
        if row["valid_until"] is None:
            changed.pop("valid_until", None)
        if not changed:
            return Step(RowResult(row.number, label, Outcome.UNCHANGED))

        def store() -> None:
            for field, value in changed.items():
                setattr(existing, field, value)

        message = told(changed, WORDS)
        return Step(RowResult(row.number, label, Outcome.CHANGED, (message,)), store)

    def employer_name(self, row: Row, cells: Cells) -> str:
        written = cells.read(fields.text, row["employer"], 120, default="")
        if self.own is None:
            cells.need(written, "企业名称")
            return written
        if written and self.employers.find(written) is not self.own:
            cells.wrong.append(
                say(
                    "The row names “%(found)s”, but you post for %(own)s.",
                    found=written[:30], own=self.own.name,
                )
            )  # fmt: skip
        return self.own.name

    def values(self, row: Row, cells: Cells) -> dict[str, Any]:
        pay = cells.read(fields.pay, row["pay"], default=None)
        monthly = pay.monthly_cents() if pay else (None, None)
        headcount = 1
        if fields.text(row["headcount"]):
            headcount = cells.read(
                fields.whole, row["headcount"], "人数", 1, MOST_HEADCOUNT, default=1
            )
        until = cells.read(fields.date, row["valid_until"], "有效期", default=None)
        today = self.desk.now.date()
        if until is not None and until < today:
            cells.wrong.append(say("有效期 %(date)s has passed.", date=until))
        lodging, board = fields.lodging_and_board(
            row["lodging"], row["board"], row["pay"], row["description"]
        )
        return {
            "description": cells.read(fields.text, row["description"], default=""),
            "headcount": headcount,
            "address": cells.read(fields.text, row["place"], 200, default=""),
            "pay_text": fields.text(row["pay"])[:80],
            "pay_period": PayPeriod(pay.period) if pay else None,
            "pay_min_cents": pay.min_cents if pay else None,
            "pay_max_cents": pay.max_cents if pay else None,
            "monthly_min_cents": monthly[0],
            "monthly_max_cents": monthly[1],
            "is_negotiable": pay is None or pay.negotiable,
            "shift": fields.shift(row["shift"], row["description"]),
            "has_lodging": lodging,
            "has_board": board,
            "has_insurance": fields.yes(row["insurance"]),
            "schooling": fields.schooling(row["schooling"]),
            "experience_months": fields.experience_months(row["experience"]),
            "certificates": fields.certificates(row["certificates"]),
            "valid_until": until or today + VALID_FOR,
        }

    def add(
        self, employer_name: str, place_code: str, key: str, values: dict[str, Any]
    ) -> None:
        employer = self.own or self.employers.find(employer_name)
        store_place(self.session, self.desk, place_code)
        if employer is None:
            # Waits to be examined; until then its vacancies are not shown.
            employer = Employer(name=employer_name, place_code=place_code)
            self.session.add(employer)
            self.session.flush()
            self.employers.by_name[plain_name(employer_name)] = employer
        is_live = self.own is None and is_verified(employer, self.desk.now)
        self.session.add(
            Vacancy(
                employer=employer,
                place_code=place_code,
                import_key=key,
                status=VacancyStatus.LIVE if is_live else VacancyStatus.REVIEW,
                published_at=self.desk.now if is_live else None,
                **values,
            )
        )
