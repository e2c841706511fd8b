"""Text messages to many parties at once, through the outbox."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import Channel, Party
from webapp.services import audit, outbox
from webapp.services.calls import contact_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from models import Campaign, PartyStatus

LONGEST = 200
# In Chinese, whatever the reader of the page speaks: it goes to the riders.
FIRST_TEXT = (
    "【职达】您好，您登记了{日期}返岗专车，同行{人数}人。请回电{电话}确认是否乘车。"
)


def recipients(
    session: Session, campaign: Campaign, states: Collection[PartyStatus]
) -> Sequence[Party]:
    """Return the parties of these states of whom somebody has a telephone number."""
    found = session.scalars(
        select(Party)
        .where(Party.campaign_id == campaign.id, Party.status.in_(states))
        .options(selectinload(Party.riders))
        .order_by(Party.id)
    )
    return [p for p in found if any(rider.phone_index for rider in p.riders)]


def send(
    session: Session,
    campaign: Campaign,
    states: Collection[PartyStatus],
    text: str,
    *,
    phone: str,
    account_id: int,
    now: dt.datetime,
) -> int:
    """
    Lay a message to each party out for sending; return how many are new.

    ``{date}``, ``{people}`` and ``{phone}`` in the text are filled in, in Chinese
    ``{日期}``, ``{人数}`` and ``{电话}``. The same text goes to a party once, however
    often it is asked for.

    Parameters
    ----------
    phone
        The office's number, to call back.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    date = campaign.service_date
    sent = 0
    for party in recipients(session, campaign, states):
        filled = text
        for names, value in (
            (("{date}", "{日期}"), f"{date.month}月{date.day}日"),
            (("{people}", "{人数}"), str(party.size)),
            (("{phone}", "{电话}"), phone),
        ):
            for name in names:
                filled = filled.replace(name, value)
        sent += outbox.put(
            session,
            channel=Channel.SMS,
            address=contact_of(party).phone,
            subject=campaign.name,
            text=filled,
            key=f"party-{party.id}-{digest}",
            now=now,
        )
    audit.record(
        session,
        "campaign.texts",
        campaign,
        account_id=account_id,
        now=now,
        detail={"states": sorted(states), "sent": sent},
    )
    return sent
