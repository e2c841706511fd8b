"""
The same posting several times: found by the worker, judged by a clerk.

What is found replaces what was found before; what a clerk has kept apart stays so.
Nothing is taken down here: two agencies may seek people for one workshop, and which of
them may is for the clerk to ask.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased, joinedload

from matcher.duplicates import LEAST_COSINE, find_duplicates
from models import Repetition, Vacancy, VacancyStatus
from webapp.services import audit
from webapp.services.profiles import vacancy_loading, vacancy_profile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from matcher.encoder.protocol import Encoder

COMPARED = (VacancyStatus.LIVE, VacancyStatus.REVIEW)

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A posting, and those that came after it and look the same, the oldest first."""

    first: Vacancy
    others: tuple[Vacancy, ...]


def find(
    session: Session, encoder: Encoder, least_cosine: float = LEAST_COSINE
) -> set[Pair]:
    """
    Return who repeats whom among what is open or waits to be read; only reads.

    Parameters
    ----------
    encoder
        The static one, for which the default of `least_cosine` holds.
    """
    rows = session.scalars(
        select(Vacancy)
        .where(Vacancy.status.in_(COMPARED))
        .options(*vacancy_loading())
        .order_by(Vacancy.id)
    ).all()
    if not rows:
        return set()
    profiles = [vacancy_profile(row) for row in rows]
    texts = [f"{each.title}。{each.description}" for each in profiles]
    groups = find_duplicates(profiles, encoder.encode_passages(texts), least_cosine)
    return {
        (profiles[other].id, profiles[first].id)
        for first, *others in groups
        for other in others
    }


def keep(session: Session, found: Iterable[Pair], *, now: dt.datetime) -> int:
    """Keep what was found in place of the last, but for what is kept apart."""
    rows = session.execute(
        select(Repetition.vacancy_id, Repetition.first_id, Repetition.is_apart)
    ).all()
    apart = {(row.vacancy_id, row.first_id) for row in rows if row.is_apart}
    known = {(row.vacancy_id, row.first_id) for row in rows} - apart
    there = set(session.scalars(select(Vacancy.id)))
    wanted = {pair for pair in found if there.issuperset(pair)} - apart
    for vacancy_id, first_id in known - wanted:
        session.execute(
            delete(Repetition).where(
                Repetition.vacancy_id == vacancy_id, Repetition.first_id == first_id
            )
        )
    session.add_all(
        Repetition(vacancy_id=vacancy_id, first_id=first_id, found_at=now)
        for vacancy_id, first_id in sorted(wanted - known)
    )
    session.flush()
    return len(wanted)


def list_repeated(session: Session, limit: int = 100) -> list[Repeated]:
    """Return what stands more than once, the most often repeated first."""
    groups: dict[int, list[Repetition]] = defaultdict(list)
    for row in session.scalars(_open_pairs().order_by(Repetition.vacancy_id)):
        groups[row.first_id].append(row)
    found = [
        Repeated(rows[0].first, tuple(row.vacancy for row in rows))
        for rows in groups.values()
    ]
    return sorted(found, key=lambda each: (-len(each.others), each.first.id))[:limit]


def list_alike(session: Session, vacancy: Vacancy) -> list[Vacancy]:
    """Return the postings that look the same as one, the oldest first."""
    firsts = session.scalars(
        select(Repetition.first_id).where(
            Repetition.vacancy_id == vacancy.id, ~Repetition.is_apart
        )
    ).all()
    rows = session.scalars(
        _open_pairs().where(Repetition.first_id.in_([vacancy.id, *firsts]))
    )
    alike = {each.id: each for row in rows for each in (row.first, row.vacancy)}
    alike.pop(vacancy.id, None)
    return [alike[id_] for id_ in sorted(alike)]


def count_repeated(session: Session) -> int:
    """Return how many postings repeat another one."""
    return len(session.scalars(_open_pairs()).all())


def keep_apart(
    session: Session,
    vacancy_id: int,
    first_id: int,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Remember that two postings are not the same; again is no harm.

    Raises
    ------
    LookupError
        When nobody said that they are.
    """
    row = session.get(Repetition, (vacancy_id, first_id))
    if row is None:
        msg = f"Nothing says that vacancy {vacancy_id} repeats {first_id}."
        raise LookupError(msg)
    if row.is_apart:
        return
    row.is_apart = True
    session.flush()
    audit.record(
        session, "vacancy.keep_apart", row.vacancy,
        account_id=account_id, now=now, detail={"other": first_id},
    )  # fmt: skip


def _open_pairs() -> Select[Repetition]:
    """Return what selects pairs that are both open or waiting, with their employers."""
    later, first = aliased(Vacancy), aliased(Vacancy)
    return (
        select(Repetition)
        .join(later, later.id == Repetition.vacancy_id)
        .join(first, first.id == Repetition.first_id)
        .where(
            ~Repetition.is_apart,
            later.status.in_(COMPARED),
            first.status.in_(COMPARED),
        )
        .options(
            joinedload(Repetition.vacancy).joinedload(Vacancy.employer),
            joinedload(Repetition.first).joinedload(Vacancy.employer),
        )
    )
