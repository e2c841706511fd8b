"""Rows of vacancies: a vacancy is the same by employer, title and place."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from matcher.wording.checking import check
from matcher.wording.rules import Severity
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
    each,
    is_repeated,
    natural_key,
    refused,
    told,
)
from webapp.services.importing.preview import Desk, Outcome, Row, RowResult
from webapp.services.vacancy_posting import REQUIRED, is_verified
from webapp.services.wording import all_findings, blocked_phrases, check_fields

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.occupations.classification import Occupation
    from matcher.wording.finding import Finding
    from webapp.services.importing.message import Message

VALID_FOR = dt.timedelta(days=60)
MOST_HEADCOUNT = 5000
LONGEST_TITLE = 120
LONGEST_PAY = 80
# Looking up an occupation takes some milliseconds; titles beyond stay open.
MOST_TITLES = 500
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
    # What takes long comes before the database is asked: others write meanwhile.
    found = _check(rows)
    occupations = _suggest_occupations(desk, rows)
    return each(_Reader(session, desk, found, occupations).step, rows)


class _Reader:
    def __init__(
        self,
        session: Session,
        desk: Desk,
        found: dict[int, tuple[Finding, ...]],
        occupations: dict[str, Occupation],
    ) -> None:
        self.session = session
        self.desk = desk
        self.found = found
        self.employers = Employers(session)
        self.occupations = occupations
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
        title = cells.read(fields.text, row["title"], LONGEST_TITLE, default="")
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
        if self.own and existing is not None and existing.employer_id != self.own.id:
            # Another company whose name differs in a bracket only: never theirs.
            key = natural_key("vacancy", self.own.id, fields.folded(title), place_code)
            existing = self.existing.get(key)
        wording, is_stopped = self.wording(row, values)
        wording += [
            say(
                "“%(wish)s” is kept in the description; nobody must have it.", wish=each
            )
            for each in fields.wishes(row["certificates"])
        ]
        if existing is None:
            occupation = self.occupations.get(_title(row))
            values["occupation_code"] = occupation.code if occupation else None
            told_occupation = [_occupation(occupation)] if occupation else []
            return Step(
                RowResult(
                    row.number, label, Outcome.ADDED, (*wording, *told_occupation)
                ),
                lambda: self.add(
                    employer_name, place_code or "", key, values, is_stopped
                ),
            )
        changed = changes(existing, values)
        if row["valid_until"] is None:
            changed.pop("valid_until", None)
        if not changed:
            return Step(RowResult(row.number, label, Outcome.UNCHANGED))

        def store() -> None:
            for field, value in changed.items():
                setattr(existing, field, value)
            if self.own is not None:
                # What a clerk has read is not what stands there now.
                existing.status = self.waiting(is_stopped)

        message = told(changed, WORDS)
        return Step(
            RowResult(row.number, label, Outcome.CHANGED, (message, *wording)), store
        )

    def wording(self, row: Row, values: dict[str, Any]) -> tuple[list[Message], bool]:
        """Return what is wrong with the words, and whether it stops the posting."""
        found = self.found[row.number]
        messages = [
            _wording(finding)
            for finding in found
            if finding.severity is not Severity.NOTE
        ]
        is_stopped = bool(blocked_phrases(found))
        missing = [WORDS[name] for name in REQUIRED if not values[name].strip()]
        if self.own is not None and missing:
            messages.append(
                say("The law also asks for: %(fields)s.", fields="、".join(missing))
            )
            is_stopped = True
        if self.own is not None and is_stopped:
            messages.append(say("Kept as a draft: change it, then hand it in."))
        return messages, is_stopped

    def waiting(self, is_stopped: bool) -> VacancyStatus:
        """Return where a posting waits: a company's own goes back to it to change."""
        is_draft = self.own is not None and is_stopped
        return VacancyStatus.DRAFT if is_draft else VacancyStatus.REVIEW

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
            "description": _described(row, cells),
            "headcount": headcount,
            "address": cells.read(fields.text, row["place"], 200, default=""),
            "pay_text": fields.text(row["pay"])[:LONGEST_PAY],
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
            "certificates": fields.asked_certificates(row["certificates"]),
            "valid_until": until or today + VALID_FOR,
        }

    def add(
        self,
        employer_name: str,
        place_code: str,
        key: str,
        values: dict[str, Any],
        is_stopped: bool,
    ) -> None:
        employer = self.own or self.employers.find(employer_name)
        store_place(self.session, self.desk, place_code)
        if employer is None:
            # Waits to be examined; until then its vacancies are not shown.
            employer = Employer(name=employer_name, place_code=place_code)
            self.session.add(employer)
            self.session.flush()
            self.employers.by_name[plain_name(employer_name)] = employer
        is_live = (
            self.own is None and not is_stopped and is_verified(employer, self.desk.now)
        )
        self.session.add(
            Vacancy(
                employer=employer,
                place_code=place_code,
                import_key=key,
                status=VacancyStatus.LIVE if is_live else self.waiting(is_stopped),
                published_at=self.desk.now if is_live else None,
                **values,
            )
        )


def _check(rows: list[Row]) -> dict[int, tuple[Finding, ...]]:
    """Return what is found in the words of each row, by its number."""
    # A company's rows offer and ask for the same.
    checked = cache(check)
    return {
        row.number: all_findings(check_fields(_texts(row), checked)) for row in rows
    }


def _suggest_occupations(desk: Desk, rows: list[Row]) -> dict[str, Occupation]:
    """Return the likeliest occupation of each title, for so many as is quick."""
    coder = desk.context.occupations
    if coder is None:
        return {}
    titles = list(dict.fromkeys(_title(row) for row in rows))[:MOST_TITLES]
    return {
        title: found[0].occupation
        for title, found in zip(titles, coder.suggest(titles, 1), strict=True)
        if found
    }


def _texts(row: Row) -> dict[str, str]:
    """Return the words of a row; a cell that cannot be read is refused elsewhere."""
    cells = Cells()
    none: list[str] = []
    certificates = cells.read(
        fields.asked_certificates, row["certificates"], default=none
    )
    return {
        "title": cells.read(fields.text, row["title"], LONGEST_TITLE, default=""),
        "pay_text": cells.read(fields.text, row["pay"], default="")[:LONGEST_PAY],
        "certificates": "、".join(certificates),
        "description": _described(row, cells),
    }


def _described(row: Row, cells: Cells) -> str:
    """Return the description, and what is only wished for among the certificates."""
    none: list[str] = []
    described = cells.read(fields.text, row["description"], default="")
    wishes = cells.read(fields.wishes, row["certificates"], default=none)
    fresh = [wish for wish in wishes if wish not in described]
    longer = "\n".join(filter(None, (described, *fresh)))
    return longer if len(longer) <= fields.LONGEST_TEXT else described


def _title(row: Row) -> str:
    """Return a title to look up; what is wrong with a cell is told elsewhere."""
    return " ".join(str(row["title"] or "").split())[:LONGEST_TITLE]


def _wording(finding: Finding) -> Message:
    phrase, law = finding.phrase[:30], finding.law
    if finding.severity is Severity.BLOCK:
        return say(
            "“%(phrase)s” may not be said in a posting (%(law)s).",
            phrase=phrase,
            law=law,
        )
    return say(
        "“%(phrase)s” would better not be said (%(law)s).", phrase=phrase, law=law
    )


def _occupation(found: Occupation) -> Message:
    return say("Occupation: %(code)s %(name)s.", code=found.code, name=found.name)
