"""What a signed-in person changes of the own account: password, telephone number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from models.sealed import blind_index
from webapp.security.passwords import hash_password, is_password
from webapp.services import audit
from webapp.services.accounts import end_sessions

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Account, Seeker

SHORTEST_PASSWORD = 8
# Fewer different characters are 11111111 or 12121212.
FEWEST_CHARACTERS = 4
_ROWS = "01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop"
_COMMON = ("password", "iloveyou", "woaini")


class OwnAccountError(Exception):
    """
    The account stays as it is.

    OwnAccountError
    ├── WrongPasswordError
    ├── WeakPasswordError
    └── NumberInUseError
    """


class WrongPasswordError(OwnAccountError):
    """The present password is another."""


class WeakPasswordError(OwnAccountError):
    """The password is short, easy to guess, or the telephone number."""


class NumberInUseError(OwnAccountError):
    """Another account signs in with this number."""


def require_strong(password: str, phone: str = "") -> None:
    """
    Refuse a password that others would try first.

    Raises
    ------
    WeakPasswordError
        When it is short, has few different characters, is a row of keys, a common
        word, or the telephone number.
    """
    plain = password.lower()
    if (
        len(password) < SHORTEST_PASSWORD
        or len(set(plain)) < FEWEST_CHARACTERS
        or any(plain in row for row in _ROWS)
        or any(plain.startswith(word) for word in _COMMON)
        or (phone and plain in phone)
        or (phone and phone in plain)
    ):
        msg = "The password is too easy to guess."
        raise WeakPasswordError(msg)


def change_password(
    session: Session,
    account: Account,
    *,
    present: str,
    new: str,
    phone: str = "",
    token: str,
    now: dt.datetime,
) -> None:
    """
    Change the password, and sign the account out everywhere but here.

    Parameters
    ----------
    token
        Of the session that goes on.

    Raises
    ------
    WrongPasswordError, WeakPasswordError
        When the present password is another, or the new one easy to guess.
    """
    _require(account, present)
    require_strong(new, phone)
    account.password_hash = hash_password(new)
    end_sessions(session, account, now=now, but=token)
    session.flush()
    audit.record(session, "account.password", account, account_id=account.id, now=now)


def change_number(
    session: Session,
    account: Account,
    seeker: Seeker,
    *,
    present: str,
    phone: str,
    now: dt.datetime,
) -> None:
    """
    Change the number that employers call and that signs in.

    Raises
    ------
    WrongPasswordError, NumberInUseError
        When the password is another, or somebody else signs in with the number.
    """
    _require(account, present)
    try:
        with session.begin_nested():
            account.phone_index = blind_index("phone", phone)
            seeker.phone = phone
    except IntegrityError as error:
        msg = "Another account signs in with this number."
        raise NumberInUseError(msg) from error
    audit.record(
        session, "seeker.change", seeker, account_id=account.id, now=now,
        detail={"fields": ["phone"]},
    )  # fmt: skip


def is_own_password(account: Account, password: str) -> bool:
    """Return whether this is the account's password."""
    return is_password(password, account.password_hash)


def _require(account: Account, password: str) -> None:
    if not is_own_password(account, password):
        msg = "The present password is another."
        raise WrongPasswordError(msg)
