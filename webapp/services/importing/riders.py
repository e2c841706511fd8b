"""
Rows of riders: people of one group and one way become a party.

A person is the same by ID number, else by telephone and name, within the campaign. Who
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
    "first_date": "日期", "last_date": "日期",
}  # fmt: skip


@dataclass(slots=True)
class _Group:
    """What the first row of a group says; the others must say the same."""

    number: int
    pickup: str
    site_id: int
    date: dt.date | None = None
    party: Party | None = None
    members: list[int] = field(default_factory=list)


def read_riders(session: Session, desk: Desk, rows: list[Row]) -> list[Step]:
    """Return what each row would do; nothing is stored."""
    reader = _Reader(session, desk)
    return each(reader.step, rows)


class _Reader:
    def __init__(self, session: Session, desk: Desk) -> None:
        self.session = session
        self.desk = desk
        self.campaign = session.get_one(Campaign, desk.context.campaign_id)
        self.employers = Employers(session)
        self.groups: dict[str, _Group] = {}
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

    def step(self, row: Row) -> Step:
        cells = Cells()
        name = cells.read(fields.text, row["name"], 80, default="")
        cells.need(name, "姓名")
        phone = cells.read(fields.phone, row["phone"], default="")
        id_number = cells.read(fields.id_number, row["id_number"], default="")
        if not phone and not id_number and not cells.wrong:
            cells.wrong.append(
                say("Neither a telephone nor an ID number: nobody could be called.")
            )
        pickup = cells.read(place, self.desk, row["pickup"], "上车地点", default=None)
        if pickup is None and not fields.text(row["pickup"]):
            cells.need("", "上车地点")
        site_id = self.site(row, cells)
        date = self.date(row, cells)
        label = name[:1] + "*" * (len(name) - 1) if name else "—"
        if cells.wrong or pickup is None or site_id is None:
            return refused(row, label, cells.wrong)

        key = person_key(id_number, phone, name)
        if repeated := is_repeated(self.desk, key, row):
            return refused(row, label, [repeated])
        written = fields.folded(row["group"])
        # Two enterprises may both have a group A.
        own = self.desk.context.employer_id
        whose = () if own is None else (own,)
        party_key = (
            natural_key("group", *whose, written)
            if written
            else natural_key("one", key)
        )
        group = self.groups.setdefault(
            party_key,
            _Group(row.number, pickup.code, site_id, date, self.parties.get(party_key)),
        )
        if (group.pickup, group.site_id) != (pickup.code, site_id):
            return refused(row, label, [_other_way(row, group)])
        # Who says nothing travels with the group, on whichever day it does.
        group.date = group.date or date
        if date not in (None, group.date):
            return refused(row, label, [_other_day(row, group)])
        group.members.append(row.number)
        state = fields.party_state(row["state"])
        person = {"name": name, "phone": phone or None, "id_number": id_number or None}
        return self.compare(row, label, key, party_key, group, state, person)

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

    def date(self, row: Row, cells: Cells) -> dt.date | None:
        """Return the day of a row; None for any day of the campaign."""
        campaign = self.campaign
        wanted: dt.date | None = cells.read(
            fields.date, row["date"], "日期", default=None
        )
        if wanted is None or campaign.travels_on(wanted):
            return wanted
        if campaign.first_date == campaign.last_date:
            cells.wrong.append(
                say(
                    "The row is for %(wanted)s, the campaign for %(date)s.",
                    wanted=wanted, date=campaign.first_date,
                )
            )  # fmt: skip
        else:
            cells.wrong.append(
                say(
                    "The row is for %(wanted)s, the campaign for %(first)s to "
                    "%(last)s.",
                    wanted=wanted, first=campaign.first_date, last=campaign.last_date,
                )
            )  # fmt: skip
        return None

    def compare(
        self, row: Row, label: str, key: str, party_key: str, group: _Group,
        state: PartyStatus, person: dict[str, str | None],
    ) -> Step:  # fmt: skip
        rider = self.existing.get(key)
        own = self.desk.context.employer_id
        if rider and own is not None and rider.party.site.employer_id != own:
            other = say("This person rides for somebody else already; call the office.")
            return refused(row, label, [other])
        if rider is None:
            return Step(
                RowResult(row.number, label, Outcome.ADDED),
                lambda: self.add(row, key, party_key, group, state, person),
            )
        way: dict[str, object] = {
            "pickup_place_code": group.pickup, "site_id": group.site_id,
        }  # fmt: skip
        if group.date is not None:
            way |= {"first_date": group.date, "last_date": group.date}
        if (
            state is not PartyStatus.NEW
            and rider.party.status is not PartyStatus.MERGED
        ):
            way["status"] = state
        changed = changes(rider, person)
        moved = changes(rider.party, way)
        if not changed and not moved:
            return Step(RowResult(row.number, label, Outcome.UNCHANGED))

        def store() -> None:
            store_place(self.session, self.desk, group.pickup)
            for name, value in changed.items():
                setattr(rider, name, value)
            if "first_date" in moved or "last_date" in moved:
                set_window(
                    self.session, rider.party, group.date, group.date,
                    now=dt.datetime.now(dt.UTC),
                )  # fmt: skip
            for name, value in moved.items():
                setattr(rider.party, name, value)

        message = told(changed | moved, WORDS)
        return Step(RowResult(row.number, label, Outcome.CHANGED, (message,)), store)

    def add(
        self, row: Row, key: str, party_key: str, group: _Group, state: PartyStatus,
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
                first_date=group.date,
                last_date=group.date,
                status=state,
                import_key=party_key,
            )
            self.session.add(group.party)
        group.party.riders.append(Rider(import_key=key, **person))
        group.party.size = len(group.party.riders)


def _other_way(row: Row, group: _Group) -> Message:
    return say(
        "Group %(group)s goes from and to other places in row %(first)s. People who "
        "travel together must have the same pickup and the same employer.",
        group=fields.text(row["group"])[:20], first=group.number,
    )  # fmt: skip


def _other_day(row: Row, group: _Group) -> Message:
    return say(
        "Group %(group)s, which begins in row %(first)s, travels on %(date)s. People "
        "who travel together must have the same day.",
        group=fields.text(row["group"])[:20], date=group.date, first=group.number,
    )  # fmt: skip
