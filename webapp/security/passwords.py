"""Passwords: argon2id with the cost OWASP gives for 19 MiB of memory."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
LONGEST = 200


class _InUse:
    """The hasher, and a hash that is nobody's."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        # Verified when there is no account, so that both cases take the same time.
        self.nobody = hasher.hash("nobody")


_in_use = [_InUse(HASHER)]


def use_hasher(hasher: PasswordHasher) -> None:
    """Hash at another cost from now on, in this process."""
    _in_use[:] = [_InUse(hasher)]


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _in_use[0].hasher.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Return whether this is the password; as slow when there is none stored."""
    using = _in_use[0]
    try:
        matches = using.hasher.verify(stored or using.nobody, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def needs_rehash(stored: str) -> bool:
    """Return whether the stored hash was made at another cost."""
    return _in_use[0].hasher.check_needs_rehash(stored)
