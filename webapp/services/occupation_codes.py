"""
Occupations that titles may mean: told to who writes a posting, and set for files.

Offices' files name none. It is set where vectors are made, in the background, and only
where the title leaves little doubt. Whoever has written or changed a posting by hand
has chosen, also "none of these", and is not overruled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import String, cast, func, select

from matcher.text import clean_title
from models import AuditEvent, Vacancy, VacancyStatus
from webapp.services.vacancies import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.occupations.classification import Occupation
    from matcher.occupations.coder import Suggestion

# Of 344 development names and 236 titles as offices write them, 39 % and 37 % are as
# probable; the group, which the search offers, is then right for 85 % and 82 %.
SURE: Final = 0.6
MOST_CHOSEN: Final = 2
BY_HAND: Final = ("vacancy.create", "vacancy.change")
WAITING: Final = (VacancyStatus.REVIEW, VacancyStatus.LIVE)


class Coder(Protocol):
    """What finds the occupations of titles."""

    def suggest(
        self, titles: Sequence[str], top: int = ...
    ) -> list[tuple[Suggestion, ...]]:
        """Return for every title the likeliest occupations, likeliest first."""


class Finder(Coder, Protocol):
    """A coder that knows the occupations by their codes too."""

    def find(self, code: str) -> Occupation | None:
        """Return the occupation of a code."""


def suggest(session: Session, coder: Finder, title: str, top: int) -> list[Occupation]:
    """
    Return what a title may mean: what was chosen for it before, then what is like it.

    Only postings that were public count, which a clerk has read; of several choices
    that of more companies comes first.
    """
    companies = func.count(Vacancy.employer_id.distinct())
    codes = session.scalars(
        select(Vacancy.occupation_code)
        .where(
            Vacancy.title.in_({title.strip(), clean_title(title)}),
            Vacancy.occupation_code.is_not(None),
            Vacancy.status.in_(PUBLIC),
        )
        .group_by(Vacancy.occupation_code)
        .order_by(companies.desc(), Vacancy.occupation_code)
        .limit(MOST_CHOSEN)
    )
    chosen = [coder.find(code) for code in codes if code]
    like = [each.occupation for each in coder.suggest([title], top)[0]]
    found = dict.fromkeys([*filter(None, chosen), *like])
    return list(found)[:top]


def code_imported(session: Session, coder: Coder) -> int:
    """Give imported postings without an occupation theirs; return how many got one."""
    by_hand = (
        select(AuditEvent.id)
        .where(
            AuditEvent.subject_type == "vacancy",
            AuditEvent.subject_id == cast(Vacancy.id, String),
            AuditEvent.action.in_(BY_HAND),
        )
        .exists()
    )
    rows = session.scalars(
        select(Vacancy)
        .where(
            Vacancy.import_key.is_not(None),
            Vacancy.occupation_code.is_(None),
            Vacancy.status.in_(WAITING),
            ~by_hand,
        )
        .order_by(Vacancy.id)
    ).all()
    titles = list(dict.fromkeys(row.title for row in rows))
    sure = {
        title: found[0].occupation.code
        for title, found in zip(titles, coder.suggest(titles, 1), strict=True)
        if found and found[0].probability >= SURE
    }
    for row in rows:
        row.occupation_code = sure.get(row.title)
    session.flush()
    return sum(row.title in sure for row in rows)
