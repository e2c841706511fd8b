"""
The same people in two rosters: found here, judged and merged by a person.

Parties are compared, not persons: a couple that its village and its factory both sent
in is one pair of parties with two matches. An ID number proves it, a telephone number
only asks the question: families share one.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sqlalchemy import case, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from models import NOT_COMING, KeptApart, Party, PartyStatus, Rider
from webapp.services import audit
from webapp.services.campaigns import set_party_status
from webapp.services.seats import held_bookings
from webapp.services.versions import StaleError, claim

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Campaign


class Match(enum.StrEnum):
    """Why two riders look like one."""

    ID_NUMBER = "id_number"
    NAME_AND_PHONE = "name_and_phone"
    PHONE = "phone"


class SeatedError(Exception):
    """The party to be made smaller holds seats; it is to be merged before planning."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two riders who look like one."""

    first: Rider
    second: Rider
    match: Match


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two parties with riders who look alike."""

    first: Party
    second: Party
    pairs: tuple[Pair, ...]

    @property
    def is_certain(self) -> bool:
        """Return whether an ID number proves it."""
        return any(pair.match is Match.ID_NUMBER for pair in self.pairs)


def find_duplicates(session: Session, campaign: Campaign) -> list[Duplicate]:
    """
    Return the pairs of parties with a rider in common, the certain ones first.

    Parties that do not come, and pairs that somebody kept apart, are left out.
    """
    riders = session.scalars(
        select(Rider)
        .join(Rider.party)
        .where(Party.campaign_id == campaign.id, Party.status.not_in(NOT_COMING))
        .options(joinedload(Rider.party))
        .order_by(Rider.id)
    ).all()
    apart = {
        (kept.first_id, kept.second_id)
        for kept in session.scalars(
            select(KeptApart)
            .join(Party, Party.id == KeptApart.first_id)
            .where(Party.campaign_id == campaign.id)
        )
    }
    matches: dict[tuple[int, int], Pair] = {}
    for attribute in ("id_number_index", "phone_index"):
        alike: dict[str, list[Rider]] = defaultdict(list)
        for rider in riders:
            if index := getattr(rider, attribute):
                alike[index].append(rider)
        for group in alike.values():
            for first, second in combinations(group, 2):
                if first.party_id == second.party_id:
                    continue
                match = _match(first, second)
                matches.setdefault((first.id, second.id), Pair(first, second, match))
    by_parties: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in matches.values():
        if pair.first.party_id > pair.second.party_id:
            pair = Pair(pair.second, pair.first, pair.match)
        by_parties[pair.first.party_id, pair.second.party_id].append(pair)
    found = [
        Duplicate(pairs[0].first.party, pairs[0].second.party, tuple(pairs))
        for ids, pairs in by_parties.items()
        if ids not in apart
    ]
    return sorted(
        found, key=lambda d: (not d.is_certain, -len(d.pairs), d.first.id, d.second.id)
    )


def merge(
    session: Session,
    duplicate: Duplicate,
    keep: Party,
    *,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Keep the riders in common in one party, and take them out of the other.

    Who is left in the other one travels on; when nobody is left it is counted in the
    other alone, and its seats are free. What the kept riders lack (number, name) they
    get from the others.

    Parameters
    ----------
    seen_at
        The ``updated_at`` of the party that becomes smaller.

    Raises
    ------
    SeatedError
        When that party holds seats and would still have people.
    StaleError
        When it was changed since it was shown.
    """
    is_first = keep.id == duplicate.first.id
    other = duplicate.second if is_first else duplicate.first
    # A telephone in common is believed only where nothing better is known.
    sure = [pair for pair in duplicate.pairs if pair.match is not Match.PHONE]
    pairs = [
        (pair.first, pair.second) if is_first else (pair.second, pair.first)
        for pair in sure or duplicate.pairs
    ]
    leaving = {gone.id: gone for _, gone in pairs}
    stays = other.size - len(leaving)
    for kept, gone in pairs:
        for field in ("name", "phone", "id_number"):
            if not getattr(kept, field) and getattr(gone, field):
                setattr(kept, field, getattr(gone, field))
    if stays <= 0:
        set_party_status(
            session,
            other,
            PartyStatus.MERGED,
            seen_at=seen_at,
            account_id=account_id,
            now=now,
        )
    else:
        if held_bookings(session, other):
            msg = f"Party {other.id} holds seats."
            raise SeatedError(msg)
        claim(session, other, seen_at, now)
        for gone in leaving.values():
            other.riders.remove(gone)
        other.size = stays
    session.flush()
    audit.record(
        session,
        "party.merge",
        keep,
        account_id=account_id,
        now=now,
        detail={"from": other.id, "riders": len(leaving), "left": max(stays, 0)},
    )


def counted_in(session: Session, party: Party) -> Party | None:
    """
    Return the party in which a merged party's people are counted.

    None when that one does not come either, or nothing in common is known any more.
    That of people who ride with another campaign is there.
    """
    if party.moved_to is not None:
        return party.moved_to
    phones = {rider.phone_index for rider in party.riders} - {None}
    numbers = {rider.id_number_index for rider in party.riders} - {None}
    return session.scalars(
        select(Party)
        .join(Party.riders)
        .where(
            Party.campaign_id == party.campaign_id,
            Party.id != party.id,
            Party.status.not_in(NOT_COMING),
            or_(Rider.id_number_index.in_(numbers), Rider.phone_index.in_(phones)),
        )
        # A number of one's own is better than a telephone that a family shares.
        .order_by(case((Rider.id_number_index.in_(numbers), 0), else_=1), Party.id)
        .limit(1)
    ).first()


def keep_apart(
    session: Session, duplicate: Duplicate, *, account_id: int, now: dt.datetime
) -> None:
    """Remember that two parties are not the same people."""
    try:
        with session.begin_nested():
            session.add(
                KeptApart(first_id=duplicate.first.id, second_id=duplicate.second.id)
            )
    except IntegrityError:
        return  # A colleague said so too.
    audit.record(
        session,
        "party.keep_apart",
        duplicate.first,
        account_id=account_id,
        now=now,
        detail={"other": duplicate.second.id},
    )


def find_duplicate(
    session: Session, campaign: Campaign, first_id: int, second_id: int
) -> Duplicate:
    """
    Return the pair of two parties as it is now.

    Raises
    ------
    StaleError
        When they are no duplicates any more: a colleague was faster.
    """
    for duplicate in find_duplicates(session, campaign):
        if (duplicate.first.id, duplicate.second.id) == (first_id, second_id):
            return duplicate
    msg = f"Parties {first_id} and {second_id} are no duplicates any more."
    raise StaleError(msg)


def _match(first: Rider, second: Rider) -> Match:
    if first.id_number_index and first.id_number_index == second.id_number_index:
        return Match.ID_NUMBER
    if first.name and first.name == second.name:
        return Match.NAME_AND_PHONE
    return Match.PHONE
