from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.occupations.classification import Occupation
from matcher.occupations.coder import Suggestion
from models import VacancyStatus
from tests.factories.postings import NOW, make_vacancy
from webapp.services import audit
from webapp.services.occupation_codes import SURE, code_imported, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

SEWING = Occupation("6-05-01-03", "缝纫工", "")


WEAVING = Occupation("6-04-03-03", "织布工", "")


class Names:
    """Sure of its name alone."""

    def find(self, code: str) -> Occupation | None:
        return {each.code: each for each in (SEWING, WEAVING)}.get(code)

    def suggest(
        self, titles: Sequence[str], top: int = 1
    ) -> list[tuple[Suggestion, ...]]:
        return [
            (Suggestion(SEWING, SURE if title == SEWING.name else SURE / 2),)
            for title in titles
        ][: len(titles) * top]


def test_an_imported_posting_gets_the_occupation_that_is_sure(
    session: Session,
) -> None:
    imported = make_vacancy(session, import_key="a")
    unsure = make_vacancy(session, import_key="b", title="普工")
    closed = make_vacancy(session, import_key="c", status=VacancyStatus.CLOSED)
    written = make_vacancy(session)
    none_of_these = make_vacancy(session, import_key="d")
    audit.record(session, "vacancy.change", none_of_these, account_id=None, now=NOW)
    chosen = make_vacancy(session, import_key="e", occupation_code="6-05-01-01")
    session.flush()
    assert code_imported(session, Names()) == 1
    assert imported.occupation_code == SEWING.code
    for row in (unsure, closed, written, none_of_these):
        assert row.occupation_code is None
    assert chosen.occupation_code == "6-05-01-01"
    assert code_imported(session, Names()) == 0


def test_what_was_chosen_for_a_title_before_is_suggested_first(
    session: Session,
) -> None:
    assert suggest(session, Names(), "挡车工", 5) == [SEWING]
    code = WEAVING.code
    make_vacancy(
        session, title="挡车工", occupation_code=code, status=VacancyStatus.DRAFT
    )
    session.flush()
    assert suggest(session, Names(), "挡车工", 5) == [SEWING]
    make_vacancy(session, title="挡车工", occupation_code=code)
    session.flush()
    assert suggest(session, Names(), " 挡车工", 5) == [WEAVING, SEWING]
    assert suggest(session, Names(), "挡车工", 1) == [WEAVING]
