"""Rows of seekers: a person is the same by ID number, else by telephone and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models import Seeker
from models.sealed import blind_index
from webapp.services.importing import fields
from webapp.services.importing.lookup import place, store_place
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

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.places.place import Place

WORDS = {
    "name": "姓名", "phone": "电话", "id_number": "身份证号",
    "home_place_code": "户籍地",
    "wanted_title": "求职意向", "wanted_place_code": "意向地点",
    "wanted_monthly_cents": "期望薪资", "wanted_shift": "班次", "wants_lodging": "住宿",
    "wants_board": "伙食", "schooling": "学历", "experience_months": "经验",
    "certificates": "证书", "skills": "技能", "available_from": "到岗时间",
}  # fmt: skip


def person_key(id_number: str, phone: str, name: str) -> str:
    """Return what makes a person the same in the next file; no number is readable."""
    if id_number:
        return natural_key("id", blind_index("id_number", id_number))
    return natural_key("phone", blind_index("phone", phone), fields.folded(name))


def read_seekers(session: Session, desk: Desk, rows: list[Row]) -> list[Step]:
    """Return what each row would do; nothing is stored."""
    existing = {
        seeker.import_key: seeker
        for seeker in session.scalars(
            select(Seeker).where(Seeker.import_key.is_not(None))
        )
    }
    return each(lambda row: _step(session, desk, row, existing), rows)


def _step(
    session: Session, desk: Desk, row: Row, existing: dict[str | None, Seeker]
) -> Step:
    cells = Cells()
    name = cells.read(fields.text, row["name"], 80, default="")
    cells.need(name, "姓名")
    phone = cells.read(fields.phone, row["phone"], default="")
    id_number = cells.read(fields.id_number, row["id_number"], default="")
    if not phone and not id_number and not cells.wrong:
        cells.wrong.append(
            say("Neither a telephone nor an ID number: the person cannot be reached.")
        )
    home = cells.read(place, desk, row["home"], "户籍地", default=None)
    wanted = cells.read(place, desk, row["place"], "意向地点", default=None)
    values = {"name": name, "phone": phone or None, "id_number": id_number or None}
    values |= _wishes(row, cells, home, wanted)
    label = name[:1] + "*" * (len(name) - 1) if name else "—"
    if cells.wrong:
        return refused(row, label, cells.wrong)

    key = person_key(id_number, phone, name)
    if repeated := is_repeated(desk, key, row):
        return refused(row, label, [repeated])
    seeker = existing.get(key)
    changed = changes(seeker, values) if seeker is not None else values
    if not changed:
        return Step(RowResult(row.number, label, Outcome.UNCHANGED))

    def store() -> None:
        for found in (home, wanted):
            if found is not None:
                store_place(session, desk, found.code)
        if seeker is None:
            session.add(Seeker(import_key=key, **values))
            return
        for field, value in changed.items():
            setattr(seeker, field, value)

    if seeker is None:
        return Step(RowResult(row.number, label, Outcome.ADDED), store)
    message = told(changed, WORDS)
    return Step(RowResult(row.number, label, Outcome.CHANGED, (message,)), store)


def _wishes(
    row: Row, cells: Cells, home: Place | None, wanted: Place | None
) -> dict[str, Any]:
    pay = cells.read(fields.pay, row["pay"], default=None)
    lodging, board = fields.lodging_and_board(row["lodging"])
    available = cells.read(fields.date, row["available"], "到岗时间", default=None)
    return {
        "home_place_code": home.code if home else None,
        "wanted_title": cells.read(fields.text, row["title"], 120, default=""),
        "wanted_place_code": wanted.code if wanted else None,
        "wanted_monthly_cents": pay.monthly_cents()[0] if pay else None,
        "wanted_shift": fields.shift(row["shift"]),
        "wants_lodging": lodging,
        "wants_board": board,
        "schooling": fields.schooling(row["schooling"]),
        "experience_months": fields.experience_months(row["experience"]),
        "certificates": fields.certificates(row["certificates"]),
        "skills": cells.read(fields.text, row["skills"], default=""),
        "available_from": available,
    }
