"""
The applications to a posting as a workbook.

Names and telephone numbers are masked unless they are asked for, and then only of
those whose application stands; each is recorded. An ID number is never in it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Application, ApplicationStatus, Seeker
from webapp.services import audit, reveal
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from models import Vacancy

COLUMNS = (
    ("编号", 8),
    ("姓名", 12),
    ("电话", 16),
    ("想做的工作", 22),
    ("老家", 26),
    ("学历", 14),
    ("经验（月）", 10),
    ("证书", 22),
    ("何时到岗", 12),
    ("状态", 14),
    ("申请日期", 12),
)
MOST_ROWS = 5000


def export_applications(
    session: Session,
    vacancy: Vacancy,
    words: Mapping[Any, str],
    *,
    is_full: bool,
    account_id: int,
    now: dt.datetime,
) -> bytes:
    """
    Return the workbook, and record who took it with what.

    Parameters
    ----------
    words
        What statuses and schoolings are called.
    """
    rows = session.scalars(
        select(Application)
        .where(Application.vacancy_id == vacancy.id)
        .options(joinedload(Application.seeker).joinedload(Seeker.home_place))
        .order_by(Application.created_at, Application.id)
        .limit(MOST_ROWS)
    ).all()
    lines = []
    for row in rows:
        name, phone = row.seeker.masked("name"), row.seeker.masked("phone")
        if is_full and row.status is not ApplicationStatus.WITHDRAWN:
            shown = reveal.reveal_applicant(
                session, row, account_id=account_id, now=now
            )
            name, phone = shown[reveal.Field.NAME], shown[reveal.Field.PHONE]
        lines.append(_line(row, name, phone, words))
    audit.record(
        session,
        "application.export",
        vacancy,
        account_id=account_id,
        now=now,
        detail={"full": is_full, "rows": len(lines)},
    )
    return _workbook(lines)


def _line(
    row: Application, name: str, phone: str, words: Mapping[Any, str]
) -> tuple[str, ...]:
    seeker = row.seeker
    return (
        str(row.id),
        name,
        phone,
        seeker.wanted_title,
        seeker.home_place.full_name if seeker.home_place else "",
        words[seeker.schooling],
        str(seeker.experience_months),
        "、".join(seeker.certificates),
        seeker.available_from.isoformat() if seeker.available_from else "",
        words[row.status],
        row.created_at.astimezone(LOCAL_TIME).date().isoformat(),
    )


def _workbook(lines: Sequence[tuple[str, ...]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        # Text with the quote prefix: a name such as =1+1 is a name and stays one.
        text = {"num_format": "@", "quote_prefix": True, "valign": "vcenter"}
        head = book.add_format({**text, "bold": True, "bg_color": "#DCE9F5"})
        cell = book.add_format(text)
        sheet = book.add_worksheet("应聘人员")
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, line in enumerate(lines, start=1):
            for column, value in enumerate(line):
                sheet.write_string(number, column, value, cell)
    return buffer.getvalue()
