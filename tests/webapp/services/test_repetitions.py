"""The same posting several times: found, shown, kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.encoder.hashing import HashingEncoder
from models import Repetition, Role, Vacancy, VacancyStatus
from tests.factories.postings import NOW, make_account, make_employer, make_vacancy
from webapp.services import repetitions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ENCODER = HashingEncoder(256)
# Counted characters differ more than meanings do.
LEAST = 0.3
WORK = "负责羽绒服面料拼缝，会打枣、四线拷边，按件计酬，每月二十号发薪。"
REWORDED = "【直招】羽绒服面料拼缝，会打枣、四线拷边，按件计酬，包吃住。"


def _three(session: Session) -> tuple[Vacancy, Vacancy, Vacancy]:
    agency = make_employer(session, name="好活人力")
    return (
        make_vacancy(session, title="平车缝纫工", description=WORK),
        make_vacancy(session, title="叉车司机", description="仓库装卸，持叉车证。"),
        make_vacancy(
            session,
            title="急招！平车缝纫工",
            description=REWORDED,
            employer_id=agency.id,
        ),
    )


def _find(session: Session) -> int:
    found = repetitions.find(session, ENCODER, LEAST)
    return repetitions.keep(session, found, now=NOW)


def test_a_reworded_posting_stands_below_the_first_until_somebody_keeps_it_apart(
    rows: Session,
) -> None:
    first, other, again = _three(rows)
    assert _find(rows) == 1
    assert _find(rows) == 1
    (group,) = repetitions.list_repeated(rows)
    assert (group.first.id, [v.id for v in group.others]) == (first.id, [again.id])
    assert repetitions.list_alike(rows, again) == [first]
    assert repetitions.list_alike(rows, first) == [again]
    assert repetitions.list_alike(rows, other) == []
    clerk = make_account(rows, Role.CLERK)
    for _ in range(2):
        repetitions.keep_apart(rows, again.id, first.id, account_id=clerk.id, now=NOW)
    assert repetitions.list_repeated(rows) == []
    assert _find(rows) == 0
    assert repetitions.count_repeated(rows) == 0


def test_what_is_closed_is_nobodys_double_and_what_is_gone_is_forgotten(
    rows: Session,
) -> None:
    _, _, again = _three(rows)
    _find(rows)
    again.status = VacancyStatus.CLOSED
    rows.flush()
    assert repetitions.list_repeated(rows) == []
    assert _find(rows) == 0
    assert rows.query(Repetition).count() == 0


def test_only_what_was_found_can_be_kept_apart(rows: Session) -> None:
    first, other, _ = _three(rows)
    clerk = make_account(rows, Role.CLERK)
    with pytest.raises(LookupError, match="Nothing says"):
        repetitions.keep_apart(rows, other.id, first.id, account_id=clerk.id, now=NOW)


def test_without_postings_nothing_is_encoded(rows: Session) -> None:
    assert repetitions.find(rows, ENCODER) == set()
