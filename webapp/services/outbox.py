"""
The outbox: a message is a row written with what it tells of, and sent afterwards.

So a rolled-back change sends nothing, and a message waits out whatever fails. Each is
tried again with longer and longer pauses, then given up and shown to the office. A
process that is killed between sending and noting it sends a second time: the channels
carry the message's key, by which a receiver can tell.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from models import Channel, OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

# Stands in a text for the address of the site, which only the sender knows.
SITE = "{site}"
MOST_TRIES = 8
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=6)
# Longer than any channel waits for an answer.
LEASE = dt.timedelta(minutes=5)
KEPT = dt.timedelta(days=30)


def put(
    session: Session,
    *,
    channel: Channel,
    address: str,
    subject: str,
    text: str,
    key: str,
    now: dt.datetime,
) -> bool:
    """Lay a message out for sending; False when one with this key is there already."""
    message = OutboxMessage(
        channel=channel,
        address=address,
        subject=subject,
        text=text,
        key=key,
        created_at=now,
        next_try_at=now,
    )
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return False
    return True


def list_due(session: Session, now: dt.datetime, limit: int = 50) -> Sequence[int]:
    """Return the ids of the messages to be tried now, the longest waiting first."""
    return session.scalars(
        select(OutboxMessage.id)
        .where(OutboxMessage.next_try_at <= now)
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(limit)
    ).all()


def take(session: Session, message_id: int, now: dt.datetime) -> OutboxMessage | None:
    """
    Take a due message for one try; None when another process was faster.

    To be committed before sending: until the lease ends, nobody else takes it.
    """
    taken = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.next_try_at <= now)
        .values(next_try_at=now + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return session.get_one(OutboxMessage, message_id) if taken else None


def note_sent(message: OutboxMessage, now: dt.datetime) -> None:
    """Note that a message has left."""
    message.sent_at, message.next_try_at, message.error = now, None, ""


def note_failed(
    message: OutboxMessage, error: str, *, is_final: bool, now: dt.datetime
) -> None:
    """Note that a try failed; the next one comes later, or never."""
    message.error = error[:300]
    if is_final or message.attempts >= MOST_TRIES:
        message.next_try_at = None
    else:
        message.next_try_at = now + pause(message.attempts)


def pause(attempts: int) -> dt.timedelta:
    """Return how long to wait after this many tries: a minute, then twice as long."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def list_dead(session: Session, limit: int = 100) -> Sequence[OutboxMessage]:
    """Return the messages that were given up, the latest first."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.next_try_at.is_(None), OutboxMessage.sent_at.is_(None))
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    ).all()


def count_dead(session: Session) -> int:
    """Return how many messages were given up."""
    return session.scalars(
        select(func.count(OutboxMessage.id)).where(
            OutboxMessage.next_try_at.is_(None), OutboxMessage.sent_at.is_(None)
        )
    ).one()


def try_again(message: OutboxMessage, now: dt.datetime) -> None:
    """Send a message that was given up once more, from the first try."""
    message.attempts, message.next_try_at = 0, now


def forget_old(session: Session, *, now: dt.datetime) -> None:
    """Delete what was sent or given up long ago, with its address."""
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.next_try_at.is_(None),
            or_(
                OutboxMessage.sent_at < now - KEPT,
                OutboxMessage.created_at < now - 2 * KEPT,
            ),
        )
    )
