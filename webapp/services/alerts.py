"""
Tell people what is new for the searches they keep.

A vacancy is told once for a search, though it be changed and published anew. Nobody is
woken: alerts are written from eight in the morning.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Account, AlertedVacancy, Frequency, NoticeKind, SavedSearch
from webapp.services import notices, outbox
from webapp.services.notice_texts import sentence, translate
from webapp.services.rules import LOCAL_TIME
from webapp.services.saved_searches import stop_token
from webapp.services.search import Sort, search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from matcher.conditions import Conditions
    from models import Vacancy
    from webapp.services.search_engine import SearchEngine

    # What an address asks for: the words, and what is ticked.
    Read = Callable[[str], tuple[str, Conditions]]

FIRST_HOUR = 8
DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}
# More new vacancies than this are found by opening the search.
MOST_PAGES = 5
NAMED = 3


def _(text: str) -> str:
    return text


def list_due(session: Session, now: dt.datetime) -> Sequence[int]:
    """Return the searches to be looked at now; none before eight in the morning."""
    local = now.astimezone(LOCAL_TIME)
    if local.hour < FIRST_HOUR:
        return ()
    midnight = dt.datetime.combine(local.date(), dt.time(), LOCAL_TIME)
    return [
        id_
        for frequency, days in DAYS.items()
        for id_ in session.scalars(
            select(SavedSearch.id)
            .join(SavedSearch.account)
            .where(
                SavedSearch.frequency == frequency,
                SavedSearch.looked_at < midnight - dt.timedelta(days=days - 1),
                Account.is_active,
            )
            .order_by(SavedSearch.id)
        )
    ]


def alert(
    session: Session,
    engine: SearchEngine,
    search_id: int,
    read: Read,
    secret: str,
    *,
    now: dt.datetime,
) -> int:
    """Tell what is new for one search that is due; return how many vacancies."""
    saved = session.get(SavedSearch, search_id)
    if saved is None:
        return 0
    # Two who sweep at once: the second finds that it is done.
    session.refresh(saved, ["looked_at", "frequency"], with_for_update=True)
    if search_id not in list_due(session, now):
        return 0
    found = _new(session, engine, saved, read, now)
    saved.looked_at = now
    session.add_all(
        AlertedVacancy(saved_search_id=saved.id, vacancy_id=each.id) for each in found
    )
    session.flush()
    if found:
        _tell(session, saved, found, secret, now)
    return len(found)


def _new(
    session: Session,
    engine: SearchEngine,
    saved: SavedSearch,
    read: Read,
    now: dt.datetime,
) -> list[Vacancy]:
    """Return what was published since the search was saved and not told yet."""
    text, conditions = read(saved.address)
    told = set(
        session.scalars(
            select(AlertedVacancy.vacancy_id).where(
                AlertedVacancy.saved_search_id == saved.id
            )
        )
    )
    found: list[Vacancy] = []
    for page in range(1, MOST_PAGES + 1):
        results = search(
            session,
            engine,
            text,
            now=now,
            filters=conditions,
            page=page,
            sort=Sort.NEWEST,
        )
        for hit in results.hits:
            published_at = hit.vacancy.published_at
            if published_at is not None and published_at > saved.created_at:
                found.append(hit.vacancy)
        if page >= results.pages:
            break
    return [vacancy for vacancy in found if vacancy.id not in told]


def _tell(
    session: Session,
    saved: SavedSearch,
    found: Sequence[Vacancy],
    secret: str,
    now: dt.datetime,
) -> None:
    about = {"name": saved.name, "count": str(len(found))}
    notice = notices.tell(
        session,
        account_id=saved.account_id,
        kind=NoticeKind.ALERT,
        about=about,
        path=f"/me/searches/{saved.id}",
        now=now,
    )
    contact = notices.find_contact(session, saved.account_id)
    if contact is None or contact.confirmed_at is None or contact.address is None:
        return
    language = saved.account.language
    lines = [
        sentence(NoticeKind.ALERT, about, language),
        *(
            f"{each.title} {each.pay_text} {each.employer.name}"
            f" {outbox.SITE}/vacancies/{each.id}"
            for each in found[:NAMED]
        ),
        f"{outbox.SITE}/search?{saved.address}",
        translate(_("No more of these:"), language)
        + f" {outbox.SITE}/alerts/stop/{stop_token(saved, secret)}",
    ]
    outbox.put(
        session,
        channel=contact.channel,
        address=contact.address,
        subject=sentence(NoticeKind.ALERT, about, language)[:200],
        text="\n".join(lines),
        key=f"alert-{notice.id}",
        now=now,
    )
