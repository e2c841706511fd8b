"""
The arrival list (到厂名单) of an enterprise, the feeder list (接送名单) of a county.

Who comes, by which coach, when and where: name, telephone and seat, and no ID number;
that stands on the list for the railway alone (火车乘车名单), which sells by it. What
was promised is the edition's; the names are those of the rows as they are now.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import NOT_COMING, Employer, Party, Place, RideRequest, Site
from webapp.services.documents.content import (
    Column,
    Document,
    NothingToSayError,
    Row,
    Section,
)
from webapp.services.documents.issues import issue, of_county, of_gates, of_train
from webapp.services.editions import Promises
from webapp.services.places import boarding_place
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from models import Campaign, Rider, TrainBlock
    from webapp.services.documents.issues import Issue, Told
    from webapp.services.editions import PartyPromise

ARRIVAL_COLUMNS = (
    Column("序号", 6, is_own=True),
    Column("姓名", 14, is_own=True),
    Column("电话", 16, is_own=True),
    Column("分组", 14),
    Column("座位", 7, is_own=True),
    Column("上车地点", 30),
    Column("备注", 16, is_own=True),
    Column("到厂", 7, is_own=True),
    Column("变动", 10),
)
FEEDER_COLUMNS = (
    Column("序号", 6, is_own=True),
    Column("姓名", 14, is_own=True),
    Column("电话", 16, is_own=True),
    Column("分组", 14),
    Column("家住", 30),
    Column("车次", 8),
    Column("座位", 7, is_own=True),
    Column("去往", 30),
    Column("备注", 16, is_own=True),
    Column("变动", 10),
)

TRAIN_COLUMNS = (
    Column("序号", 6, is_own=True),
    Column("姓名", 14, is_own=True),
    Column("证件号码", 22, is_own=True),
    Column("电话", 16, is_own=True),
    Column("分组", 14),
    Column("送站车", 10),
    Column("备注", 16, is_own=True),
    Column("变动", 10),
)

GONE_COLUMNS = (
    Column("姓名", 14, is_own=True),
    Column("电话", 16, is_own=True),
    Column("分组", 14),
    Column("原车次", 10),
    Column("原发车", 16),
)


def arrival_list(
    session: Session,
    history: Sequence[Told],
    campaign: Campaign,
    employer: Employer,
    *,
    is_full: bool,
    now: dt.datetime,
) -> Document:
    """
    Return who comes to an enterprise's gates, coach by coach; its own people only.

    Raises
    ------
    NothingToSayError
        When nobody comes.
    """
    gates = {f"site {site.id}": site for site in employer.sites}
    found = issue(history, of_gates(frozenset(gates)))
    listing = _Listing(session, found, is_full=is_full)
    mine = [party for party in found.after.parties if party.gate in gates]
    sections = []
    trips = {trip.number: trip for trip in found.after.trips}
    names = {stop.key: stop.name for trip in trips.values() for stop in trip.stops}
    order = sorted({(party.arrives_at, party.trip, party.gate) for party in mine})
    for arrives_at, number, gate in order:
        aboard = [p for p in mine if (p.trip, p.gate) == (number, gate)]
        trip, site = trips[number], gates[gate]
        rows = tuple(
            Row(
                (
                    str(each.number),
                    each.name,
                    each.phone,
                    each.group,
                    each.seat,
                    names[each.promise.pickup],
                    each.note,
                    "□",
                    each.news,
                ),
                each.news,
            )
            for each in listing.people(aboard)
        )
        people = sum(party.size for party in aboard)
        sections.append(
            Section(
                f"{arrives_at.astimezone(LOCAL_TIME):%m-%d %H:%M} 到 {site.name}　"
                f"第 {number} 车　{people} 人",
                ARRIVAL_COLUMNS,
                rows,
                (
                    ("承运企业", f"{trip.operator}　{trip.coach}"),
                    ("厂门地址", site.address or site.name),
                ),
            )
        )
    was = found.before.parties if found.before else ()
    gone = listing.gone([party for party in was if party.gate in gates], mine)
    return _document(
        "到厂名单",
        employer.name,
        f"{campaign.id}-A{employer.id}",
        campaign,
        found,
        (*sections, *gone),
        people=sum(party.size for party in mine),
        is_full=is_full,
        now=now,
        notes=("请安排人员到厂门接站，逐人核对并在系统中勾选“已到”。",),
    )


def feeder_list(
    session: Session,
    history: Sequence[Told],
    campaign: Campaign,
    county: Place,
    *,
    is_full: bool,
    now: dt.datetime,
) -> Document:
    """
    Return who of a county, or at its stop, boards where and when.

    People of a neighbouring county who board here stand on both counties' lists: one
    brings them, the other sees them off.

    Raises
    ------
    NothingToSayError
        When nobody does.
    """
    homes = homes_of(session, {p.party_id for told in history
                               for p in told.promises.parties})  # fmt: skip

    def concerns(party: PartyPromise) -> bool:
        return party.leg == 1 and county.code in (
            party.pickup,
            homes.get(party.party_id),
        )

    found = issue(history, of_county(county.code, homes))
    listing = _Listing(session, found, is_full=is_full)
    mine = [party for party in found.after.parties if concerns(party)]
    sections = []
    names = {stop.key: stop.name for trip in found.after.trips for stop in trip.stops}
    order = sorted({(party.leaves_at, party.pickup, party.trip) for party in mine})
    for leaves_at, pickup, number in order:
        here = [p for p in mine if (p.pickup, p.trip) == (pickup, number)]
        rows = tuple(
            Row(
                (
                    str(each.number),
                    each.name,
                    each.phone,
                    each.group,
                    listing.home(each.promise),
                    f"第 {number} 车",
                    each.seat,
                    names[each.promise.gate],
                    each.note,
                    each.news,
                ),
                each.news,
            )
            for each in listing.people(here)
        )
        people = sum(party.size for party in here)
        sections.append(
            Section(
                f"{leaves_at.astimezone(LOCAL_TIME):%m-%d %H:%M} 发车　"
                f"{names[pickup]}　第 {number} 车　{people} 人",
                FEEDER_COLUMNS,
                rows,
            )
        )
    was = found.before.parties if found.before else ()
    gone = listing.gone([party for party in was if concerns(party)], mine)
    return _document(
        "接送名单",
        county.full_name,
        f"{campaign.id}-F{county.code}",
        campaign,
        found,
        (*sections, *gone),
        people=sum(party.size for party in mine),
        is_full=is_full,
        now=now,
        notes=("请在发车前 15 分钟送到上车点；家住外县的由外县送达，本县协助上车。",),
    )


def train_name(block: TrainBlock) -> str:
    """Return a train as it stands on papers: its number, way and times."""
    leaves = block.departs_at.astimezone(LOCAL_TIME)
    comes = block.arrives_at.astimezone(LOCAL_TIME)
    return (
        f"{block.name} 次　{block.hub.name} {leaves:%m-%d %H:%M} → "
        f"{block.station.name} {comes:%m-%d %H:%M}"
    )


def train_list(
    session: Session,
    history: Sequence[Told],
    campaign: Campaign,
    block: TrainBlock,
    *,
    is_full: bool,
    now: dt.datetime,
) -> Document:
    """
    Return who goes by a train, with ID numbers: group tickets are bought by it.

    Raises
    ------
    NothingToSayError
        When nobody does.
    """
    found = issue(history, of_train(block.id))
    listing = _Listing(session, found, is_full=is_full)
    feeders = {trip.number for trip in found.after.trips if trip.block_id == block.id}
    mine = [p for p in found.after.parties if p.leg == 1 and p.trip in feeders]
    rows = tuple(
        Row(
            (
                str(each.number),
                each.name,
                each.id_number,
                each.phone,
                each.group,
                f"第 {each.promise.trip} 车",
                each.note,
                each.news,
            ),
            each.news,
        )
        for each in listing.people(mine)
    )
    people = sum(party.size for party in mine)
    sections = [Section(f"{train_name(block)}　{people} 人", TRAIN_COLUMNS, rows)]
    was = found.before if found.before else Promises()
    before = {trip.number for trip in was.trips if trip.block_id == block.id}
    gone = [p for p in was.parties if p.leg == 1 and p.trip in before]
    return _document(
        "火车乘车名单",
        train_name(block),
        f"{campaign.id}-R{block.id}",
        campaign,
        found,
        (*(sections if mine else ()), *listing.gone(gone, mine)),
        people=people,
        is_full=is_full,
        now=now,
        notes=("购票和进站以身份证为准；证件号码空缺的请先补齐。",),
    )


def homes_of(session: Session, party_ids: Iterable[int]) -> dict[int, str]:
    """Return the code of the county's stop nearest each party's home, by its id."""
    wanted = set(party_ids)
    parties = session.scalars(
        select(Party)
        .where(Party.id.in_(wanted))
        .options(joinedload(Party.pickup_place).joinedload(Place.parent))
    ).all()
    asked = {
        request.party_id: request.pickup_place
        for request in session.scalars(
            select(RideRequest)
            .where(RideRequest.party_id.in_(wanted))
            .options(joinedload(RideRequest.pickup_place).joinedload(Place.parent))
        )
    }
    homes = {}
    for party in parties:
        stop = boarding_place(asked.get(party.id) or party.pickup_place)
        if stop is not None:
            homes[party.id] = stop.code
    return homes


@dataclass(frozen=True, slots=True)
class Person:
    """One seat of a promise: who sits there, as far as it is known and may be seen."""

    promise: PartyPromise
    number: int
    name: str
    phone: str
    id_number: str
    group: str
    seat: str
    note: str
    news: str


class _Listing:
    """The rows of people of an issue, masked or full."""

    def __init__(self, session: Session, found: Issue, *, is_full: bool) -> None:
        self.is_full = is_full
        self.news = found.party_news()
        sides = (found.before, found.after)
        ids = {p.party_id for side in sides if side for p in side.parties}
        self.parties = {
            party.id: party
            for party in session.scalars(
                select(Party)
                .where(Party.id.in_(ids))
                .options(
                    selectinload(Party.riders),
                    joinedload(Party.pickup_place).joinedload(Place.parent),
                    joinedload(Party.site).joinedload(Site.employer),
                )
            )
        }
        self.asked = {
            request.party_id: request
            for request in session.scalars(
                select(RideRequest)
                .where(RideRequest.party_id.in_(ids))
                .options(joinedload(RideRequest.pickup_place))
            )
        }

    def people(self, parties: Sequence[PartyPromise]) -> Iterator[Person]:
        """Yield a line a seat; a party that named fewer people has empty ones."""
        number = 0
        for promise in parties:
            party = self.parties.get(promise.party_id)
            riders = party.riders[: promise.size] if party else []
            # Who gave up since is told already; the next edition leaves them out.
            is_off = party is None or party.status in NOT_COMING
            news = "取消" if is_off else self.news.get(promise.key, "")
            lines = zip_longest(riders, promise.seats, range(promise.size))
            for rider, seat, place in lines:
                number += 1
                yield Person(
                    promise=promise,
                    number=number,
                    name=self._shown(rider, "name"),
                    phone=self._shown(rider, "phone"),
                    id_number=self._shown(rider, "id_number"),
                    group=party.label if party else "",
                    seat=str(seat or ""),
                    note="" if place else self._note(promise.party_id),
                    news=news,
                )

    def gone(
        self, before: Iterable[PartyPromise], now: Iterable[PartyPromise]
    ) -> tuple[Section, ...]:
        """Return a section of those who stood on the version before; none if none."""
        here = {promise.party_id for promise in now}
        left = [promise for promise in before if promise.party_id not in here]
        if not left:
            return ()
        rows = tuple(
            Row(
                (
                    each.name,
                    each.phone,
                    each.group,
                    f"第 {each.promise.trip} 车",
                    f"{each.promise.leaves_at.astimezone(LOCAL_TIME):%m-%d %H:%M}",
                ),
                "取消",
            )
            for each in self.people(left)
        )
        return (Section("不再列入本名单", GONE_COLUMNS, rows),)

    def _shown(self, rider: Rider | None, name: str) -> str:
        if rider is None:
            return ""
        return (getattr(rider, name) or "") if self.is_full else rider.masked(name)

    def _note(self, party_id: int) -> str:
        request = self.asked.get(party_id)
        if request is None:
            return ""
        brought = (("轮椅", request.wheelchairs), ("大件行李", request.luggage))
        return "、".join(f"{what} {count}" for what, count in brought if count)

    def home(self, party: PartyPromise) -> str:
        row, request = self.parties.get(party.party_id), self.asked.get(party.party_id)
        if request is not None:
            return request.pickup_place.full_name
        return row.pickup_place.full_name if row else ""


def _document(
    title: str,
    addressee: str,
    reference: str,
    campaign: Campaign,
    found: Issue,
    sections: tuple[Section, ...],
    *,
    people: int,
    is_full: bool,
    now: dt.datetime,
    notes: tuple[str, ...],
) -> Document:
    if not sections:
        msg = f"Nobody stands on {title} {reference}."
        raise NothingToSayError(msg)
    care = (
        "本名单含姓名和电话，仅用于本次接送，用毕销毁，不得转发。"
        if is_full
        else "个人信息已脱敏。"
    )
    return Document(
        title=title,
        addressee=addressee,
        campaign=campaign.name,
        reference=f"{reference}-{found.number}",
        version=found.number,
        previous=found.previous,
        published_at=found.at.astimezone(LOCAL_TIME),
        made_at=now.astimezone(LOCAL_TIME),
        sections=sections,
        notes=(*notes, care),
        people=people,
        names_people=True,
        is_full=is_full,
    )
