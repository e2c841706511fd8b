"""
Where an account's notices go besides the site.

A new address is proven by a code that is sent to it; before that nothing else goes
there, so that nobody signs another person's telephone up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from models import Channel, Contact
from webapp.services import audit, outbox
from webapp.services.notice_texts import translate
from webapp.services.notices import find_contact

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CODE_LIFE = dt.timedelta(minutes=30)
CODE_PAUSE = dt.timedelta(minutes=1)
MOST_TRIES = 5
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_EMAIL = re.compile(r"[^\s@<>,;\"\\]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}")


class ContactError(Exception):
    """
    An address cannot be taken or confirmed.

    ContactError
    ├── AddressError
    ├── TooSoonError
    └── CodeError
    """


class AddressError(ContactError):
    """This is no telephone number, or no e-mail address."""


class TooSoonError(ContactError):
    """A code was sent less than a minute ago."""


class CodeError(ContactError):
    """The code is wrong or too old, or was tried too often."""


def _(text: str) -> str:
    return text


def choose(
    session: Session,
    account_id: int,
    channel: Channel,
    address: str,
    *,
    language: str | None,
    now: dt.datetime,
) -> Contact:
    """
    Take an address, and send a code to it.

    Raises
    ------
    AddressError
        When it is none of this channel.
    TooSoonError
        When the last code is not a minute old.
    """
    address = address.strip()
    if channel is Channel.SMS:
        address = re.sub(r"[\s-]", "", address)
    pattern = _PHONE if channel is Channel.SMS else _EMAIL
    if not pattern.fullmatch(address):
        raise AddressError
    contact = find_contact(session, account_id)
    if contact is None:
        contact = Contact(account_id=account_id, channel=channel)
        session.add(contact)
    elif contact.code_sent_at is not None and now - contact.code_sent_at < CODE_PAUSE:
        raise TooSoonError
    code = f"{secrets.randbelow(10**6):06d}"
    contact.channel, contact.address = channel, address
    contact.code_hash, contact.code_sent_at = _hash(contact, code), now
    contact.code_tries, contact.confirmed_at = 0, None
    session.flush()
    outbox.put(
        session,
        channel=channel,
        address=address,
        subject=translate(_("Your code"), language),
        text=translate(_("Your code for Zhida: %(code)s"), language) % {"code": code},
        key=f"code-{contact.id}-{int(now.timestamp())}",
        now=now,
    )
    return contact


def confirm(session: Session, account_id: int, code: str, *, now: dt.datetime) -> None:
    """
    Take the code that was sent: from now on notices go there.

    The caller commits after a wrong code too, which counts.

    Raises
    ------
    CodeError
        When the code is not the right one, is older than half an hour, or was tried
        five times.
    """
    contact = find_contact(session, account_id)
    if contact is None or contact.code_hash is None or contact.code_sent_at is None:
        raise CodeError
    # Two who guess at once wait for each other, or one try would count for many.
    session.refresh(contact, ["code_tries"], with_for_update=True)
    contact.code_tries += 1
    session.flush()
    is_right = hmac.compare_digest(contact.code_hash, _hash(contact, code.strip()))
    is_late = now - contact.code_sent_at > CODE_LIFE
    if contact.code_tries > MOST_TRIES or is_late or not is_right:
        raise CodeError
    contact.code_hash, contact.confirmed_at = None, now
    session.flush()
    audit.record(session, "contact.confirm", contact, account_id=account_id, now=now)


def forget(session: Session, account_id: int, *, now: dt.datetime) -> None:
    """Send notices nowhere but to the site."""
    contact = find_contact(session, account_id)
    if contact is not None:
        audit.record(session, "contact.forget", contact, account_id=account_id, now=now)
        session.delete(contact)
        session.flush()


def _hash(contact: Contact, code: str) -> str:
    return hashlib.sha256(f"{contact.ref}.{code}".encode()).hexdigest()
