"""
Files that were sent: a spreadsheet between its preview and its confirmation, and
papers that stay.

A roster is full of telephone and ID numbers, so it lies sealed, bound to its random
name and to the account that sent it, and for an hour at most.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.sealed import SealedError, keyring

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES = 10 * 1024 * 1024
KEPT_FOR = dt.timedelta(hours=1)
LONGEST_NAME = 255
TOKEN = re.compile(r"[0-9a-f]{32}")


class UploadError(Exception):
    """
    A file cannot be taken.

    UploadError
    ├── EmptyFileError
    ├── TooLargeError
    └── GoneError
    """


class EmptyFileError(UploadError):
    """There is nothing in the file."""


class TooLargeError(UploadError):
    """The file is larger than ``LARGEST_BYTES``."""


class GoneError(UploadError):
    """The file is not kept any more, or was sent by somebody else."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; `name` is only ever shown, never a path."""

    token: str
    name: str
    kind: str
    content: bytes
    campaign_id: int | None = None

    @property
    def sha256(self) -> str:
        """Return the hash of what is in the file."""
        return hashlib.sha256(self.content).hexdigest()


def keep(
    folder: Path,
    content: bytes,
    *,
    name: str,
    kind: str,
    account_id: int,
    now: dt.datetime,
    campaign_id: int | None = None,
) -> Upload:
    """
    Keep a file for an hour and return it with its token; old ones are removed.

    Raises
    ------
    EmptyFileError, TooLargeError
        When there is nothing in it, or too much.
    """
    if not content:
        msg = "Expected a file with something in it, got 0 bytes."
        raise EmptyFileError(msg)
    if len(content) > LARGEST_BYTES:
        msg = f"Expected at most {LARGEST_BYTES} bytes, got {len(content)}."
        raise TooLargeError(msg)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder, now)
    upload = Upload(
        secrets.token_hex(16), name[-LONGEST_NAME:], kind, content, campaign_id
    )
    text = json.dumps(
        {
            "name": upload.name,
            "kind": kind,
            "campaign_id": campaign_id,
            "until": (now + KEPT_FOR).isoformat(),
            "content": base64.b64encode(content).decode(),
        }
    )
    path = folder / upload.token
    path.touch(mode=0o600)
    path.write_bytes(keyring().seal(text, _context(upload.token, account_id)))
    # By the caller's clock, which also says when it is too old.
    os.utime(path, (now.timestamp(), now.timestamp()))
    return upload


def take(folder: Path, token: str, *, account_id: int, now: dt.datetime) -> Upload:
    """
    Return a kept file.

    Raises
    ------
    GoneError
        When its hour is over, it was discarded, or another account sent it.
    """
    gone = GoneError("The file is not kept any more.")
    if not TOKEN.fullmatch(token):
        raise gone
    try:
        sealed = (folder / token).read_bytes()
        kept = json.loads(keyring().unseal(sealed, _context(token, account_id)))
    except (FileNotFoundError, SealedError) as error:
        raise gone from error
    if dt.datetime.fromisoformat(kept["until"]) < now:
        raise gone
    return Upload(
        token,
        kept["name"],
        kept["kind"],
        base64.b64decode(kept["content"]),
        kept["campaign_id"],
    )


def discard(folder: Path, upload: Upload) -> None:
    """Forget a kept file; does nothing when it is gone already."""
    (folder / upload.token).unlink(missing_ok=True)


def _context(token: str, account_id: int) -> str:
    return f"upload.{token}.{account_id}"


def _sweep(folder: Path, now: dt.datetime) -> None:
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.iterdir():
        # Another process may sweep at the same time.
        if TOKEN.fullmatch(path.name):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue


def store(folder: Path, content: bytes) -> str:
    """Seal a file that stays, and return the token it lies under."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    token = secrets.token_hex(16)
    path = folder / token
    path.touch(mode=0o600)
    text = base64.b64encode(content).decode()
    path.write_bytes(keyring().seal(text, f"stored.{token}"))
    return token


def fetch(folder: Path, token: str) -> bytes:
    """
    Return a file that was stored.

    Raises
    ------
    GoneError
        When it is not there, or not the one that was stored.
    """
    gone = GoneError("The file is not there.")
    if not TOKEN.fullmatch(token):
        raise gone
    try:
        sealed = (folder / token).read_bytes()
        return base64.b64decode(keyring().unseal(sealed, f"stored.{token}"))
    except (FileNotFoundError, SealedError) as error:
        raise gone from error


def forget(folder: Path, token: str) -> None:
    """Remove a file that was stored; does nothing when it is gone already."""
    if TOKEN.fullmatch(token):
        (folder / token).unlink(missing_ok=True)
