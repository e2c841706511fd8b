from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models import (
    AuditEvent,
    Employer,
    EmployerStatus,
    ImportBatch,
    ImportKind,
    Schooling,
    Vacancy,
    VacancyStatus,
)
from tests.factories.postings import make_employer
from tests.webapp.services.importing.conftest import NOW, Office, workbook
from webapp.services.importing import (
    Context,
    ImportFileError,
    Outcome,
    expect_table,
    vacancies,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = ImportKind.VACANCIES
HEAD = ["序号", "企业名称", "招聘岗位*", "招聘人数（人）", "薪资待遇", "食宿情况",
        "工作地点", "学历要求"]  # fmt: skip


def book(*rows: Sequence[object], notes: Sequence[str] = ()) -> bytes:
    """A sheet with a merged title above the header and merged notes below."""
    lines: list[Sequence[object]] = [["2027年吴江区春风行动岗位汇总表"], HEAD, *rows]
    merged = ["A1:H1"]
    for note in notes:
        lines.append([note])
        merged.append(f"A{len(lines)}:H{len(lines)}")
    return workbook(*lines, merged=merged)


WEAVER = [1, "示例纺织厂", "挡车工", "２０人", "6-8千", "包吃住", "吴江市盛泽", "初中"]


def test_a_table_between_a_title_and_notes_is_read(office: Office) -> None:
    content = book(
        WEAVER, ["合计", None, None, 20], notes=["备注：以上岗位均缴纳五险。"]
    )
    shown = office.preview(KIND, content)
    assert [(row.number, row.outcome) for row in shown.rows] == [(3, Outcome.ADDED)]
    assert [number for number, _ in shown.notes] == [4, 5]
    assert shown.is_applicable
    assert office.session.scalar(select(func.count(Vacancy.id))) == 0


def test_a_row_becomes_a_vacancy(office: Office) -> None:
    office.apply(KIND, book(WEAVER))
    vacancy = office.session.scalars(select(Vacancy)).one()
    assert (vacancy.title, vacancy.headcount) == ("挡车工", 20)
    assert (vacancy.monthly_min_cents, vacancy.monthly_max_cents) == (600000, 800000)
    assert (vacancy.has_lodging, vacancy.has_board) == (True, True)
    assert vacancy.place.name == "盛泽镇"
    assert vacancy.schooling is Schooling.JUNIOR


def test_an_unknown_employer_waits_to_be_examined(office: Office) -> None:
    office.apply(KIND, book(WEAVER))
    employer = office.session.scalars(select(Employer)).one()
    assert employer.status is EmployerStatus.PENDING
    assert employer.vacancies[0].status is VacancyStatus.REVIEW


def test_a_verified_employers_vacancies_are_shown_at_once(office: Office) -> None:
    make_employer(office.session, name="示例纺织厂")
    office.apply(KIND, book(WEAVER))
    vacancy = office.session.scalars(select(Vacancy)).one()
    assert (vacancy.status, vacancy.published_at) == (VacancyStatus.LIVE, NOW)


def test_importing_twice_adds_nothing(office: Office) -> None:
    first = office.apply(KIND, book(WEAVER))
    second = office.apply(KIND, book(WEAVER))
    assert (first.added, second.added, second.unchanged) == (1, 0, 1)


def test_what_changed_is_named(office: Office) -> None:
    office.apply(KIND, book(WEAVER))
    content = book([*WEAVER[:4], "7-9千", *WEAVER[5:]])
    [row] = office.preview(KIND, content).rows
    assert (row.outcome, str(row.messages[0])) == (Outcome.CHANGED, "Changes: 薪资.")
    office.apply(KIND, content)
    assert office.session.scalars(select(Vacancy)).one().monthly_min_cents == 700000


def test_a_file_with_a_refused_row_stores_nothing(office: Office) -> None:
    bad = [2, "示例电子", "普工", "若干", "200元/天", "", "鼓楼区", ""]
    content = book(WEAVER, bad)
    shown = office.preview(KIND, content)
    assert [row.outcome for row in shown.rows] == [Outcome.ADDED, Outcome.REFUSED]
    told = " ".join(map(str, shown.rows[1].messages))
    assert "南京市鼓楼区" in told
    assert "若干" in told
    with pytest.raises(ImportFileError, match="1 of 2 rows are refused"):
        office.apply(KIND, content)
    assert office.session.scalar(select(func.count(Vacancy.id))) == 0
    assert office.session.scalar(select(func.count(ImportBatch.id))) == 0


def test_the_same_vacancy_twice_in_a_file_is_told(office: Office) -> None:
    second = office.preview(KIND, book(WEAVER, WEAVER)).rows[1]
    assert "the same as row 3" in str(second.messages[0])


def test_an_employers_own_file_may_not_name_another(office: Office) -> None:
    own = make_employer(office.session, name="示例电子厂")
    [row] = office.preview(KIND, book(WEAVER), employer_id=own.id).rows
    assert "you post for 示例电子厂" in str(row.messages[0])


def test_an_employers_own_vacancies_go_to_review_once_they_say_all(
    office: Office,
) -> None:
    own = make_employer(office.session, name="示例纺织厂")
    office.apply(KIND, book(WEAVER), employer_id=own.id)
    vacancy = office.session.scalars(select(Vacancy)).one()
    # What the work is the law asks for too.
    assert vacancy.status is VacancyStatus.DRAFT
    told = workbook([*HEAD, "岗位要求"], [*WEAVER, "看管织机，三班倒。"])
    office.apply(KIND, told, employer_id=own.id)
    assert vacancy.status is VacancyStatus.REVIEW


def test_unlawful_words_are_read_by_a_clerk_also_in_the_offices_file(
    office: Office,
) -> None:
    make_employer(office.session, name="示例纺织厂")
    told = workbook([*HEAD, "岗位要求"], [*WEAVER, "看管织机，限女性。"])
    [row] = office.preview(KIND, told).rows
    assert "限女性" in str(row.messages[0])
    office.apply(KIND, told)
    vacancy = office.session.scalars(select(Vacancy)).one()
    assert vacancy.status is VacancyStatus.REVIEW


def test_a_taken_in_file_is_recorded(office: Office) -> None:
    batch = office.apply(KIND, book(WEAVER))
    [event] = office.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "import.vacancies")
    )
    assert event.detail["sha256"] == batch.sha256
    assert event.detail["added"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook(["a", "b"], [1, 2]), "No header row was found"),
        (workbook(["企业名称", "人数"], ["示例", 2]), "岗位"),
        (workbook(["企业名称", "岗位"]), "no rows below the header"),
    ],
)
def test_a_file_that_is_no_table_of_vacancies_is_told(
    office: Office, content: bytes, sentence: str
) -> None:
    with pytest.raises(ImportFileError, match=sentence):
        office.preview(KIND, content)


def test_words_are_checked_before_the_database_is_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite nobody else could write while ten thousand rows are checked."""
    checked: list[tuple[str, bool]] = []

    def check(text: str) -> tuple[()]:
        checked.append((text, office.session.in_transaction()))
        return ()

    monkeypatch.setattr(vacancies, "check", check)
    office.apply(KIND, book(WEAVER, [2, *WEAVER[1:2], "织布工", *WEAVER[3:]]))
    texts, are_waiting = zip(*checked, strict=True)
    # What two rows have in common is checked once.
    assert sorted(texts) == sorted(["挡车工", "织布工", "6-8千", ""])
    assert not any(are_waiting)


def test_a_file_without_rows_is_refused_before_any_is_read(office: Office) -> None:
    for content in (b"x", book()):
        with pytest.raises(ImportFileError) as at_once:
            expect_table(KIND, "x.xlsx", content, Context())
        with pytest.raises(ImportFileError) as looking:
            office.preview(KIND, content)
        assert str(at_once.value) == str(looking.value)
    expect_table(KIND, "x.xlsx", book(WEAVER), Context())


def test_a_certificate_that_is_only_welcome_is_kept_in_the_description(
    office: Office,
) -> None:
    content = workbook(
        [*HEAD, "证书", "岗位要求"],
        [*WEAVER, "健康证，有叉车证优先", "会挡车"],
    )
    shown = office.preview(KIND, content)
    (row,) = shown.rows
    assert any("有叉车证优先" in str(each) for each in row.messages)
    office.apply(KIND, content)
    vacancy = office.session.scalars(select(Vacancy)).one()
    assert vacancy.certificates == ["健康证"]
    assert vacancy.description == "会挡车\n有叉车证优先"
