"""Passwords: argon2id with the cost OWASP gives for 19 MiB of memory."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Verified when there is no account, so that both cases take the same time.
_NOBODY = _HASHER.hash("nobody")
LONGEST = 200


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _HASHER.hash(password)


def is_password(password: str, stored: str | None) -> bool:
    """Return whether this is the password; as slow when there is none stored."""
    try:
        matches = _HASHER.verify(stored or _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def needs_rehash(stored: str) -> bool:
    """Return whether the stored hash was made at another cost."""
    return _HASHER.check_needs_rehash(stored)
