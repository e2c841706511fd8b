"""
Rows of riders: people of one group and one way become a party.

A person is the same by ID number, else by telephone and name, within the campaign; a
child with neither by the name within the group, which somebody else answers for. Who
has no group travels alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import Campaign, Employer, Party, PartyStatus, Rider, Site
from webapp.services.importing import fields
from webapp.services.importing.lookup import Employers, place, store_place
from webapp.services.importing.message import Message, say
from webapp.services.importing.plan import (
    Cells,
    Step,
    changes,
    each,
    is_repeated,
    natural_key,
    refused,
    told,
)
from webapp.services.importing.preview import Desk, Outcome, Row, RowResult
from webapp.services.importing.seekers import person_key
from webapp.services.windows import set_window

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WORDS = {
    "name": "姓名", "phone": "电话", "id_number": "身份证号",
    "pickup_place_code": "上车地点", "site_id": "目的地企业", "status": "状态",
    "first_date": "日期", "last_date": "日期", "wanted_date": "日期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Days:
    """On which days somebody travels; None for any of the campaign."""

    first: dt.date | None = None
    last: dt.date | None = None
    wanted: dt.date | None = None

    def __bool__(self) -> bool:
        return self != _Days()

    @property
    def columns(self) -> dict[str, object]:
        """Return the same as a party stores it."""
        return {
            "first_date": self.first,
            "last_date": self.last,
            "wanted_date": self.wanted,
        }


@dataclass(slots=True)
class _Group:
    """What the first row of a group says; the others must say the same."""

    number: int
    pickup: str
    site_id: int
    days: _Days = _Days()
    party: Party | None = None
    members: list[int] = field(default_factory=list)


def read_riders(session: Session, desk: Desk, rows: list[Row]) -> list[Step]:
    """Return what each row would do; nothing is stored."""
    reader = _Reader(session, desk, rows)
    return each(reader.step, rows)


class _Reader:
    def __init__(self, session: Session, desk: Desk, rows: list[Row]) -> None:
        self.session = session
        self.desk = desk
        self.campaign = session.get_one(Campaign, desk.context.campaign_id)
        self.employers = Employers(session)
        self.groups: dict[str, _Group] = {}
        # Two enterprises may both have a group A.
        own = desk.context.employer_id
        self.whose = () if own is None else (own,)
        gates = select(Site.employer_id, func.min(Site.id)).group_by(Site.employer_id)
        self.sites = dict(session.execute(gates).all())
        query = (
            select(Rider).join(Rider.party).where(Party.campaign_id == self.campaign.id)
        )
        self.existing = {rider.import_key: rider for rider in session.scalars(query)}
        self.parties = {
            party.import_key: party
            for party in session.scalars(
                select(Party).where(Party.campaign_id == self.campaign.id)
            )
        }
        # Of the party that was made last: who travels alone is called by it.
        self.number = len(self.parties)
        self.called = {_group_of(row) for row in rows if _has_phone(row)} - {""}

    def step(self, row: Row) -> Step:
        cells = Cells()
        name = cells.read(fields.text, row["name"], 80, default="")
        cells.need(name, "姓名")
        phone = cells.read(fields.phone, row["phone"], default="")
        id_number = cells.read(fields.id_number, row["id_number"], default="")
        written = cells.read(_group_of, row, default="")
        party_key = natural_key("group", *self.whose, written) if written else ""
        notes: tuple[Message, ...] = ()
        if not phone and not id_number and not cells.wrong:
            if self.is_called(written, party_key):
                notes = (_CALLED_BY_OTHERS,)
            else:
                cells.wrong.append(_NOBODY_TO_CALL)
        pickup = cells.read(place, self.desk, row["pickup"], "上车地点", default=None)
        if pickup is None and not fields.text(row["pickup"]):
            cells.need("", "上车地点")
        site_id = self.site(row, cells)
        days = self.days(row, cells)
        label = name[:1] + "*" * (len(name) - 1) if name else "—"
        if cells.wrong or pickup is None or site_id is None:
            return refused(row, label, cells.wrong)

        of_group = natural_key("of", party_key, fields.folded(name))
        key = of_group if notes else person_key(id_number, phone, name)
        if repeated := is_repeated(self.desk, key, row):
            return refused(row, label, [repeated])
        party_key = party_key or natural_key("one", key)
        group = self.groups.setdefault(
            party_key,
            _Group(row.number, pickup.code, site_id, days, self.parties.get(party_key)),
        )
        if (group.pickup, group.site_id) != (pickup.code, site_id):
            return refused(row, label, [_other_way(row, group)])
        # Who says nothing travels with the group, on whichever day it does.
        group.days = group.days or days
        if days and days != group.days:
            return refused(row, label, [_other_days(row, group)])
        group.members.append(row.number)
        state = fields.party_state(row["state"])
        person = {"name": name, "phone": phone or None, "id_number": id_number or None}
        # Who came without a number and has one now is the same child.
        rider = self.existing.get(key) or self.existing.get(of_group)
        step = self.compare(
            row, label, rider, group, state, person | {"import_key": key}
        )
        if step is not None:
            return step
        return Step(
            RowResult(row.number, label, Outcome.ADDED, notes),
            lambda: self.add(
                row, party_key, group, state, person | {"import_key": key}
            ),
        )

    def is_called(self, group: str, party_key: str) -> bool:
        """Return whether somebody of a group has a telephone, in the file or here."""
        party = self.parties.get(party_key)
        return group in self.called or (
            party is not None and any(rider.phone_index for rider in party.riders)
        )

    def site(self, row: Row, cells: Cells) -> int | None:
        written = cells.read(fields.text, row["employer"], 120, default="")
        own = self.desk.context.employer_id
        if own is not None and not written:
            written = self.session.get_one(Employer, own).name
        cells.need(written, "目的地企业")
        if not written:
            return None
        employer: Employer | None = cells.read(
            self.employers.get, written, default=None
        )
        if employer is None:
            return None
        if own is not None and employer.id != own:
            cells.wrong.append(
                say("An enterprise sends a roster of its own people only.")
            )
        elif employer.id not in self.sites:
            cells.wrong.append(
                say("%(name)s has no factory gate on record.", name=employer.name)
            )
        return self.sites.get(employer.id)

    def days(self, row: Row, cells: Cells) -> _Days:
        """Return the days of a row: the one it asks for, and others it accepts."""
        wanted = self.date(row["date"], "日期", cells)
        first = self.date(row["first_date"], "最早日期", cells)
        last = self.date(row["last_date"], "最晚日期", cells)
        if first is None and last is None:
            return _Days(wanted, wanted)
        begins, ends = (
            first or self.campaign.first_date,
            last or self.campaign.last_date,
        )
        if ends < begins:
            cells.wrong.append(
                say(
                    "The last day, %(last)s, lies before the first, %(first)s.",
                    last=ends, first=begins,
                )
            )  # fmt: skip
        elif wanted is not None and not begins <= wanted <= ends:
            cells.wrong.append(
                say(
                    "The day asked for, %(wanted)s, is not one from %(first)s to "
                    "%(last)s.",
                    wanted=wanted, first=begins, last=ends,
                )
            )  # fmt: skip
        return _Days(first, last, wanted if begins < ends else None)

    def date(self, value: object, column: str, cells: Cells) -> dt.date | None:
        """Return a day of the campaign; None where none is written, or another."""
        campaign = self.campaign
        date: dt.date | None = cells.read(fields.date, value, column, default=None)
        if date is None or campaign.travels_on(date):
            return date
        if campaign.first_date == campaign.last_date:
            cells.wrong.append(
                say(
                    "The row is for %(wanted)s, the campaign for %(date)s.",
                    wanted=date, date=campaign.first_date,
                )
            )  # fmt: skip
        else:
            cells.wrong.append(
                say(
                    "The row is for %(wanted)s, the campaign for %(first)s to "
                    "%(last)s.",
                    wanted=date, first=campaign.first_date, last=campaign.last_date,
                )
            )  # fmt: skip
        return None

    def compare(
        self, row: Row, label: str, rider: Rider | None, group: _Group,
        state: PartyStatus, person: dict[str, str | None],
    ) -> Step | None:  # fmt: skip
        """Return what a row changes of somebody who is here; None for a new one."""
        own = self.desk.context.employer_id
        if rider is None:
            return None
        if own is not None and rider.party.site.employer_id != own:
            other = say("This person rides for somebody else already; call the office.")
            return refused(row, label, [other])
        party = rider.party
        way: dict[str, object] = {
            "pickup_place_code": group.pickup, "site_id": group.site_id,
        }  # fmt: skip
        if group.days:
            way |= group.days.columns
        if state is not PartyStatus.NEW and party.status is not PartyStatus.MERGED:
            way["status"] = state
        # What a row leaves empty stays as somebody has put it right.
        changed = changes(rider, {k: v for k, v in person.items() if v is not None})
        moved = changes(party, way)
        if not changed and not moved:
            return Step(RowResult(row.number, label, Outcome.UNCHANGED))

        def store() -> None:
            store_place(self.session, self.desk, group.pickup)
            for name, value in changed.items():
                setattr(rider, name, value)
            if "first_date" in moved or "last_date" in moved:
                set_window(
                    self.session, party, group.days.first, group.days.last,
                    now=dt.datetime.now(dt.UTC),
                )  # fmt: skip
            for name, value in moved.items():
                setattr(party, name, value)

        shown = {k: v for k, v in (changed | moved).items() if k in WORDS}
        message = told(shown, WORDS)
        return Step(RowResult(row.number, label, Outcome.CHANGED, (message,)), store)

    def add(
        self, row: Row, party_key: str, group: _Group, state: PartyStatus,
        person: dict[str, str | None],
    ) -> None:  # fmt: skip
        store_place(self.session, self.desk, group.pickup)
        if group.party is None:
            self.number += 1
            group.party = Party(
                campaign_id=self.campaign.id,
                label=fields.text(row["group"])[:80] or f"散客{self.number}",
                size=0,
                pickup_place_code=group.pickup,
                site_id=group.site_id,
                status=state,
                import_key=party_key,
                **group.days.columns,
            )
            self.session.add(group.party)
        group.party.riders.append(Rider(**person))
        group.party.size = len(group.party.riders)


_NOBODY_TO_CALL = say(
    "Neither a telephone nor an ID number: nobody could be called. A child needs "
    "neither, with the same 同行 as somebody who has a telephone."
)
_CALLED_BY_OTHERS = say(
    "No telephone and no ID number of their own: somebody else of the group is called."
)


def _group_of(row: Row) -> str:
    return fields.folded(row["group"])


def _has_phone(row: Row) -> bool:
    try:
        return bool(fields.phone(row["phone"]))
    except fields.RefusedCellError:
        return False


def _other_way(row: Row, group: _Group) -> Message:
    return say(
        "Group %(group)s goes from and to other places in row %(first)s. People who "
        "travel together must have the same pickup and the same employer.",
        group=fields.text(row["group"])[:20], first=group.number,
    )  # fmt: skip


def _other_days(row: Row, group: _Group) -> Message:
    return say(
        "Group %(group)s, which begins in row %(first)s, travels on %(date)s. People "
        "who travel together must have the same day.",
        group=fields.text(row["group"])[:20], first=group.number,
        date="—".join(dict.fromkeys(
            str(day) for day in (group.days.first, group.days.last) if day
        )),
    )  # fmt: skip
