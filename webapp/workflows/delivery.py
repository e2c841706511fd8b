"""Send what waits in the outbox; each message in transactions of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models.sealed import SealedError
from webapp.services import outbox
from webapp.services.channels.protocol import DeliveryError, Letter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Engine

    from models import Channel, OutboxMessage
    from webapp.services.channels.protocol import Sender

EVERY_S = 15.0


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages left, and how many could not."""

    sent: int
    failed: int


def deliver(
    engine: Engine,
    channels: Mapping[Channel, Sender],
    site_url: str,
    clock: Callable[[], dt.datetime] = _utc_now,
) -> Delivered:
    """
    Try every message that is due, once.

    Several processes may do it at once: each message is taken by one of them. No
    transaction is open while a message travels.
    """
    with Session(engine) as session:
        due = outbox.list_due(session, clock())
    sent = failed = 0
    for message_id in due:
        with Session(engine, expire_on_commit=False) as session:
            message = outbox.take(session, message_id, clock())
            session.commit()
            if message is None:
                continue
            try:
                channels[message.channel].send(_letter(message, site_url))
            except (DeliveryError, SealedError) as error:
                # A value that does not open now will not open later either.
                is_final = getattr(error, "is_final", True)
                outbox.note_failed(message, str(error), is_final=is_final, now=clock())
                failed += 1
            else:
                outbox.note_sent(message, clock())
                sent += 1
            try:
                session.commit()
            except StaleDataError:
                # Deleted while it travelled, with the account that it went to.
                session.rollback()
    return Delivered(sent, failed)


def _letter(message: OutboxMessage, site_url: str) -> Letter:
    return Letter(
        key=message.key,
        address=message.address or "",
        subject=message.subject,
        text=message.text.replace(outbox.SITE, site_url.rstrip("/")),
    )
