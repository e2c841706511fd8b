"""
Personal data at rest: sealed columns, their blind index and their mask.

A sealed value is AES-256-GCM over the text, with the table, the column and the row's
``ref`` as associated data: a value copied into another row or column does not open.
The key's id stands in front, so keys can be rotated while old rows still open. The
blind index is a keyed HMAC-SHA-256 of the value: equal values can be found, and
nothing can be read from it.

    class Seeker(HasSealed, Base):
        phone_sealed: Mapped[bytes | None]
        phone_index: Mapped[str | None]
        phone = Sealed(mask_phone)

    seeker.phone = "13800000003"   # fills both columns
    seeker.phone                   # opens it
    seeker.masked("phone")         # "138****0003"
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NONCE_BYTES = 12  # the size NIST SP 800-38D recommends for GCM


class SealedError(Exception):
    """A sealed value cannot be opened: wrong key, or it was moved or changed."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """
    The keys of an instance.

    Parameters
    ----------
    keys
        Key id (at most 15 ASCII characters) to 32 bytes. The last one seals; all open.
    index_key
        32 bytes for the blind index; changing it means re-indexing every row.
    """

    keys: Mapping[str, bytes]
    index_key: bytes

    def __post_init__(self) -> None:
        if not self.keys:
            msg = "Expected at least one key for personal data, got none."
            raise ValueError(msg)
        for name, key in {**self.keys, "index": self.index_key}.items():
            if len(key) != 32:
                msg = f"Expected 32 bytes in key {name!r}, got {len(key)}."
                raise ValueError(msg)

    def seal(self, text: str, context: str) -> bytes:
        """Return the text sealed for this context."""
        key_id, key = list(self.keys.items())[-1]
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
        label = key_id.encode("ascii")
        return bytes([len(label)]) + label + nonce + sealed

    def unseal(self, sealed: bytes, context: str) -> str:
        """
        Return the text.

        Raises
        ------
        SealedError
            When the key is not on the ring, or the value was changed or moved.
        """
        end = 1 + sealed[0]
        key_id = sealed[1:end].decode("ascii", "replace")
        key = self.keys.get(key_id)
        if key is None:
            msg = f"No key {key_id!r} on the ring to open {context}."
            raise SealedError(msg)
        nonce, body = sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, body, context.encode()).decode()
        except InvalidTag as error:
            msg = f"The sealed value of {context} was changed or moved."
            raise SealedError(msg) from error

    def blind_index(self, text: str, column: str) -> str:
        """Return 64 hex digits, the same for the same text in the same column name."""
        message = f"{column}\0{text}".encode()
        return hmac.new(self.index_key, message, sha256).hexdigest()


_ring: list[Keyring] = []


def use_keyring(keyring: Keyring) -> None:
    """Seal and open with these keys from now on, in this process."""
    _ring[:] = [keyring]


def keyring() -> Keyring:
    """
    Return the keys in use.

    Raises
    ------
    SealedError
        When ``use_keyring`` was not called.
    """
    if not _ring:
        msg = "No keys for personal data: call use_keyring() when the process starts."
        raise SealedError(msg)
    return _ring[0]


def mask_id_number(text: str) -> str:
    """
    Show the first three and the last four characters.

    >>> mask_id_number("410000199001011203")
    '410***********1203'
    """
    return (
        text[:3] + "*" * max(0, len(text) - 7) + text[-4:] if len(text) > 7 else "***"
    )


def mask_phone(text: str) -> str:
    """
    Show the first three and the last four digits.

    >>> mask_phone("13800000003")
    '138****0003'
    """
    return mask_id_number(text)


def mask_name(text: str) -> str:
    """
    Show the first character.

    >>> mask_name("欧阳小明")
    '欧***'
    """
    return text[:1] + "*" * (len(text) - 1)


class Sealed:
    """A property over ``<name>_sealed`` and, where the row has it, ``<name>_index``."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        self.mask = mask

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Sealed: ...
    @overload
    def __get__(self, row: HasSealed, owner: type) -> str | None: ...
    def __get__(self, row: HasSealed | None, owner: type) -> Sealed | str | None:
        if row is None:
            return self
        sealed = getattr(row, f"{self.name}_sealed")
        return keyring().unseal(sealed, self._context(row)) if sealed else None

    def __set__(self, row: HasSealed, text: str | None) -> None:
        sealed = keyring().seal(text, self._context(row)) if text else None
        setattr(row, f"{self.name}_sealed", sealed)
        if hasattr(type(row), f"{self.name}_index"):
            setattr(row, f"{self.name}_index", blind_index(self.name, text))

    def _context(self, row: HasSealed) -> str:
        return f"{row.__tablename__}.{self.name}.{row.ref}"


def blind_index(column: str, text: str | None) -> str | None:
    """Return what ``<column>_index`` holds for this text; None for none."""
    return keyring().blind_index(text, column) if text else None


class HasSealed:
    """A row with sealed columns; ``ref`` binds the sealed values to the row."""

    __tablename__: str
    ref: Mapped[str] = mapped_column(String(32), unique=True)

    def __init__(self, **values: Any) -> None:
        # First of all values: the sealed ones are bound to it.
        self.ref = values.pop("ref", None) or secrets.token_hex(16)
        for name, value in values.items():
            if not hasattr(type(self), name):
                msg = f"{type(self).__name__} has no column {name!r}."
                raise TypeError(msg)
            setattr(self, name, value)

    def masked(self, name: str) -> str:
        """Return the value as it may be shown without a reason; "" for none."""
        text = getattr(self, name)
        if not text:
            return ""
        descriptor: Sealed = getattr(type(self), name)
        return descriptor.mask(text)
