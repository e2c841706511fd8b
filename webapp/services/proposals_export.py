"""
What a run proposes as a workbook, or as lines for other programs.

Names and telephone numbers are masked, as on the page; the lines have numbers alone.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matcher.assignment.leftover import Left
from matcher.sentences import SEPARATOR, help_sentence, left_sentence, summary
from models import Proposal, Seeker, Vacancy
from webapp.services import audit, proposals
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from models import AssignmentRun
    from webapp.services.assigning import Figures

PEOPLE = (
    ("人员编号", 10),
    ("姓名", 10),
    ("电话", 16),
    ("老家", 24),
    ("想做的工作", 20),
    ("岗位编号", 10),
    ("岗位", 24),
    ("单位", 30),
    ("成功把握", 10),
    ("理由", 60),
)
LEFT_OVER = (*PEOPLE[:5], ("为什么没有安排", 30), ("怎样会有帮助", 60))
EMPLOYERS = (
    ("单位", 30),
    ("缺人", 8),
    ("可安排", 8),
    ("够得着的人", 12),
    ("最常见的阻碍", 24),
    ("因此少来的人", 14),
)


def workbook(
    session: Session, run: AssignmentRun, *, account_id: int | None, now: dt.datetime
) -> bytes:
    """Return all of a run as a workbook, and record who took it."""
    figures = proposals.figures_of(run)
    placed: list[Proposal] = []
    left: list[Proposal] = []
    for line in _all(session, run):
        (left if line.left_because else placed).append(line)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        # Text with the quote prefix: a name such as =1+1 is a name and stays one.
        text = {"num_format": "@", "quote_prefix": True, "valign": "vcenter"}
        styles = {
            "head": book.add_format({**text, "bold": True, "bg_color": "#DCE9F5"}),
            "cell": book.add_format(text),
        }
        if figures is not None:
            facts = _facts(figures, run)
            _sheet(book, "概况", (("项目", 44), ("数", 14)), facts, styles)
        _sheet(book, "建议", PEOPLE, [_placed(line) for line in placed], styles)
        _sheet(book, "没有安排的人", LEFT_OVER, [_left(line) for line in left], styles)
        if figures is not None:
            lines = [
                (
                    employer.name,
                    str(line.sought),
                    str(line.filled),
                    str(line.within_reach),
                    left_sentence(Left(line.hindrance.value)) if line.hindrance else "",
                    str(line.kept_away) if line.hindrance else "",
                )
                for employer, line in proposals.employers_of(session, figures.employers)
            ]
            _sheet(book, "单位", EMPLOYERS, lines, styles)
    audit.record(
        session, "assignment.export", run,
        account_id=account_id, now=now, detail={"rows": len(placed) + len(left)},
    )  # fmt: skip
    return buffer.getvalue()


def tab_lines(session: Session, run: AssignmentRun, language: str) -> Iterator[str]:
    """Return a line for each person: who, where, how probably, and why."""
    for line in _all(session, run):
        if line.vacancy is None:
            helps = SEPARATOR.join(
                help_sentence(each, language) for each in proposals.helps_of(line)
            )
            why = left_sentence(Left(line.left_because), language)
            yield f"{line.seeker_id}\t\t\t{why}\t\t\t{helps}"
            continue
        # A tab or a line break in a title would move the columns.
        title = " ".join(line.vacancy.title.split())
        employer = " ".join(line.vacancy.employer.name.split())
        reasons = summary(proposals.reasons_of(line), language)
        yield (
            f"{line.seeker_id}\t{line.vacancy_id}\t{line.chance:.3f}\t\t{title}\t"
            f"{employer}\t{reasons}"
        )


def _all(session: Session, run: AssignmentRun) -> Sequence[Proposal]:
    return session.scalars(
        select(Proposal)
        .where(Proposal.run_id == run.id)
        .options(
            joinedload(Proposal.seeker).joinedload(Seeker.home_place),
            joinedload(Proposal.vacancy).joinedload(Vacancy.employer),
        )
        .order_by(Proposal.seeker_id)
    ).all()


def _person(line: Proposal) -> tuple[str, ...]:
    seeker = line.seeker
    return (
        str(seeker.id),
        seeker.masked("name"),
        seeker.masked("phone"),
        seeker.home_place.full_name if seeker.home_place else "",
        seeker.wanted_title,
    )


def _placed(line: Proposal) -> tuple[str, ...]:
    vacancy = line.vacancy
    return (
        *_person(line),
        str(line.vacancy_id),
        vacancy.title if vacancy else "",
        vacancy.employer.name if vacancy else "",
        f"{line.chance:.0%}",
        summary(proposals.reasons_of(line)),
    )


def _left(line: Proposal) -> tuple[str, ...]:
    helps = SEPARATOR.join(help_sentence(each) for each in proposals.helps_of(line))
    return (*_person(line), left_sentence(Left(line.left_because)), helps)


def _facts(figures: Figures, run: AssignmentRun) -> list[tuple[str, ...]]:
    report = figures.report
    at = run.finished_at or run.created_at
    lines: list[tuple[str, ...]] = [
        ("计算时间", f"{at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M}"),
        ("找工作的人", str(report.people)),
        ("空缺岗位", str(report.posts)),
        ("有建议的人", str(report.placed)),
        ("预计能成", f"{report.placements:.1f}"),
        ("任何分法最多能成", f"{report.bound:.1f}"),
        ("没有一个人去的单位", f"{report.without_anybody} / {report.employers}"),
    ]
    lines += [
        (f"没有安排：{left_sentence(why)}", str(n)) for why, n in report.left.items()
    ]
    return lines


def _sheet(
    book: Any,
    title: str,
    columns: Sequence[tuple[str, int]],
    lines: Sequence[tuple[str, ...]],
    styles: Mapping[str, Any],
) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, styles["head"])
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            sheet.write_string(number, column, value or "", styles["cell"])
