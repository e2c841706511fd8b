"""
Importing 10,000 rows from .xlsx without encoding: reading, preview, taking in.

The floor is reading the same file with openpyxl, which does nothing else.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from matcher.places.gazetteer import Gazetteer
from models import Campaign, Employer, EmployerStatus, ImportKind, Site
from models.sealed import Keyring, use_keyring
from webapp.database import migrate, open_engine
from webapp.services.importing import Context, apply, preview
from webapp.services.importing.fields import id_check_digit
from webapp.services.importing.workbook import read_sheets
from webapp.services.offices import first_office
from webapp.services.places import ensure_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Engine

ROWS = 10_000
EMPLOYERS = 60
ROOT = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2027, 1, 10, tzinfo=dt.UTC)
HOMES = ("河南固始", "安徽颍上", "贵州毕节赫章", "江西鄱阳", "湖北麻城", "江苏灌云")


def main(_data: Path) -> None:
    """Write a table."""
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    gazetteer = Gazetteer.load(ROOT / "build" / "places")
    sys.stdout.write(
        f"{ROWS:,} rows each; load of the machine before: {os.getloadavg()[0]:.1f}.\n\n"
        "| file | what | seconds |\n|---|---|---|\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        migrate(engine)
        campaign_id = lay_ground(engine, gazetteer)
        for kind, content, context in (
            (ImportKind.VACANCIES, _vacancies(), Context()),
            (ImportKind.RIDERS, _riders(), Context(campaign_id=campaign_id)),
        ):
            _measure(engine, gazetteer, kind, content, context)
        engine.dispose()


def _measure(
    engine: Engine,
    gazetteer: Gazetteer,
    kind: ImportKind,
    content: bytes,
    context: Context,
) -> None:
    def report(what: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        seconds = time.perf_counter() - began
        sys.stdout.write(f"| {kind} | {what} | {seconds:.2f} |\n")
        sys.stdout.flush()

    def take_in() -> None:
        with Session(engine) as session:
            batch = apply(
                session, kind, "bench.xlsx", content,
                gazetteer=gazetteer, now=NOW, context=context,
            )  # fmt: skip
            session.commit()
            if batch.added + batch.unchanged != ROWS:
                message = f"Expected {ROWS} rows, took in {batch.added}."
                raise RuntimeError(message)

    def show() -> None:
        with Session(engine) as session:
            preview(
                session, kind, "bench.xlsx", content,
                gazetteer=gazetteer, now=NOW, context=context,
            )  # fmt: skip

    report("reading alone, openpyxl (floor)", lambda: _read_by_openpyxl(content))
    report("reading alone, ours", lambda: read_sheets("bench.xlsx", content))
    report("preview", show)
    report("taking in, committed", take_in)
    report("the same file again (adds nothing)", take_in)


def _read_by_openpyxl(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [] if sheet is None else [list(row) for row in sheet.values]


def lay_ground(
    engine: Engine,
    gazetteer: Gazetteer,
    gates: Sequence[tuple[float, float]] = ((30.91, 120.65),),
) -> int:
    """Make employers with a gate each, at these places in turn, and a campaign."""
    with Session(engine) as session:
        ensure_place(session, gazetteer, "320509103")
        for i in range(EMPLOYERS):
            employer = Employer(
                name=employer_name(i),
                place_code="320509103",
                status=EmployerStatus.VERIFIED,
            )
            lat, lon = gates[i % len(gates)]
            gate = Site(name="大门", place_code="320509103", lat=lat, lon=lon)
            employer.sites.append(gate)
            session.add(employer)
        campaign = Campaign(
            office=first_office(session),
            name="bench",
            first_date=dt.date(2027, 2, 24),
            last_date=dt.date(2027, 2, 24),
        )
        session.add(campaign)
        session.commit()
        return campaign.id


def employer_name(i: int) -> str:
    return f"示例织造{i:02d}厂"


def _vacancies() -> bytes:
    head = ["企业名称", "岗位", "人数", "薪资", "工作地点", "食宿", "学历", "岗位要求"]
    rows = (
        [employer_name(i % EMPLOYERS), f"普工{i}", "５人", "6-8千", "盛泽镇", "包吃住",
         "初中及以上", "吃苦耐劳，服从安排，两班倒，有经验者优先。"]
        for i in range(ROWS)
    )  # fmt: skip
    return workbook(head, rows)


def _riders() -> bytes:
    head = ["姓名", "身份证号", "联系电话", "上车地点", "目的地企业", "同行"]
    rows = (
        [f"示例{i}", id_number(i), f"154{i:08d}", HOMES[i % len(HOMES)],
         employer_name(i % EMPLOYERS), ""]
        for i in range(ROWS)
    )  # fmt: skip
    return workbook(head, rows)


def id_number(i: int) -> str:
    first = f"999000{19700101 + i // 1000}{i % 1000:03d}"
    return first + id_check_digit(first)


def workbook(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, len(head) - 1, "2027年吴江区春风行动汇总表")
        sheet.write_row(1, 0, head)
        for number, row in enumerate(rows, 2):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()
